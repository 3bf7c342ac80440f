// An estimate with its confidence interval, and small helpers that the evaluation files share:
// checks of the input, type-7 quantiles, moments. NaN means "not estimable" and the report says so.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/json.h"

namespace dlrr {

struct Interval {
  double estimate = 0, lower = 0, upper = 0;
};
// {"estimate", "lower", "upper"}
Json to_json(const Interval& interval);

// Throws unless both spans have the same length, every outcome is 0 or 1 and no value is NaN.
void check_risk_and_outcome(std::span<const double> risk, std::span<const int> outcome);

// Throws unless the probability given is in [0, 1]; `what` names the quantity.
void check_probabilities(std::span<const double> risk, const std::string& what);

double mean_of(std::span<const double> values);
// Divisor n - 1; NaN for fewer than two values.
double variance_of(std::span<const double> values);
// Linear interpolation of order statistics, position (n - 1) p + 1 (Hyndman and Fan 1996, type 7).
double quantile_of_sorted(std::span<const double> sorted, double p);

// Two-sided p of a standard normal z; NaN stays NaN.
double two_sided_normal(double z);

// p values adjusted for their number, in the given order; NaN stays NaN and is not counted. Holm,
// Scandinavian Journal of Statistics 1979.
std::vector<double> holm(std::span<const double> p);

// Multiplier of a standard error for a two-sided normal interval (1.96 at 0.95).
double normal_multiplier(double confidence);

}  // namespace dlrr
