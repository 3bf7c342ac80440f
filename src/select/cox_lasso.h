// Few features out of many for a time to an event: minus the log partial likelihood of Cox (ties by
// Breslow) per patient, plus the penalty of the elastic net, along a path of lambdas (Simon et al.,
// J Stat Softw 2011, glmnet's family "cox"); lambda by cross-validated partial likelihood.
#pragma once

#include <span>
#include <vector>

#include "base/matrix.h"
#include "select/cox_likelihood.h"
#include "select/lasso.h"

namespace dlrr {

// `family` of the settings has no meaning here; the intercept of every fit is 0, as the partial
// likelihood has none. No event among the rows, a negative or missing time, an event other than 0
// or 1 is an Error. deviance_ratio: of 2 (saturated - log partial likelihood).
LassoPath cox_lasso_path(const Matrix& x, SurvivalOutcome outcome,
                         const LassoSettings& settings = {});

// Per lambda the deviance per event that a fold adds: the partial likelihood of all rows minus that
// of the rows without the fold, both by the fit without the fold (van Houwelingen et al., Stat Med
// 2006; glmnet's grouped = TRUE). Folds weigh as many events as they hold; a fold without an event
// is an Error. Several assignments to folds: means over the repeats.
LassoCv cox_lasso_cross_validate(const Matrix& x, SurvivalOutcome outcome,
                                 std::span<const std::vector<int>> repeats,
                                 const LassoSettings& settings = {});
LassoCv cox_lasso_cross_validate(const Matrix& x, SurvivalOutcome outcome,
                                 std::span<const int> fold_of_row,
                                 const LassoSettings& settings = {});

}  // namespace dlrr
