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

// One filtered copy of each of `rows`, one after another in `out` (n elements each, plus slack).
// A row has `given` samples; n is `given`, or one more, and then the first sample is repeated. Each
// out[i] is the sum of f[c] in[(i + taps/2 - c) mod n] in tap_order. Samples are converted to the
// type of the taps first.
template <class In, class T>
void filter_rows(std::span<const In* const> rows, std::size_t given, std::size_t n,
                 std::span<const T> f, T* out);

// out[i] = sum_k weight[k] row[k][i] for i < n, k ascending. Rows may be read past their end, too.
template <class T>
void weighted_sum(std::span<const T* const> rows, std::span<const T> weight, std::size_t n, T* out);

// The same for several lists of weights at once, widened to double at the end. `stream` writes past
// the caches.
template <class T>
struct WideSum {
  std::span<const T> weight;
  double* out;
};
template <class T>
void weighted_sums(std::span<const T* const> rows, std::span<const WideSum<T>> sums, std::size_t n,
                   bool stream);

}  // namespace dlrr::kernel
