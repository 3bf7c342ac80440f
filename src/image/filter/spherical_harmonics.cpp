#include "image/filter/spherical_harmonics.h"

#include <cmath>
#include <cstdlib>
#include <numbers>

namespace dlrr {

namespace {

// P_n^m(x) by its hypergeometric sum, m >= 0 (Abramowitz and Stegun 8.1.2).
double legendre_sum(int n, int m, double x) {
  double start = 1;
  if (m != 0) {
    double factor = 1.0 * n * (n + m);
    for (int j = 1; j < m; ++j) factor *= 1.0 * n * n - 1.0 * j * j;
    double half = 1;
    for (int j = 1; j <= m; ++j) half = 0.5 * half * std::sqrt(1 - x * x) / j;
    start = half * factor;
  }
  double sum = 1, term = 1;
  for (int k = 1; k <= n - m; ++k) {
    term = 0.5 * term * (-n + m + k - 1.0) * (n + m + k) / (k * (k + m)) * (1 + x);
    sum += term;
  }
  return (n % 2 ? -1 : 1) * start * sum;
}

// Upwards in degree where the sum would lose digits (8.5.3).
double legendre(int n, int m, double x) {
  if (n <= 2 || n <= m) return legendre_sum(n, m, x);
  double before = legendre_sum(m, m, x), here = legendre_sum(m + 1, m, x);
  for (int k = m + 2; k <= n; ++k) {
    const double next = ((2 * k - 1) * x * here - (k - 1 + m) * before) / (k - m);
    before = here;
    here = next;
  }
  return here;
}

// (n - m)! / (n + m)! for m >= 0, the inverse for m < 0.
double factorial_ratio(int n, int m) {
  double out = 1;
  if (m >= 0)
    for (int k = n - m + 1; k <= n + m; ++k) out /= k;
  else
    for (int k = n - m; k > n + m; --k) out *= k;
  return out;
}

}  // namespace

std::complex<double> spherical_harmonic(int n, int m, double polar, double azimuth) {
  double value = legendre(n, std::abs(m), std::cos(polar));
  if (m < 0) value *= (m % 2 ? -1 : 1) * factorial_ratio(n, -m);
  value *= std::sqrt((2 * n + 1) / 4.0 / std::numbers::pi);
  value *= std::sqrt(factorial_ratio(n, m));
  return {value * std::cos(m * azimuth), value * std::sin(m * azimuth)};
}

}  // namespace dlrr
