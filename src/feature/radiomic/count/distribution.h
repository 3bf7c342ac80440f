// How a list of numbers is spread: the sums that intensity statistics and the intensity histogram
// share (IBSI manual, families UHIW and ZVCW). Percentiles by linear interpolation at q (n - 1).
#pragma once

#include <vector>

namespace dlrr {

struct Distribution {
  std::vector<double> x;                           // ascending
  double n = 0, mean = 0, m2 = 0, m3 = 0, m4 = 0;  // central moments, divisor n
  double square = 0;                               // sum of x^2
  double p10 = 0, p25 = 0, p50 = 0, p75 = 0, p90 = 0;
};

// At least one value.
Distribution make_distribution(std::vector<double> x);

double skewness(const Distribution& d);             // 0 where all are equal
double excess_kurtosis(const Distribution& d);      // 0 where all are equal
double mean_deviation(const Distribution& d);       // from the mean
double median_deviation(const Distribution& d);     // mean distance from the median
double robust_deviation(const Distribution& d);     // from the mean, P10 to P90
double variation(const Distribution& d);            // sd / mean; NaN for a mean of 0
double quartile_dispersion(const Distribution& d);  // (P75-P25)/(P75+P25); NaN for 0/0

}  // namespace dlrr
