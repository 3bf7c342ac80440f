// Cox's partial likelihood with ties by Breslow (Biometrics 1974), as a function of the linear
// predictor: what the Cox-LASSO minimises. An event at the time of a censoring comes first.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/matrix.h"

namespace dlrr {

// Time (finite, not negative, any unit) and event (1: seen, 0: censored) of each patient.
struct SurvivalOutcome {
  std::span<const double> time;
  std::span<const int> event;
};

class CoxLikelihood {
 public:
  // rows: those that take part; all vectors below are in this order.
  CoxLikelihood(SurvivalOutcome outcome, std::span<const std::size_t> rows);

  std::size_t rows() const { return event_.size(); }
  std::size_t events() const { return events_; }
  // Log likelihood that no predictor can pass: minus the sum of d log d over times with d events.
  double saturated() const { return saturated_; }

  // Log partial likelihood; minus infinity where eta is out of the range of numbers.
  double log_likelihood(std::span<const double> eta) const;
  // 2 (saturated - log likelihood), as coxnet.deviance of glmnet.
  double deviance(std::span<const double> eta) const {
    return 2 * (saturated_ - log_likelihood(eta));
  }
  // Derivative of the log likelihood: event minus expected events (the martingale residual); adds
  // up to 0.
  std::vector<double> residual(std::span<const double> eta) const;
  // Minus the second derivative in the coefficients of the columns of x (rows() rows).
  Matrix information(std::span<const double> eta, const Matrix& x) const;

 private:
  struct Moment {           // one distinct time
    std::size_t first = 0;  // of its rows in order_
    std::size_t end = 0;    // those at risk are order_[0 .. end)
    double events = 0;
  };
  struct Risks {
    std::vector<double> weight;   // exp(eta - largest eta), per row
    std::vector<double> at_risk;  // sum of the weights at risk, per moment
    double largest = 0;
  };
  Risks risks(std::span<const double> eta) const;
  std::vector<double> expected(const Risks& risks) const;

  std::vector<std::size_t> order_;  // by falling time
  std::vector<Moment> moments_;     // by falling time
  std::vector<int> event_;
  std::size_t events_ = 0;
  double saturated_ = 0;
};

}  // namespace dlrr
