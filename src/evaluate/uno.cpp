#include "evaluate/uno.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "base/parallel.h"
#include "base/random.h"
#include "base/rank.h"
#include "evaluate/survival.h"

namespace dlrr {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<std::size_t> dense_ranks(std::span<const double> values, std::size_t& ranks) {
  const auto order = rising_order(values);
  std::vector<std::size_t> out(values.size());
  ranks = 0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    if (k > 0 && values[order[k]] != values[order[k - 1]]) ++ranks;
    out[order[k]] = ranks;
  }
  ++ranks;
  return out;
}

// How many were added with a smaller rank (Fenwick tree).
class Counts {
 public:
  explicit Counts(std::size_t ranks) : tree_(ranks + 1, 0) {}
  void add(std::size_t rank) {
    ++total;
    for (std::size_t i = rank + 1; i < tree_.size(); i += i & (~i + 1)) ++tree_[i];
  }
  double below(std::size_t rank) const {
    std::uint64_t sum = 0;
    for (std::size_t i = rank; i > 0; i -= i & (~i + 1)) sum += tree_[i];
    return static_cast<double>(sum);
  }
  std::size_t total = 0;

 private:
  std::vector<std::uint64_t> tree_;
};

}  // namespace

std::vector<double> uncensored_before(std::span<const double> time, std::span<const int> event) {
  const auto order = rising_order(time);
  std::vector<double> out(time.size());
  double chance = 1.0;
  for (std::size_t i = 0; i < order.size();) {
    std::size_t j = i, events = 0;
    for (; j < order.size() && time[order[j]] == time[order[i]]; ++j) {
      out[order[j]] = chance;
      events += event[order[j]] == 1;
    }
    // Events leave first: the censored of this time are counted among those that stay.
    const double stay = static_cast<double>(order.size() - i - events);
    const double censored = static_cast<double>(j - i - events);
    if (censored > 0.0) chance *= (stay - censored) / stay;
    i = j;
  }
  return out;
}

double uno_c(std::span<const double> risk, std::span<const double> time, std::span<const int> event,
             double tau) {
  std::size_t ranks = 0;
  const auto rank = dense_ranks(risk, ranks);
  const auto chance = uncensored_before(time, event);
  const auto order = rising_order(time);
  Counts later(ranks);
  double agreeing = 0.0, usable = 0.0;
  for (std::size_t end = order.size(); end > 0;) {
    std::size_t begin = end;
    while (begin > 0 && time[order[begin - 1]] == time[order[end - 1]]) --begin;
    for (std::size_t k = begin; k < end; ++k)
      if (event[order[k]] == 0) later.add(rank[order[k]]);
    for (std::size_t k = begin; k < end; ++k) {
      const std::size_t i = order[k];
      if (event[i] == 0 || time[i] > tau) continue;
      const double weight = 1.0 / (chance[i] * chance[i]);
      const double below = later.below(rank[i]), upto = later.below(rank[i] + 1);
      agreeing += weight * (below + 0.5 * (upto - below));
      usable += weight * static_cast<double>(later.total);
    }
    for (std::size_t k = begin; k < end; ++k)
      if (event[order[k]] == 1) later.add(rank[order[k]]);
    end = begin;
  }
  return usable > 0.0 ? agreeing / usable : kNaN;
}

AucAt auc_at(std::span<const double> risk, std::span<const double> time, std::span<const int> event,
             double at) {
  AucAt out;
  out.time = at;
  std::size_t ranks = 0;
  const auto rank = dense_ranks(risk, ranks);
  const auto chance = uncensored_before(time, event);
  Counts controls(ranks);
  for (std::size_t i = 0; i < risk.size(); ++i)
    if (time[i] > at) controls.add(rank[i]);
  double agreeing = 0.0, weights = 0.0;
  for (std::size_t i = 0; i < risk.size(); ++i) {
    if (time[i] > at) continue;
    ++(event[i] == 1 ? out.cases : out.censored);
    if (event[i] == 0) continue;
    const double below = controls.below(rank[i]), upto = controls.below(rank[i] + 1);
    agreeing += (below + 0.5 * (upto - below)) / chance[i];
    weights += 1.0 / chance[i];
  }
  out.controls = controls.total;
  const bool both = out.cases > 0 && out.controls > 0;
  out.auc = both ? agreeing / (weights * static_cast<double>(out.controls)) : kNaN;
  return out;
}

CensoredDiscrimination censored_discrimination(std::span<const double> risk,
                                               std::span<const double> time,
                                               std::span<const int> event, double tau,
                                               std::span<const double> times,
                                               const Bootstrap& how) {
  check_risk_and_outcome(risk, event);
  check_survival(time, event);
  CensoredDiscrimination out;
  for (const double at : times) out.at.push_back(auc_at(risk, time, event, at));
  // [what][replicate]: C first, then the times
  std::vector<std::vector<double>> values(1 + times.size(), std::vector<double>(how.replicates));
  parallel_for(how.replicates, how.threads, [&](std::size_t b) {
    Random random(how.seed, "bootstrap survival", b);
    std::vector<double> r, t;
    std::vector<int> e;
    for (std::size_t i = 0; i < risk.size(); ++i) {
      const std::size_t row = random.below(risk.size());
      r.push_back(risk[row]), t.push_back(time[row]), e.push_back(event[row]);
    }
    values[0][b] = uno_c(r, t, e, tau);
    for (std::size_t k = 0; k < times.size(); ++k) values[k + 1][b] = auc_at(r, t, e, times[k]).auc;
  });
  out.c = percentile_interval(uno_c(risk, time, event, tau), values[0]);
  for (std::size_t k = 0; k < times.size(); ++k)
    out.at_interval.push_back(percentile_interval(out.at[k].auc, values[k + 1]));
  return out;
}

}  // namespace dlrr
