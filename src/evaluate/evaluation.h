// evaluation.json: everything that can be said of predicted risks, for each risk, each pair of
// risks and each set. docs/evaluate.md names every field with its formula.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "evaluate/bootstrap.h"
#include "evaluate/predictions.h"

namespace dlrr {

struct EvaluationOptions {
  std::vector<double> thresholds{0.5};  // operating points; the first also cuts the categorical NRI
  bool thresholds_given = false;        // false: nobody chose them beforehand
  std::vector<double> nri_cuts;         // rising; empty: the first threshold
  std::vector<double> horizons;         // times of the time-dependent AUC, in the unit of the table
  std::optional<double> risk_cut;       // high risk at or above; empty: the median of each set
  Bootstrap bootstrap;
  std::size_t roc_points = 2000;  // longer curves are thinned in the JSON
};

// {"outcome", "survival", "settings", "n", "events", "risks": {NAME: ...}, "pairs": [...],
// "warnings", "gaps"}; with sets, "cohorts": {SET: {"n", "events", "risks", "pairs"}} in their
// place. A value that cannot be had is null, and "gaps" lists its place and the reason.
Json evaluate_predictions(const Predictions& predictions, const EvaluationOptions& options);

// Parts, one file each.
Json risk_json(const Risk& risk, std::span<const int> outcome, const PointwiseBand& band,
               const EvaluationOptions& options);
Json pair_json(const Risk& a, const Risk& b, std::span<const int> outcome,
               const PointwiseBand& band, const EvaluationOptions& options);
Json risk_survival_json(const Risk& risk, const Predictions& cohort,
                        const EvaluationOptions& options);

// Why the value at a place of evaluation.json is not there (gaps.h).
std::string evaluation_gap(const std::string& place);

}  // namespace dlrr
