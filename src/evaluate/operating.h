// Counts at one threshold and the shares made of them, each with the interval of Wilson (JASA
// 1927); Clopper and Pearson (Biometrika 1934) by name. A share with denominator 0 is NaN, not 0.
#pragma once

#include <cstddef>
#include <span>

#include "base/json.h"
#include "evaluate/interval.h"

namespace dlrr {

// Score interval of a proportion x / n, without continuity correction.
Interval wilson(std::size_t x, std::size_t n, double confidence = 0.95);
// Exact interval of a proportion x / n.
Interval clopper_pearson(std::size_t x, std::size_t n, double confidence = 0.95);

struct OperatingPoint {
  double threshold = 0;  // positive when risk >= threshold
  std::size_t tp = 0, fp = 0, tn = 0, fn = 0;
  Interval sensitivity, specificity, ppv, npv, accuracy;  // Wilson
  double f1 = 0, balanced_accuracy = 0, mcc = 0;
};

OperatingPoint operating_point(std::span<const double> risk, std::span<const int> outcome,
                               double threshold, double confidence = 0.95);

// {"threshold", "tp", "fp", "tn", "fn", "sensitivity": {"estimate", "lower", "upper"},
// "specificity", "ppv", "npv", "accuracy", "f1", "balanced_accuracy", "mcc"}
Json to_json(const OperatingPoint& point);

}  // namespace dlrr
