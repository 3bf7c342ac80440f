// Discrete Fourier transform of grids of complex numbers, any length, double precision: radix-4,
// 2, 3, 5, .. passes without bit reversal (Stockham), eight lines side by side; lengths with a
// large prime factor go through a convolution (Bluestein 1970).
#pragma once

#include <complex>
#include <span>
#include <vector>

#include "image/image.h"

namespace dlrr {

using Complex = std::complex<double>;

// Transforms every line along each of the axes in place. Forward: X[k] = sum_n x[n] exp(-2 pi i n k
// / N). Backward: the inverse, so that forward and backward give the grid again.
enum class Fourier { forward, backward };
void fourier(std::span<Complex> grid, const Index3& size, std::span<const int> axes,
             Fourier direction);

// The smallest length of at least n whose prime factors are 2, 3 and 5.
int fast_length(int n);

}  // namespace dlrr
