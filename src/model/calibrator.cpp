#include "model/calibrator.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/error.h"
#include "model/parts.h"

namespace dlrr {

namespace {

// Log-odds; certainty is drawn in, because some algorithms give exact 0 and 1.
double log_odds(double risk) {
  const double p = std::clamp(risk, 1e-6, 1 - 1e-6);
  return std::log(p / (1 - p));
}

// Equal risks of neighbours are one block.
struct Block {
  double first, last;  // risks
  double events, n;
  double share() const { return events / n; }
};

std::vector<Block> pooled(std::span<const double> risk, std::span<const int> outcome) {
  std::map<double, std::pair<double, double>> by_risk;  // events, rows
  for (std::size_t i = 0; i < risk.size(); ++i) {
    auto& one = by_risk[risk[i]];
    one.first += outcome[i] != 0;
    one.second += 1;
  }
  std::vector<Block> blocks;
  for (const auto& [value, counts] : by_risk) {
    blocks.push_back({value, value, counts.first, counts.second});
    while (blocks.size() > 1 && blocks[blocks.size() - 2].share() >= blocks.back().share()) {
      const Block last = blocks.back();
      blocks.pop_back();
      blocks.back().last = last.last;
      blocks.back().events += last.events;
      blocks.back().n += last.n;
    }
  }
  return blocks;
}

double on_line(const std::vector<double>& x, const std::vector<double>& y, double at) {
  if (at <= x.front()) return y.front();
  if (at >= x.back()) return y.back();
  const auto k = static_cast<std::size_t>(std::ranges::upper_bound(x, at) - x.begin());
  return y[k - 1] + (y[k] - y[k - 1]) * (at - x[k - 1]) / (x[k] - x[k - 1]);
}

}  // namespace

double Calibrator::apply(double value) const {
  if (kind == "platt") return platt.probability(log_odds(value));
  if (kind == "isotonic") return on_line(risk, probability, value);
  return value;
}

Calibrator fit_calibrator(const std::string& kind, std::span<const double> risk,
                          std::span<const int> outcome) {
  Calibrator out;
  out.kind = kind;
  if (kind == "none") return out;
  if (kind == "platt") {
    std::vector<double> decision;
    for (const double value : risk) decision.push_back(log_odds(value));
    out.platt = fit_platt(decision, outcome);
    return out;
  }
  if (kind != "isotonic") throw Error(ErrorKind::internal, "no calibration '" + kind + "'");
  for (const auto& block : pooled(risk, outcome))
    for (const double at : {block.first, block.last})
      if (out.risk.empty() || at > out.risk.back()) {
        out.risk.push_back(at);
        out.probability.push_back(block.share());
      }
  return out;
}

Json to_json(const Calibrator& c) {
  return Json::of({{"kind", c.kind},
                   {"a", c.platt.a},
                   {"b", c.platt.b},
                   {"risk", c.risk},
                   {"probability", c.probability}});
}

Calibrator calibrator_from_json(const Json& json) {
  Calibrator out;
  out.kind = json.at("kind").as_string();
  out.platt = {json.at("a").as_number(), json.at("b").as_number()};
  out.risk = numbers_of(json.at("risk"));
  out.probability = numbers_of(json.at("probability"));
  const bool whole =
      out.risk.size() == out.probability.size() && (out.kind != "isotonic" || !out.risk.empty());
  if (!whole) throw Error("saved calibration: its points are incomplete; the file is damaged");
  return out;
}

}  // namespace dlrr
