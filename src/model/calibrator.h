// Risks made to agree with how often the event happens: Platt's sigmoid on the log-odds, or an
// isotonic step (pool adjacent violators; Zadrozny and Elkan 2002). Learned from risks of rows that
// the model had not seen, otherwise it would learn the model's own optimism.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "model/platt.h"

namespace dlrr {

struct Calibrator {
  std::string kind = "none";  // none | platt | isotonic
  Platt platt;                // of log(risk / (1 - risk))
  // isotonic: straight lines between these points, flat beyond them; both ascend.
  std::vector<double> risk, probability;

  double apply(double value) const;
};

// risk: of left-out rows; outcome: 0 or 1. An unknown kind is an internal Error.
Calibrator fit_calibrator(const std::string& kind, std::span<const double> risk,
                          std::span<const int> outcome);

Json to_json(const Calibrator& calibrator);
Calibrator calibrator_from_json(const Json& json);

}  // namespace dlrr
