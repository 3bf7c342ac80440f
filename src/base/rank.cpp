#include "base/rank.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <string>

#include "base/error.h"

namespace dlrr {

std::vector<std::size_t> rising_order(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  return order;
}

double auc(std::span<const double> risk, std::span<const int> outcome) {
  if (risk.size() != outcome.size())
    throw Error(ErrorKind::internal, "AUC of " + std::to_string(risk.size()) + " risks and " +
                                         std::to_string(outcome.size()) + " outcomes");
  for (const double r : risk)
    if (std::isnan(r)) throw Error(ErrorKind::internal, "AUC of a risk that is not a number");
  const auto order = rising_order(risk);
  // Twice the number of won pairs, in integers, so that the order of equal risks cannot matter.
  std::uint64_t won = 0, below = 0, events = 0, others = 0;
  for (std::size_t i = 0; i < order.size();) {
    std::uint64_t tied_events = 0, tied_others = 0;
    const double value = risk[order[i]];
    for (; i < order.size() && risk[order[i]] == value; ++i)
      ++(outcome[order[i]] ? tied_events : tied_others);
    won += tied_events * (2 * below + tied_others);
    below += tied_others;
    events += tied_events;
    others += tied_others;
  }
  if (events == 0 || others == 0) return std::numeric_limits<double>::quiet_NaN();
  const double pairs = static_cast<double>(events) * static_cast<double>(others);
  return static_cast<double>(won) / (2.0 * pairs);
}

}  // namespace dlrr
