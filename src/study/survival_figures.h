// How well linear predictors order the times of one set of patients, and what their risk groups are
// worth.
#pragma once

#include <cstdint>
#include <vector>

#include "base/json.h"
#include "study/report_parts.h"

namespace dlrr {

// What the predictors of one model in one set are judged by.
struct FollowUp {
  std::vector<double> predictor, time;
  std::vector<int> event;
  std::vector<int> fold;  // outer fold of each row over all repeats; empty: one model for all
  int folds_per_repeat = 1;
  double cutoff = 0, spread = 1;  // of the training patients
  double horizon = 0;             // of the AUC at a time; 0: none
  std::uint64_t seed = 1;
  unsigned threads = 1;
};

// Low and high risk by the cut-off; of resampled rows those of the first repeat, so that each
// patient counts once.
RiskGroups risk_groups(const FollowUp& rows);

// {"n", "events", "harrell_c", "uno_c", "auc_at" (null without a horizon), "cox", "high", "low",
// "logrank", "hr", "cutoff", "warnings"}. Of resampled rows C and AUC are means over the left-out
// folds; pairs across folds are never compared.
Json follow_up_json(const FollowUp& rows);

}  // namespace dlrr
