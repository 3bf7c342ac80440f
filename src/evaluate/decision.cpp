#include "evaluate/decision.h"

#include "evaluate/interval.h"

namespace dlrr {

DecisionCurve decision_curve(std::span<const double> risk, std::span<const int> outcome) {
  check_risk_and_outcome(risk, outcome);
  const double n = static_cast<double>(risk.size());
  DecisionCurve out;
  double events = 0.0;
  for (const int y : outcome) events += y;
  for (int percent = 1; percent <= 99; ++percent) {
    const double t = percent / 100.0, odds = t / (1.0 - t);
    double tp = 0.0, fp = 0.0;
    for (std::size_t i = 0; i < risk.size(); ++i)
      if (risk[i] >= t) (outcome[i] == 1 ? tp : fp) += 1.0;
    out.threshold.push_back(t);
    out.model.push_back(tp / n - fp / n * odds);
    out.all.push_back(events / n - (n - events) / n * odds);
    out.none.push_back(0.0);
  }
  return out;
}

Json to_json(const DecisionCurve& curve) {
  return Json::of({{"threshold", curve.threshold},
                   {"model", curve.model},
                   {"all", curve.all},
                   {"none", curve.none}});
}

}  // namespace dlrr
