// The decision of a support vector machine from its vectors; the training is LIBSVM's (port/svm).
#pragma once

#include <span>
#include <vector>

#include "base/matrix.h"

namespace dlrr {

struct SupportVectors;

double svm_decision(const SupportVectors& machine, std::span<const double> row);
std::vector<double> svm_decisions(const SupportVectors& machine, const Matrix& x);

}  // namespace dlrr
