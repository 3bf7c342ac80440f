// The AUC of a resampling: the mean of the AUCs within each left-out fold. Risks of different folds
// come from different models, so pairs across folds are never compared: pooling them would punish a
// model without signal for the folds' differing event rates (Airola et al., CSDA 2011).
#pragma once

#include <span>

#include "evaluate/roc.h"

namespace dlrr {

// `fold`: 0-based fold of each risk, over all repeats; `folds_per_repeat` consecutive folds cover
// each patient once. Variance: DeLong's within each fold, folds of a repeat taken as independent,
// averaged over repeats (repeats share patients and add no information to the interval). Folds with
// one class are left out.
Auc cross_validated_auc(std::span<const double> risk, std::span<const int> outcome,
                        std::span<const int> fold, int folds_per_repeat);

}  // namespace dlrr
