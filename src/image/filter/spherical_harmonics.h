// Spherical harmonics with the Condon-Shortley phase (Abramowitz and Stegun, chapter 8). Legendre
// functions and products are computed with the steps of SciPy: sums that are equal but for their
// rounding fall on the same side of a percentile as they do there.
#pragma once

#include <complex>

namespace dlrr {

// Degree n, order -n <= m <= n; `polar` from the axis, `azimuth` around it, in radians.
std::complex<double> spherical_harmonic(int n, int m, double polar, double azimuth);

}  // namespace dlrr
