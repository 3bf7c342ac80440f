// How far each column by itself goes with the time to an event: the score test of Cox's model (JRSS
// B 1972) at a coefficient of 0, which is the log-rank test where the column holds two groups.
#pragma once

#include <vector>

#include "base/matrix.h"
#include "select/cox_likelihood.h"

namespace dlrr {

// |z| per column: |derivative of the log partial likelihood| / square root of the information; ties
// by Breslow. 0 for a column that is constant among those at risk at every event.
std::vector<double> cox_score(const Matrix& x, SurvivalOutcome outcome);

}  // namespace dlrr
