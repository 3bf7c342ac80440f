// A support vector machine for two classes, trained by LIBSVM without its random probability step.
#pragma once

#include <span>
#include <vector>

#include "base/matrix.h"

namespace dlrr {

struct SvmSettings {
  bool rbf = true;                            // exp(-gamma |a - b|^2); otherwise the dot product
  double cost = 1;                            // C
  double gamma = 0.1;                         // of the rbf kernel
  double event_weight = 1, other_weight = 1;  // of the cost, by outcome
  // Of the KKT conditions. LIBSVM keeps its kernel in float: with less it may never end.
  double tolerance = 1e-5;
};

// All that a decision needs: sum_i coefficient_i K(vector_i, row) + offset; positive towards
// outcome 1.
struct SupportVectors {
  bool rbf = true;
  double gamma = 0;
  Matrix vectors;
  std::vector<double> coefficients;
  double offset = 0;
};

// outcome: 0 or 1, both present. Deterministic.
SupportVectors train_svm(const Matrix& x, std::span<const int> outcome,
                         const SvmSettings& settings);

}  // namespace dlrr
