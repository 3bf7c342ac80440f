// Decision values as probabilities: p = 1 / (1 + exp(A f + B)) (Platt 1999; Newton's method of Lin,
// Lin and Weng 2007).
#pragma once

#include <span>

namespace dlrr {

struct Platt {
  double a = 0, b = 0;
  double probability(double decision) const;
};

Platt fit_platt(std::span<const double> decision, std::span<const int> outcome);

}  // namespace dlrr
