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
  const std::size_t stride = n + 5;
  std::vector<T> out(3 * stride + kRowSlack);
  filter_rows<In, T>(rows, given, n, f, out.data(), stride);
  for (std::size_t r = 0; r < 3; ++r) {
    std::vector<T> line(rows[r], rows[r] + given);
    if (n > given) line.push_back(line[0]);
    for (std::size_t i = 0; i < n; ++i)
      ASSERT_EQ(out[r * stride + i], by_order(line, f, static_cast<int>(i)))
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

// Three rows of sums, the second list of weights `shift` places further on.
template <class T, class Out>
void check_sums(std::size_t n, std::size_t taps, bool stream, std::size_t shift) {
  const std::size_t stride = n + 3, count = 3;
  const auto all = waves<T>(stride * count * taps);
  const auto low = waves<T>(taps), high = waves<T>(2 * taps);
  const std::span<const T> second(high.data() + taps, taps);
  std::vector<const T*> rows;
  for (std::size_t k = 0; k < taps; ++k) rows.push_back(all.data() + k * stride * count);
  std::vector<Out> one(n * count + 16, -1), a = one, b = one;
  const TapSum<T, Out> alone[] = {{low, one.data()}};
  weighted_sums<T, Out>(rows, {n, count, stride}, alone, stream);
  const TapSum<T, Out> sums[] = {{low, a.data()}, {second, b.data() + shift}};
  weighted_sums<T, Out>(rows, {n, count, stride}, sums, stream);
  for (std::size_t at = 0; at < n * count; ++at) {
    const std::size_t i = at / n * stride + at % n;
    T x = 0, y = 0;
    for (std::size_t k = 0; k < taps; ++k) x += low[k] * rows[k][i], y += second[k] * rows[k][i];
    ASSERT_EQ(one[at], static_cast<Out>(x)) << at;
    ASSERT_EQ(a[at], static_cast<Out>(x)) << at;
    ASSERT_EQ(b[at + shift], static_cast<Out>(y)) << at;
  }
  EXPECT_EQ(one[n * count], -1);  // nothing is written past the end
  EXPECT_EQ(a[n * count], -1);
  EXPECT_EQ(b[n * count + shift], -1);
}

// With a step the sums over the later rows are those of a call with these rows.
template <class T>
void check_step(std::size_t n, std::size_t taps, std::size_t step, bool stream, std::size_t lists,
                std::size_t shift) {
  const auto all = waves<T>(n * (taps + step));
  std::vector<const T*> rows;
  for (std::size_t k = 0; k < taps + step; ++k) rows.push_back(all.data() + k * n);
  const auto weights = waves<T>(lists * taps);
  std::vector<std::vector<double>> out(4, std::vector<double>(n + 32, -1)), expected = out;
  std::vector<TapSum<T, double>> sums, first, second;
  for (std::size_t l = 0; l < lists; ++l) {
    const std::span<const T> weight(weights.data() + l * taps, taps);
    sums.push_back({weight, out[l].data(), out[2 + l].data() + shift});
    first.push_back({weight, expected[l].data()});
    second.push_back({weight, expected[2 + l].data() + shift});
  }
  const std::span<const T* const> view(rows);
  weighted_sums<T, double>(view, {n, 1, 0, step}, sums, stream);
  weighted_sums<T, double>(view.first(taps), {n}, first);
  weighted_sums<T, double>(view.last(taps), {n}, second);
  EXPECT_EQ(out, expected) << n << ", " << taps << " taps, step " << step << ", stream " << stream;
}

TEST(WeightedSums, OfTwoPlacesAreThoseOfEach) {
  for_every_target([] {
    for (const std::size_t n : {3, 16, 101})
      for (const std::size_t taps : {1, 2, 5, 6, 8})
        for (const std::size_t step : {1, 2, 3})
          for (const bool stream : {false, true})
            for (const std::size_t lists : {1, 2})
              for (const std::size_t shift : {0, 8, 1}) {
                check_step<double>(n, taps, step, stream, lists, shift);
                check_step<float>(n, taps, step, stream, lists, shift);
              }
  });
}

TEST(WeightedSums, EqualTheDefinitionBitForBitOnEveryInstructionSet) {
  for_every_target([] {
    for (const std::size_t n : {1, 7, 31, 64, 333})
      for (const std::size_t taps : {1, 2, 4, 5, 6, 8, 10})
        for (const bool stream : {false, true})
          for (const std::size_t shift : {0, 3}) {
            check_sums<double, double>(n, taps, stream, shift);
            check_sums<float, double>(n, taps, stream, shift);
            check_sums<float, float>(n, taps, stream, shift);
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
