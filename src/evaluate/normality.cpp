#include "evaluate/normality.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "evaluate/interval.h"
#include "port/distributions.h"

namespace dlrr {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// Coefficients rise with the power of x.
double polynomial(std::initializer_list<double> coefficients, double x) {
  double sum = 0.0, power = 1.0;
  for (const double c : coefficients) sum += c * power, power *= x;
  return sum;
}

// Weights of the upper half of the ordered sample: the largest value first.
std::vector<double> royston_weights(std::size_t n) {
  const std::size_t half = n / 2;
  if (n == 3) return {std::numbers::sqrt2 / 2.0};
  const double size = static_cast<double>(n), u = 1.0 / std::sqrt(size);
  std::vector<double> m(half);  // expected normal order statistics
  double squares = 0.0;
  for (std::size_t i = 0; i < half; ++i) {
    m[i] = -normal_quantile((static_cast<double>(i) + 0.625) / (size + 0.25));
    squares += 2.0 * m[i] * m[i];
  }
  const double norm = std::sqrt(squares);
  std::vector<double> a(half);
  a[0] = m[0] / norm + polynomial({0.0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056}, u);
  double rest = squares - 2.0 * m[0] * m[0], share = 1.0 - 2.0 * a[0] * a[0];
  std::size_t first = 1;
  if (n > 5) {
    a[1] = m[1] / norm + polynomial({0.0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633}, u);
    rest -= 2.0 * m[1] * m[1];
    share -= 2.0 * a[1] * a[1];
    first = 2;
  }
  for (std::size_t i = first; i < half; ++i) a[i] = m[i] / std::sqrt(rest / share);
  return a;
}

double royston_p(double w, double n) {
  if (n == 3.0) {
    const double p = 6.0 / std::numbers::pi * (std::asin(std::sqrt(w)) - std::numbers::pi / 3.0);
    return std::max(0.0, p);
  }
  double y = std::log1p(-w), mean = 0.0, sd = 1.0;
  if (n <= 11.0) {
    const double gamma = polynomial({-2.273, 0.459}, n);
    if (y >= gamma) return 0.0;
    y = -std::log(gamma - y);
    mean = polynomial({0.544, -0.39978, 0.025054, -6.714e-4}, n);
    sd = std::exp(polynomial({1.3822, -0.77857, 0.062767, -0.0020322}, n));
  } else {
    const double x = std::log(n);
    mean = polynomial({-1.5861, -0.31082, -0.083751, 0.0038915}, x);
    sd = std::exp(polynomial({-0.4803, -0.082676, 0.0030302}, x));
  }
  return normal_cdf(-(y - mean) / sd);
}

// Dallal and Wilkinson's formula holds up to 0.1; above it that for Stephens' modified statistic
// (JASA 1974), as nortest of R takes it.
double lilliefors_p(double d, double n) {
  const double size = std::min(n, 100.0), scaled = n > 100.0 ? d * std::pow(n / 100.0, 0.49) : d;
  const double p = std::exp(-7.01256 * scaled * scaled * (size + 2.78019) +
                            2.99587 * scaled * std::sqrt(size + 2.78019) - 0.122119 +
                            0.974598 / std::sqrt(size) + 1.67997 / size);
  if (p <= 0.1) return p;
  const double k = (std::sqrt(n) - 0.01 + 0.85 / std::sqrt(n)) * d;
  if (k <= 0.302) return 1.0;
  if (k <= 0.5) return polynomial({2.76773, -19.828315, 80.709644, -138.55152, 81.218052}, k);
  if (k <= 0.9) return polynomial({-4.901232, 40.662806, -97.490286, 94.029866, -32.355711}, k);
  if (k <= 1.31) return polynomial({6.198765, -19.558097, 23.186922, -12.234627, 2.423045}, k);
  return 0.0;
}

}  // namespace

ShapiroWilk shapiro_wilk(std::span<const double> values) {
  const std::size_t n = values.size();
  if (n < 3 || n > 5000) return {kNaN, kNaN};
  std::vector<double> x(values.begin(), values.end());
  std::sort(x.begin(), x.end());
  if (x.front() == x.back()) return {kNaN, kNaN};
  const std::vector<double> a = royston_weights(n);
  double contrast = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) contrast += a[i] * (x[n - 1 - i] - x[i]);
  const double w =
      std::min(1.0, contrast * contrast / (variance_of(x) * static_cast<double>(n - 1)));
  return {w, royston_p(w, static_cast<double>(n))};
}

Lilliefors lilliefors(std::span<const double> values) {
  std::vector<double> x(values.begin(), values.end());
  std::sort(x.begin(), x.end());
  if (x.size() < 5 || x.front() == x.back()) return {kNaN, kNaN};
  const double n = static_cast<double>(x.size()), mean = mean_of(x), sd = std::sqrt(variance_of(x));
  double d = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double share = normal_cdf((x[i] - mean) / sd), rank = static_cast<double>(i);
    d = std::max({d, (rank + 1.0) / n - share, share - rank / n});
  }
  return {d, lilliefors_p(d, n)};
}

double skewness(std::span<const double> values) {
  const double mean = mean_of(values), n = static_cast<double>(values.size());
  double second = 0.0, third = 0.0;
  for (const double v : values) {
    const double d = v - mean;
    second += d * d / n;
    third += d * d * d / n;
  }
  return second > 0.0 ? third / std::pow(second, 1.5) : kNaN;
}

}  // namespace dlrr
