#include "evaluate/optimism.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace dlrr {

namespace {

double mean_of_finite(const std::vector<double>& values) {
  double sum = 0;
  std::size_t n = 0;
  for (const double value : values)
    if (std::isfinite(value)) sum += value, ++n;
  return n ? sum / static_cast<double>(n) : std::numeric_limits<double>::quiet_NaN();
}

// An out-of-bag AUC below chance counts as chance; the weight grows from 0.632 to 1 with the share
// of the apparent AUC's distance from chance that is lost.
void add_632_plus(Optimism& out) {
  constexpr double chance = 0.5;
  const double left_out = std::max(out.out_of_bag, chance);
  const bool overfitted = left_out < out.apparent && out.apparent > chance;
  out.overfitting = overfitted ? (out.apparent - left_out) / (out.apparent - chance) : 0;
  out.weight = 0.632 / (1 - 0.368 * out.overfitting);
  out.plus632 = std::isnan(out.out_of_bag)
                    ? out.out_of_bag
                    : (1 - out.weight) * out.apparent + out.weight * left_out;
}

}  // namespace

Optimism bootstrap_optimism(double apparent, std::span<const BootstrapAuc> samples) {
  Optimism out;
  out.apparent = apparent;
  out.samples = samples.size();
  std::vector<double> losses, left_out;
  for (const auto& sample : samples) {
    losses.push_back(sample.apparent - sample.original);
    left_out.push_back(sample.out_of_bag);
  }
  out.optimism = mean_of_finite(losses);
  out.harrell = apparent - out.optimism;
  out.out_of_bag = mean_of_finite(left_out);
  add_632_plus(out);
  return out;
}

Json to_json(const Optimism& o) {
  const auto finite = [](double value) { return std::isfinite(value) ? Json(value) : Json(); };
  return Json::of({{"apparent", finite(o.apparent)},
                   {"optimism", finite(o.optimism)},
                   {"harrell", finite(o.harrell)},
                   {"out_of_bag", finite(o.out_of_bag)},
                   {"overfitting", finite(o.overfitting)},
                   {"weight", finite(o.weight)},
                   {"plus632", finite(o.plus632)},
                   {"samples", o.samples}});
}

}  // namespace dlrr
