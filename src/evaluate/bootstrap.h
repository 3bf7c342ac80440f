// Intervals by resampling patients: the percentile interval of the AUC, with events and non-events
// drawn apart, and pointwise bands of net benefit and of its differences. Each replicate has a
// stream of its own, so any number of threads gives the same bits. Efron and Tibshirani 1993.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/json.h"
#include "evaluate/interval.h"

namespace dlrr {

struct Bootstrap {
  std::size_t replicates = 2000;
  std::uint64_t seed = 1;
  unsigned threads = 1;
};

// 2.5 % and 97.5 % points (type 7) of the finite values around an estimate; NaN without any.
Interval percentile_interval(double estimate, std::vector<double> values);

// AUC of given rows, which may repeat; NaN when they hold one class only.
double auc_of_rows(std::span<const double> score, std::span<const int> outcome,
                   std::span<const std::size_t> rows);

// Stratified: as many events and as many non-events as there are.
Interval bootstrap_auc(std::span<const double> score, std::span<const int> outcome,
                       const Bootstrap& how);

struct PointwiseBand {
  std::vector<double> lower, upper;
};
struct NetBenefitBands {
  std::vector<PointwiseBand> risk;  // per risk, at the thresholds of decision_curve
  std::vector<PointwiseBand> pair;  // of b - a for the pairs (0,1), (0,2), ... (1,2), ...
};
// Patients are drawn from all, so the share of events varies as it would; one draw serves all
// risks. `patient`: a number per row; rows with the same number are drawn together. Empty: a row is
// a patient.
NetBenefitBands net_benefit_bands(const std::vector<std::span<const double>>& risks,
                                  std::span<const int> outcome, const Bootstrap& how,
                                  std::span<const std::size_t> patient = {});

// Into the JSON of a decision curve: "lower", "upper", and "band", how they came about.
void add_band(const PointwiseBand& band, const Bootstrap& how, Json& decision);

}  // namespace dlrr
