// Tests of the protocols themselves, each learning everything again many times: on shuffled
// outcomes, on bootstrap samples, on smaller training sets. Seeded; any number of threads gives the
// same numbers.
#pragma once

#include <vector>

#include "base/json.h"
#include "study/protocol.h"

namespace dlrr {

// plan.protocol.permute times: outcomes are shuffled within each set (with groups: between
// patients) and the same protocols run. p: share of runs, the real one included, with an AUC at
// least as large. {"n", "failed", "rows": [{"protocol", "model", "set", "observed", "p", "mean",
// "lower", "upper", "auc": [...]}]}
Json permutation_json(const LearningData& data, const StudyPlan& plan,
                      const std::vector<ProtocolResult>& protocols, const Resources& resources);

// plan.protocol.bootstrap times: the whole training set is drawn with replacement (whole patients)
// and everything is learned again. {"n", "failed", "rows": [{"model", "apparent", "optimism",
// "harrell", "out_of_bag", "plus632", ...}]}
Json bootstrap_json(const LearningData& data, const StudyPlan& plan, const ProtocolResult& final,
                    const Resources& resources);

// The outer folds again with a part of their training patients. [{"model", "share", "patients",
// "events", "auc"}]; patients and events: the mean over folds.
Json learning_curve_json(const LearningData& data, const StudyPlan& plan,
                         const Resources& resources);

}  // namespace dlrr
