// The AUC of a resampling: the mean of the AUCs within each left-out fold. Risks of different folds
// come from different models, so pairs across folds are never compared: pooling them would punish a
// model without signal for the folds' differing event rates (Airola et al., CSDA 2011).
#pragma once

#include <cstddef>
#include <span>

#include "evaluate/roc.h"

namespace dlrr {

// `fold`: 0-based fold of each risk, over all repeats; `folds_per_repeat` consecutive folds cover
// each patient once. Variance: DeLong's within each fold, folds of a repeat taken as independent,
// averaged over repeats (repeats share patients and add no information to the interval). Folds with
// one class are left out.
Auc cross_validated_auc(std::span<const double> risk, std::span<const int> outcome,
                        std::span<const int> fold, int folds_per_repeat);

// The same of Harrell's C: its mean over the left-out folds, folds without a usable pair left out;
// the interval from the standard errors within the folds. NaN without a fold that has one.
Interval cross_validated_c(std::span<const double> risk, std::span<const double> time,
                           std::span<const int> event, std::span<const int> fold,
                           int folds_per_repeat);

// The mean of what one model gains on another in each of J left-out folds. The folds' models
// learned from overlapping patients, so the variance of the J gains is widened to (1/J +
// n_test/n_train) S^2 and judged by Student's t with J - 1 degrees of freedom: Nadeau and Bengio,
// Machine Learning 2003; over the folds of all repeats, Bouckaert and Frank, PAKDD 2004.
struct ResampledGain {
  Interval mean;              // lower and upper NaN with fewer than 2 folds or equal gains
  double t = 0, p = 0;        // two-sided; NaN likewise
  std::size_t folds = 0;      // J
  double test_per_train = 0;  // mean over the folds
};

// One value per fold: the gain, and the rows that were left out per row that taught.
ResampledGain resampled_gain(std::span<const double> gain, std::span<const double> test_per_train);

}  // namespace dlrr
