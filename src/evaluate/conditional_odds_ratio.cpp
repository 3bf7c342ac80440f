// The odds ratio given the margins: the first cell follows Fisher's noncentral hypergeometric law.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "evaluate/contingency.h"

namespace dlrr {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

double log_choose(std::size_t n, std::size_t k) {
  const auto log_factorial = [](std::size_t m) {
    return std::lgamma(static_cast<double>(m) + 1.0);
  };
  return log_factorial(n) - log_factorial(k) - log_factorial(n - k);
}

struct FirstCell {
  std::size_t lowest = 0, observed = 0;
  std::vector<double> log_ways;  // from `lowest` on

  struct Moments {
    double mean = 0, at_most = 0, at_least = 0;  // the last two are chances of the observed cell
  };
  Moments at(double log_odds) const {
    std::vector<double> weight(log_ways.size());
    for (std::size_t i = 0; i < weight.size(); ++i)
      weight[i] = log_ways[i] + log_odds * static_cast<double>(i);
    const double most = *std::max_element(weight.begin(), weight.end());
    Moments out;
    double total = 0.0;
    for (std::size_t i = 0; i < weight.size(); ++i) {
      const double w = std::exp(weight[i] - most);
      total += w;
      out.mean += w * static_cast<double>(lowest + i);
      if (lowest + i <= observed) out.at_most += w;
      if (lowest + i >= observed) out.at_least += w;
    }
    out.mean /= total, out.at_most /= total, out.at_least /= total;
    return out;
  }
};

// Where a function of the log odds that rises from below 0 crosses it.
template <class Rising>
double crossing(const Rising& rising) {
  double low = -1.0, high = 1.0;
  while (rising(low) > 0.0) low *= 2.0;
  while (rising(high) < 0.0) high *= 2.0;
  for (int round = 0; round < 200 && high - low > 1e-14 * std::max(1.0, std::abs(low)); ++round) {
    const double middle = (low + high) / 2.0;
    (rising(middle) < 0.0 ? low : high) = middle;
  }
  return std::exp((low + high) / 2.0);
}

}  // namespace

Interval conditional_odds_ratio(const CountTable& table) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  if (table.size() != 2 || table[0].size() != 2 || table[1].size() != 2) return {kNaN, kNaN, kNaN};
  const std::size_t row = table[0][0] + table[0][1], first = table[0][0] + table[1][0],
                    second = table[0][1] + table[1][1];
  FirstCell cell{row > second ? row - second : 0, table[0][0], {}};
  const std::size_t highest = std::min(row, first);
  if (highest == cell.lowest) return {kNaN, kNaN, kNaN};  // a margin is empty
  for (std::size_t x = cell.lowest; x <= highest; ++x)
    cell.log_ways.push_back(log_choose(first, x) + log_choose(second, row - x));
  constexpr double kTail = 0.025;
  const bool least = cell.observed == cell.lowest, most = cell.observed == highest;
  const double wanted = static_cast<double>(cell.observed);
  Interval out{least ? 0.0 : kInf, 0.0, kInf};
  if (!least && !most)
    out.estimate = crossing([&](double odds) { return cell.at(odds).mean - wanted; });
  if (!least) out.lower = crossing([&](double odds) { return cell.at(odds).at_least - kTail; });
  if (!most) out.upper = crossing([&](double odds) { return kTail - cell.at(odds).at_most; });
  return out;
}

}  // namespace dlrr
