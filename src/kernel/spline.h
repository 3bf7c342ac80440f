// Inner loops of B-spline resampling: the coefficients of many lines side by side, and rounding to
// whole numbers. Every operation is rounded by itself, so results are the same bits on every
// instruction set.
#pragma once

#include <cstddef>
#include <vector>

namespace dlrr::kernel {

// Lines come in multiples of this number.
inline constexpr std::size_t kSplineLanes = 8;

// The first coefficient of a line is (sum of weight * sample over the terms, after the first
// sample itself) / divisor.
struct SplineStart {
  struct Term {
    std::size_t sample;
    double weight;
  };
  std::vector<Term> terms;
  double divisor = 1;
};

// Cubic B-spline coefficients in place (Unser 1993): sample k of lane l is data[k * step + l].
// Samples are multiplied by (1 - pole)(1 - 1 / pole) first.
void spline_lines(double* data, std::size_t n, std::size_t lanes, std::size_t step, double pole,
                  const SplineStart& start);

// out[i] = sum of weight[4 i + k] * in[first[i] + k] over k = 0 .. 3 in this order.
void four_taps(const double* in, const int* first, const double* weight, std::size_t n,
               double* out);

// out[i] = in[i] within [low, high] and without its fraction. True when some in[i] lies within 1e-7
// of a whole number. `stream` writes past the caches.
bool truncated(const double* in, std::size_t n, double low, double high, bool stream, double* out);

}  // namespace dlrr::kernel
