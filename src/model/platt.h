// Decision values as probabilities: p = 1 / (1 + exp(A f + B)) (Platt 1999; Newton's method of Lin,
// Lin and Weng 2007).
#pragma once

#include <span>

namespace dlrr {

struct Platt {
  double a = 0, b = 0;
  double probability(double decision) const;
};

// The risk never falls with the decision: where the cases say it would, the decision knows nothing
// and every probability is the mean one (a = 0). Left-out decisions of few cases often lean that
// way, because each one's fold lacked a case of its kind; following them would turn the model over.
Platt fit_platt(std::span<const double> decision, std::span<const int> outcome);

}  // namespace dlrr
