// Logistic regression as a table of a paper tells it: coefficient, odds ratio with its 95 %
// interval (Wald, and profile likelihood: Venzon and Moolgavkar, Appl Stat 1988), p, deviance.
// Separated data have no finite maximum: that is detected, said, and answered by Firth's penalised
// likelihood (Firth, Biometrika 1993; Heinze and Schemper, Stat Med 2002). Rows without gaps; no
// ridge.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/matrix.h"
#include "evaluate/interval.h"

namespace dlrr {

enum class LogisticMethod { maximum_likelihood, firth };

struct LogisticTerms {
  std::size_t n = 0, events = 0;
  LogisticMethod method = LogisticMethod::maximum_likelihood;
  // Entry 0 is the intercept, entry j + 1 belongs to column j of the covariates.
  std::vector<double> coefficient, se, z, p;  // Wald, two-sided
  std::vector<Interval> odds_ratio;           // Wald
  std::vector<Interval> profile;              // the same estimate with the profile interval
  std::vector<double> profile_p;              // of the (penalised) likelihood ratio
  Matrix covariance;                          // as many rows as coefficients
  double log_likelihood = 0, deviance = 0, null_deviance = 0, aic = 0;  // never penalised
  bool estimable = false;             // false: numbers are NaN and `reason` says why
  bool separated = false;             // no finite maximum: then `method` is Firth's
  std::vector<std::size_t> infinite;  // entries that run away when separated
  std::string reason;                 // why it is separated or not estimable
};

// outcome: 0 or 1 per row. `ask` firth: penalised in any case.
LogisticTerms logistic_terms(const Matrix& covariates, std::span<const int> outcome,
                             LogisticMethod ask = LogisticMethod::maximum_likelihood);

// Signed root of the likelihood ratio when this entry (0: the intercept) is held at `value` and the
// others are fitted anew: +-1.96 at the ends of the profile interval. Maximum likelihood only.
double profile_root(const Matrix& covariates, std::span<const int> outcome,
                    const LogisticTerms& model, std::size_t entry, double value);

struct JointTest {
  double chi2 = 0, df = 0, p = 0;
};
// Wald test that all these entries are 0 (the levels of one variable).
JointTest joint_wald(const LogisticTerms& model, std::span<const std::size_t> entries);

struct LinearTerms {
  std::size_t n = 0;
  std::vector<double> coefficient, se;  // entry 0 is the intercept
  double df = 0, residual_variance = 0;
};
// Least squares; throws when the columns depend on each other.
LinearTerms linear_terms(const Matrix& covariates, std::span<const double> outcome);

// Columns that are constant or follow from the columns before them, in rising order.
std::vector<std::size_t> dependent_columns(const Matrix& covariates);

// Variance inflation of each group of columns (a variable with its levels): the generalised factor
// of Fox and Monette (JASA 1992) to the power 1 / (number of columns); for one column the usual
// 1 / (1 - R^2). NaN where columns depend on each other.
std::vector<double> variance_inflation(const Matrix& covariates,
                                       const std::vector<std::vector<std::size_t>>& groups);

// {"n", "events", "method", "estimable", "separated"[, "reason"], "deviance", "aic"}
Json to_json(const LogisticTerms& model);

}  // namespace dlrr
