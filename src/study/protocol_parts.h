// What both protocols need: a fit applied to every set.
#pragma once

#include <span>
#include <vector>

#include "base/pick.h"
#include "base/text.h"
#include "evaluate/roc.h"
#include "study/protocol.h"

namespace dlrr {

// The sets that occur, in the order train, internal, external.
std::vector<std::string> sets_of(const LearningData& data);

// The AUC of an estimate: of the resampling the mean of the left-out folds. NaN with one class.
Auc estimate_auc(const Estimate& estimate, const LearningData& data, const StudyPlan& plan);

// Outer folds that cover each training patient once.
int folds_per_repeat(const Estimate& resampled, const StudyPlan& plan);

// Risks of one fit for every set; cut-off left to the protocol. Opens every held-out set.
ModelResult final_result(const LearningData& data, const Table& inputs, const Fit& fit,
                         Ledger& ledger);

}  // namespace dlrr
