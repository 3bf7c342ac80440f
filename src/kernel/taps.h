// Sums of shifted rows: the inner loops of the undecimated wavelet transform. Every product and
// every sum is rounded by itself and taps are added in the order given, so that the result is the
// same bits on every instruction set (and those of PyWavelets).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace dlrr::kernel {

// Rows may be written this many elements past their end.
inline constexpr std::size_t kRowSlack = 64;

// The order in which PyWavelets adds the taps of output i of a periodic line of n samples:
// out[i] = sum over c of f[c] in[i + taps/2 - c]; past the end of the line it starts from its head.
void tap_order(int i, int n, int taps, std::vector<int>& order);

// Small whole numbers need a quarter of the memory traffic. True when every value is one; then they
// are in `out`.
bool narrowed(std::span<const double> values, std::int16_t* out);

// One filtered copy of each of `rows`, `stride` elements after one another in `out` (n elements
// each, plus slack). A row has `given` samples; n is `given`, or one more, and then the first
// sample is repeated. Each out[i] is the sum of f[c] in[(i + taps/2 - c) mod n] in tap_order.
// Samples are converted to the type of the taps first.
template <class In, class T>
void filter_rows(std::span<const In* const> rows, std::size_t given, std::size_t n,
                 std::span<const T> f, T* out, std::size_t stride);

// A list of weights, and where the sums go.
template <class T, class Out>
struct TapSum {
  std::span<const T> weight;
  Out* out;
  Out* later = nullptr;  // see SumShape::step
};

// `count` rows of n elements, the next one `stride` elements after the last. With a step there are
// that many more rows than weights, and sums over the rows from `step` on go to TapSum::later: what
// both read is loaded once. Fastest where the step is 1 or 2 and all results have the same place in
// a vector.
struct SumShape {
  std::size_t n, count = 1, stride = 0, step = 0;
};

// For one or two lists of weights and every r < count, i < n: out[r n + i] is the sum over k, from
// 0 on, of weight[k] row[k][r stride + i]. `stream` writes past the caches; other threads see that
// after finish_streams.
template <class T, class Out>
void weighted_sums(std::span<const T* const> rows, const SumShape& shape,
                   std::span<const TapSum<T, Out>> sums, bool stream = false);
void finish_streams();

}  // namespace dlrr::kernel
