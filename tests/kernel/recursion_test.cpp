#include "kernel/recursion.h"

#include <algorithm>

#include "kernel/every_target.h"

namespace dlrr::kernel {
namespace {

const Recursion some{{0.31, -0.12, 0.05, 0.011},
                     {-1.1, 0.53, -0.17, 0.021},
                     {0.21, 0.07, -0.03, -0.0065},
                     {-0.97, 0.47, -0.15, 0.0186},
                     {-0.9, 0.44, -0.14, 0.0173}};

// One line by the definition, in its order of operations.
template <class In>
std::vector<float> by_definition(const Recursion& r, const std::vector<In>& x) {
  const int n = static_cast<int>(x.size());
  std::vector<double> y(x.size()), z(x.size());
  const auto half = [&](const double(&w)[4], const double(&beyond)[4], int sign, int i,
                        std::vector<double>& out) {
    const auto sample = [&](int at) { return double(x[std::size_t(std::clamp(at, 0, n - 1))]); };
    double sum = 0, fed = 0;
    for (int k = 0; k < 4; ++k) {
      const int from = i - sign * (k + 1);
      sum += w[k] * sample(i - sign * k + (sign > 0 ? 0 : 1));
      const bool exists = from >= 0 && from < n;
      fed += exists ? r.d[k] * out[std::size_t(from)] : beyond[k] * sample(from);
    }
    out[std::size_t(i)] = sum - fed;
  };
  for (int i = 0; i < n; ++i) half(r.n, r.before, 1, i, y);
  for (int i = n - 1; i >= 0; --i) half(r.m, r.after, -1, i, z);
  std::vector<float> out;
  for (std::size_t i = 0; i < x.size(); ++i) out.push_back(static_cast<float>(y[i] + z[i]));
  return out;
}

template <class In>
void check_lines(std::size_t n, std::size_t lanes) {
  const std::size_t step = lanes + 3;
  const auto in = waves<In>(n * step);
  std::vector<float> out(n * step, -7.0f);
  std::vector<double> scratch;
  recursive_lines(some, n, lanes, in.data(), step, out.data(), step, scratch);
  for (std::size_t l = 0; l < lanes; ++l) {
    std::vector<In> line;
    for (std::size_t i = 0; i < n; ++i) line.push_back(in[i * step + l]);
    const auto expected = by_definition(some, line);
    for (std::size_t i = 0; i < n; ++i)
      ASSERT_EQ(out[i * step + l], expected[i]) << n << " samples, lane " << l << " of " << lanes;
  }
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t l = lanes; l < step; ++l) ASSERT_EQ(out[i * step + l], -7.0f);
}

TEST(RecursiveLines, EqualTheDefinitionBitForBitOnEveryInstructionSet) {
  for_every_target([] {
    for (const std::size_t n : {4, 5, 6, 7, 9, 40})
      for (const std::size_t lanes : {1, 8, 31, 70}) {
        check_lines<float>(n, lanes);
        check_lines<double>(n, lanes);
      }
  });
}

TEST(RecursiveLines, MayOverwriteTheirInput) {
  for_every_target([] {
    const auto in = waves<float>(20 * 50);
    std::vector<float> apart(in.size()), in_place = in;
    std::vector<double> scratch;
    recursive_lines(some, 20, 50, in.data(), 50, apart.data(), 50, scratch);
    recursive_lines(some, 20, 50, in_place.data(), 50, in_place.data(), 50, scratch);
    EXPECT_EQ(apart, in_place);
  });
}

// Rows are lines: the same as lines side by side of the turned array.
template <class In>
void check_rows(std::size_t n, std::size_t lines) {
  const std::size_t step = n + 3;
  const auto in = waves<In>(lines * step);
  std::vector<float> out(lines * step, -7.0f);
  std::vector<double> scratch;
  recursive_rows(some, n, lines, in.data(), step, out.data(), step, scratch);
  for (std::size_t l = 0; l < lines; ++l) {
    const auto start = static_cast<std::ptrdiff_t>(l * step);
    const auto end = start + static_cast<std::ptrdiff_t>(n);
    const auto expected =
        by_definition(some, std::vector<In>(in.begin() + start, in.begin() + end));
    const std::vector<float> row(out.begin() + start, out.begin() + end);
    ASSERT_EQ(row, expected) << n << " samples, line " << l << " of " << lines;
    for (std::size_t i = n; i < step; ++i) ASSERT_EQ(out[l * step + i], -7.0f);
  }
}

TEST(RecursiveRows, EqualTheDefinitionBitForBitOnEveryInstructionSet) {
  for_every_target([] {
    for (const std::size_t n : {4, 5, 6, 7, 41})
      for (const std::size_t lines : {1, 8, 31, 70}) {
        check_rows<float>(n, lines);
        check_rows<double>(n, lines);
      }
  });
}

TEST(RecursiveRows, MayOverwriteTheirInput) {
  for_every_target([] {
    const auto in = waves<float>(20 * 50);
    std::vector<float> apart(in.size()), in_place = in;
    std::vector<double> scratch;
    recursive_rows(some, 50, 20, in.data(), 50, apart.data(), 50, scratch);
    recursive_rows(some, 50, 20, in_place.data(), 50, in_place.data(), 50, scratch);
    EXPECT_EQ(apart, in_place);
  });
}

template <class In>
void check_transpose(std::size_t rows, std::size_t columns) {
  const auto in = waves<In>(rows * (columns + 2));
  std::vector<In> out(columns * (rows + 1));
  transpose(in.data(), columns + 2, rows, columns, out.data(), rows + 1);
  for (std::size_t y = 0; y < rows; ++y)
    for (std::size_t x = 0; x < columns; ++x)
      ASSERT_EQ(out[x * (rows + 1) + y], in[y * (columns + 2) + x]);
}

TEST(Transpose, TurnsRowsIntoColumnsOnEveryInstructionSet) {
  for_every_target([] {
    for (const std::size_t rows : {1, 3, 8, 30})
      for (const std::size_t columns : {1, 4, 7, 33}) {
        check_transpose<float>(rows, columns);
        check_transpose<double>(rows, columns);
      }
  });
}

TEST(AddQuotient, RoundsOnceToFloatOnEveryInstructionSet) {
  for_every_target([] {
    const auto part = waves<float>(53);
    for (const double divisor : {1.0, 0.5625, 9.1}) {
      const auto sum = waves<float>(53 + 7);
      std::vector<float> in_place(sum.begin() + 7, sum.end());
      std::vector<double> wide(53);
      add_quotient(sum.data() + 7, part.data(), divisor, 53, wide.data());
      add_quotient(part.data(), divisor, 53, in_place.data());
      for (std::size_t i = 0; i < 53; ++i) {
        const auto expected = static_cast<float>(double(sum[i + 7]) + double(part[i]) / divisor);
        ASSERT_EQ(in_place[i], expected);
        ASSERT_EQ(wide[i], double(expected));
      }
    }
  });
}

}  // namespace
}  // namespace dlrr::kernel
