#include "evaluate/decision.h"

#include <algorithm>
#include <array>

#include "evaluate/interval.h"

namespace dlrr {
namespace {

constexpr int kThresholds = 99;  // 1 %, 2 %, ...

}  // namespace

std::vector<std::uint8_t> thresholds_passed(std::span<const double> risk) {
  std::vector<std::uint8_t> out(risk.size());
  for (std::size_t i = 0; i < risk.size(); ++i) {
    // The product may round across a threshold; comparing decides.
    auto k = static_cast<int>(std::clamp(risk[i] * 100.0, 0.0, 99.0));
    while (k < kThresholds && risk[i] >= (k + 1) / 100.0) ++k;
    while (k > 0 && risk[i] < k / 100.0) --k;
    out[i] = static_cast<std::uint8_t>(k);
  }
  return out;
}

DecisionCurve decision_curve(std::span<const double> risk, std::span<const int> outcome) {
  check_risk_and_outcome(risk, outcome);
  const double n = static_cast<double>(risk.size());
  const auto passed = thresholds_passed(risk);
  std::array<std::array<std::size_t, kThresholds + 2>, 2> count{};  // [class][passed]
  for (std::size_t i = 0; i < passed.size(); ++i) ++count[outcome[i] == 1][passed[i]];
  for (auto& of_class : count)  // at least so many passed
    for (std::size_t k = kThresholds; k-- > 0;) of_class[k] += of_class[k + 1];
  const auto events = static_cast<double>(count[1][0]);
  DecisionCurve out;
  for (int percent = 1; percent <= kThresholds; ++percent) {
    const double t = percent / 100.0, odds = t / (1.0 - t);
    const auto tp = static_cast<double>(count[1][static_cast<std::size_t>(percent)]);
    const auto fp = static_cast<double>(count[0][static_cast<std::size_t>(percent)]);
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
