// Decision curve: net benefit of treating by the model, treating all and treating none, over
// thresholds of the risk at which treatment starts. Vickers and Elkin, Medical Decision Making
// 2006.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/json.h"

namespace dlrr {

struct DecisionCurve {
  std::vector<double> threshold;  // 0.01 .. 0.99
  std::vector<double> model;      // TP/n - FP/n * t/(1-t), positive when risk >= t
  std::vector<double> all;        // prevalence - (1 - prevalence) * t/(1-t)
  std::vector<double> none;       // 0
};

// Number of these thresholds that are at or below each risk, 0 .. 99.
std::vector<std::uint8_t> thresholds_passed(std::span<const double> risk);

DecisionCurve decision_curve(std::span<const double> risk, std::span<const int> outcome);

// {"threshold": [], "model": [], "all": [], "none": []}
Json to_json(const DecisionCurve& curve);

}  // namespace dlrr
