#include "feature/radiomic/count/distribution.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace dlrr {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double percentile(const std::vector<double>& ascending, double q) {
  const double place = q / 100 * static_cast<double>(ascending.size() - 1);
  const auto k = static_cast<std::size_t>(place);
  const double next = ascending[std::min(k + 1, ascending.size() - 1)];
  return ascending[k] + (next - ascending[k]) * (place - static_cast<double>(k));
}

// Mean distance of the values between two bounds, both included, from `centre`.
double deviation(const Distribution& d, double low, double high, double centre) {
  double sum = 0, n = 0;
  for (const double x : d.x)
    if (x >= low && x <= high) {
      sum += std::abs(x - centre);
      n += 1;
    }
  return sum / n;
}

}  // namespace

Distribution make_distribution(std::vector<double> x) {
  Distribution d;
  std::sort(x.begin(), x.end());
  d.x = std::move(x);
  d.n = static_cast<double>(d.x.size());
  d.mean = std::accumulate(d.x.begin(), d.x.end(), 0.0) / d.n;
  for (const double v : d.x) {
    const double a = v - d.mean, a2 = a * a;
    d.m2 += a2;
    d.m3 += a2 * a;
    d.m4 += a2 * a2;
    d.square += v * v;
  }
  for (double* m : {&d.m2, &d.m3, &d.m4}) *m /= d.n;
  if (d.x.front() == d.x.back()) d.m2 = d.m3 = d.m4 = 0;  // no rounding where all are equal
  d.p10 = percentile(d.x, 10);
  d.p25 = percentile(d.x, 25);
  d.p50 = percentile(d.x, 50);
  d.p75 = percentile(d.x, 75);
  d.p90 = percentile(d.x, 90);
  return d;
}

double skewness(const Distribution& d) { return d.m2 == 0 ? 0 : d.m3 / std::pow(d.m2, 1.5); }

double excess_kurtosis(const Distribution& d) { return d.m2 == 0 ? 0 : d.m4 / (d.m2 * d.m2) - 3; }

double mean_deviation(const Distribution& d) {
  return deviation(d, d.x.front(), d.x.back(), d.mean);
}

double median_deviation(const Distribution& d) {
  return deviation(d, d.x.front(), d.x.back(), d.p50);
}

double robust_deviation(const Distribution& d) {
  double sum = 0, n = 0;
  for (const double x : d.x)
    if (x >= d.p10 && x <= d.p90) {
      sum += x;
      n += 1;
    }
  return n == 0 ? kNaN : deviation(d, d.p10, d.p90, sum / n);
}

double variation(const Distribution& d) { return d.mean == 0 ? kNaN : std::sqrt(d.m2) / d.mean; }

double quartile_dispersion(const Distribution& d) {
  return d.p75 + d.p25 == 0 ? kNaN : (d.p75 - d.p25) / (d.p75 + d.p25);
}

}  // namespace dlrr
