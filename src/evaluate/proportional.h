// Do hazards stay proportional? The score test of a coefficient that changes with time, on the
// scale 1 - S(t-) of Kaplan and Meier. Grambsch and Therneau, Biometrika 1994; in the form of score
// tests: Therneau's survival package from version 3.
#pragma once

#include <span>
#include <vector>

#include "base/json.h"
#include "evaluate/cox.h"

namespace dlrr {

struct ProportionalHazards {
  std::vector<CoxTest> column;  // one degree of freedom each
  CoxTest global;
};

// `model` was fitted on the same patients with the same `ties`; NaN when it is not estimable.
ProportionalHazards proportional_hazards(const CoxModel& model, std::span<const double> time,
                                         std::span<const int> event, const Matrix& covariates,
                                         Ties ties = Ties::efron);
ProportionalHazards proportional_hazards(const CoxModel& model, std::span<const double> time,
                                         std::span<const int> event,
                                         std::span<const double> covariate);

// {"chi2", "df", "p", "method"} of the global test.
Json to_json(const ProportionalHazards& test);

}  // namespace dlrr
