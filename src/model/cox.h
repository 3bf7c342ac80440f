// A fitted Cox model as one that can be saved: coefficients on the model's columns and the baseline
// hazard, from which the chance to stay without the event follows. It is fitted elsewhere, on
// times; the algorithms of the list know classes alone.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "model/model.h"

namespace dlrr {

// Cumulative hazard of a patient with linear predictor 0, a step function.
struct BaselineHazard {
  std::vector<double> time, cumulative;  // at times of events, rising
  double followed = 0;                   // the longest follow-up; nothing is known beyond
};

// Breslow's estimate (Biometrics 1974): at each time the events, divided by the sum of
// exp(predictor) of those still at risk. All vectors are as long; time >= 0 in any unit, event 0
// or 1.
BaselineHazard breslow_hazard(std::span<const double> predictor, std::span<const double> time,
                              std::span<const int> event);

class CoxRisk : public FittedModel {
 public:
  CoxRisk(std::vector<double> coefficients, BaselineHazard baseline)
      : coefficients_(std::move(coefficients)), baseline_(std::move(baseline)) {}

  // The linear predictor, the logarithm of the hazard against a patient whose columns are all 0.
  std::vector<double> risk(const Matrix& x) const override;
  std::string save() const override;
  const std::vector<double>& coefficients() const { return coefficients_; }
  // The chance of the event up to a time; NaN beyond the longest follow-up.
  double event_by(double time, double predictor) const;

 private:
  std::vector<double> coefficients_;
  BaselineHazard baseline_;
};

std::unique_ptr<CoxRisk> load_cox(const std::string& text);

}  // namespace dlrr
