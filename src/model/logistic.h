// Logistic regression with a ridge on the slopes, by Newton's method with halved steps. The
// intercept is never penalised.
#pragma once

#include <span>
#include <vector>

#include "base/matrix.h"

namespace dlrr {

struct Logistic {
  double intercept = 0;
  std::vector<double> slopes;
  bool converged = false;
  double linear_predictor(std::span<const double> row) const;
};

// Minimises cost * sum(weight * log-loss) + |slopes|^2 / 2; cost = infinity: no penalty (then
// separated data do not converge). weights: one per row; empty: all 1.
Logistic fit_logistic(const Matrix& x, std::span<const int> outcome, double cost,
                      std::span<const double> weights = {});

// 1 / (1 + exp(-eta)) without overflow.
double logistic(double eta);

}  // namespace dlrr
