#include "kernel/taps.h"

#include "kernel/every_target.h"

namespace dlrr::kernel {
namespace {

// One output of a periodic line, tap by tap in the given order.
template <class T>
T by_order(const std::vector<T>& line, const std::vector<T>& f, int i) {
  const int n = static_cast<int>(line.size()), taps = static_cast<int>(f.size());
  std::vector<int> order;
  tap_order(i, n, taps, order);
  T sum = 0;
  for (const int c : order) {
    const int at = ((i + taps / 2 - c) % n + n) % n;
    sum += f[static_cast<std::size_t>(c)] * line[static_cast<std::size_t>(at)];
  }
  return sum;
}

TEST(TapOrder, AddsWrappedSamplesFirstAndFromTheHeadOfTheLine) {
  std::vector<int> order;
  tap_order(4, 10, 6, order);
  EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3, 4, 5}));
  tap_order(7, 10, 6, order);  // reads in[10] = in[0] with f[0]
  EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3, 4, 5}));
  tap_order(9, 10, 6, order);  // in[0], in[1], in[2] with f[2], f[1], f[0]
  EXPECT_EQ(order, (std::vector<int>{2, 1, 0, 3, 4, 5}));
}

template <class In, class T>
void check_rows(std::size_t given, std::size_t n, std::size_t taps) {
  const auto all = waves<In>(3 * given);
  const auto f = waves<T>(taps);
  const std::vector<const In*> rows{all.data(), all.data() + given, all.data() + 2 * given};
  std::vector<T> out(3 * n + kRowSlack);
  filter_rows<In, T>(rows, given, n, f, out.data());
  for (std::size_t r = 0; r < 3; ++r) {
    std::vector<T> line(rows[r], rows[r] + given);
    if (n > given) line.push_back(line[0]);
    for (std::size_t i = 0; i < n; ++i)
      ASSERT_EQ(out[r * n + i], by_order(line, f, static_cast<int>(i)))
          << given << " samples, " << taps << " taps, row " << r << " output " << i;
  }
}

TEST(FilterRows, EqualTheDefinitionBitForBitOnEveryInstructionSet) {
  for_every_target([] {
    for (const std::size_t n : {2, 4, 6, 16, 38, 210})
      for (const std::size_t taps : {1, 2, 6, 10, 40, 62})
        for (const std::size_t given : {n, n - 1}) {
          check_rows<double, double>(given, n, taps);
          check_rows<double, float>(given, n, taps);
          check_rows<std::int16_t, double>(given, n, taps);
        }
  });
}

template <class T>
void check_sums(std::size_t n, std::size_t taps, bool stream, std::size_t shift) {
  const auto all = waves<T>(n * taps + kRowSlack);
  const auto low = waves<T>(taps), high = waves<T>(2 * taps);
  const std::span<const T> second(high.data() + taps, taps);
  std::vector<const T*> rows;
  for (std::size_t k = 0; k < taps; ++k) rows.push_back(all.data() + k * n);
  std::vector<T> one(n + kRowSlack);
  weighted_sum<T>(rows, low, n, one.data());
  std::vector<double> a(n + 16, -1), b(n + 16, -1);
  const WideSum<T> sums[] = {{low, a.data()}, {second, b.data() + shift}};
  weighted_sums<T>(rows, sums, n, stream);
  for (std::size_t i = 0; i < n; ++i) {
    T x = 0, y = 0;
    for (std::size_t k = 0; k < taps; ++k) x += low[k] * rows[k][i], y += second[k] * rows[k][i];
    ASSERT_EQ(one[i], x) << i;
    ASSERT_EQ(a[i], static_cast<double>(x)) << i;
    ASSERT_EQ(b[i + shift], static_cast<double>(y)) << i;
  }
  EXPECT_EQ(a[n], -1);  // nothing is written past the end
  EXPECT_EQ(b[n + shift], -1);
}

TEST(WeightedSums, EqualTheDefinitionBitForBitOnEveryInstructionSet) {
  for_every_target([] {
    for (const std::size_t n : {1, 7, 31, 64, 333})
      for (const std::size_t taps : {1, 4, 6})
        for (const bool stream : {false, true})
          for (const std::size_t shift : {0, 3}) {
            check_sums<double>(n, taps, stream, shift);
            check_sums<float>(n, taps, stream, shift);
          }
  });
}

TEST(Narrowed, IsTrueForSmallWholeNumbersOnly) {
  for_every_target([] {
    std::vector<double> values;
    for (int i = 0; i < 77; ++i) values.push_back(i * 851 - 32768);
    std::vector<std::int16_t> out(values.size());
    ASSERT_TRUE(narrowed(values, out.data()));
    EXPECT_TRUE(std::equal(values.begin(), values.end(), out.begin()));
    for (const double odd : {0.5, 32768.0, -32769.0, 1e300, std::nan("")})
      for (const std::size_t place : {0, 40, 76}) {
        auto others = values;
        others[place] = odd;
        EXPECT_FALSE(narrowed(others, out.data())) << odd << " at " << place;
      }
  });
}

}  // namespace
}  // namespace dlrr::kernel
