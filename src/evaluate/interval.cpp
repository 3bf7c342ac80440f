#include "evaluate/interval.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/text.h"
#include "port/distributions.h"

namespace dlrr {

Json to_json(const Interval& interval) {
  return Json::of(
      {{"estimate", interval.estimate}, {"lower", interval.lower}, {"upper", interval.upper}});
}

void check_risk_and_outcome(std::span<const double> risk, std::span<const int> outcome) {
  if (risk.size() != outcome.size())
    throw Error(ErrorKind::internal, std::to_string(risk.size()) + " risks for " +
                                         std::to_string(outcome.size()) + " outcomes");
  for (std::size_t i = 0; i < risk.size(); ++i) {
    if (outcome[i] != 0 && outcome[i] != 1)
      throw Error("row " + std::to_string(i + 1) + ": outcome is " + std::to_string(outcome[i]) +
                  ", expected 0 or 1; recode the outcome column");
    if (std::isnan(risk[i]))
      throw Error("row " + std::to_string(i + 1) +
                  ": the risk is missing; drop the row or fill in the value");
  }
}

void check_probabilities(std::span<const double> risk, const std::string& what) {
  for (std::size_t i = 0; i < risk.size(); ++i)
    if (!(risk[i] >= 0.0 && risk[i] <= 1.0))
      throw Error("row " + std::to_string(i + 1) + ": " + what + " is " + number_text(risk[i]) +
                  ", expected a probability from 0 to 1");
}

double mean_of(std::span<const double> values) {
  double sum = 0.0;
  for (const double v : values) sum += v;
  return sum / static_cast<double>(values.size());
}

double variance_of(std::span<const double> values) {
  if (values.size() < 2) return std::numeric_limits<double>::quiet_NaN();
  const double mean = mean_of(values);
  double sum = 0.0;
  for (const double v : values) sum += (v - mean) * (v - mean);
  return sum / static_cast<double>(values.size() - 1);
}

double quantile_of_sorted(std::span<const double> sorted, double p) {
  if (sorted.empty()) return std::numeric_limits<double>::quiet_NaN();
  const double position = static_cast<double>(sorted.size() - 1) * p;
  const auto below = static_cast<std::size_t>(std::floor(position));
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  const double share = position - static_cast<double>(below);
  if (share == 0.0) return sorted[below];
  return sorted[below] + share * (sorted[above] - sorted[below]);
}

std::vector<double> holm(std::span<const double> p) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < p.size(); ++i)
    if (!std::isnan(p[i])) order.push_back(i);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  std::vector<double> out(p.begin(), p.end());
  double least = 0.0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    least = std::max(least, std::min(1.0, static_cast<double>(order.size() - k) * p[order[k]]));
    out[order[k]] = least;
  }
  return out;
}

double two_sided_normal(double z) { return std::isnan(z) ? z : 2.0 * normal_cdf(-std::abs(z)); }

double normal_multiplier(double confidence) { return normal_quantile(0.5 + confidence / 2.0); }

}  // namespace dlrr
