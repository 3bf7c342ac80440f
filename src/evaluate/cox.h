// Proportional hazards: Cox (JRSS B 1972), ties by Efron (JASA 1977) or Breslow, fitted by Newton
// with halved steps on standardised covariates. A coefficient that runs away is reported, not
// printed.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/matrix.h"
#include "evaluate/interval.h"

namespace dlrr {

enum class Ties { efron, breslow };

struct CoxTest {
  double chi2 = 0, df = 0, p = 0;
};

struct CoxModel {
  std::size_t n = 0, events = 0;
  std::vector<double> coefficient, se, z, p;  // per column; Wald, two-sided
  std::vector<Interval> hazard_ratio;         // per unit of the covariate; Wald, 95 %
  double log_likelihood_null = 0, log_likelihood = 0;
  CoxTest likelihood_ratio, wald, score;
  bool estimable = false;  // false: no event, collinear columns, or an infinite coefficient
  std::string reason;      // in words, when it is not estimable; all numbers but the counts are NaN
};

// Rows of `covariates` are patients; no value may be missing.
CoxModel cox_fit(std::span<const double> time, std::span<const int> event, const Matrix& covariates,
                 Ties ties = Ties::efron);
// The same for one covariate.
CoxModel cox_fit(std::span<const double> time, std::span<const int> event,
                 std::span<const double> covariate, Ties ties = Ties::efron);

// Sum of coefficient * covariate per patient.
std::vector<double> cox_linear_predictor(const CoxModel& model, const Matrix& covariates);

// {"n", "events", "estimable"[, "reason"], "terms": [{"coefficient", "se", "hazard_ratio": {...},
// "z", "p"}, ...], "likelihood_ratio": {"chi2", "df", "p"}, "wald": {...}, "score": {...}}
Json to_json(const CoxModel& model);

}  // namespace dlrr
