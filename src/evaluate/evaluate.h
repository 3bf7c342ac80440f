// Everything the report says about one set of predicted risks, as one JSON object.
#pragma once

#include <span>

#include "base/json.h"

namespace dlrr {

// risk: probabilities 0 .. 1; outcome: 0 or 1; threshold: positive when risk >= threshold, fixed
// before. {"n", "events", "auc": {...}, "roc": [[fpr, tpr, threshold], ...], "brier",
// "scaled_brier", "log_loss", "calibration": {...}, "decision": {...}, "operating": {...},
// "warnings": [...]}
Json evaluate_set(std::span<const double> risk, std::span<const int> outcome, double threshold);

// Two sets of risks for the same patients: difference of AUC (paired DeLong), NRI, IDI.
// {"auc": {...}, "nri": {...}, "nri_categories": {...}, "idi": {...}, "warnings": [...]}; the
// categories are below and above `threshold`. auc.difference is new - old.
Json compare_sets(std::span<const double> old_risk, std::span<const double> new_risk,
                  std::span<const int> outcome, double threshold);

}  // namespace dlrr
