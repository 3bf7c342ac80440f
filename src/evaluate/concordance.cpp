#include "evaluate/concordance.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "evaluate/survival.h"

namespace dlrr {
namespace {

// Counts of risk ranks, with prefix sums (Fenwick, SPE 1994).
class RankCounts {
 public:
  explicit RankCounts(std::size_t ranks) : tree_(ranks + 1, 0) {}
  void add(std::size_t rank) {
    ++total_;
    for (std::size_t i = rank + 1; i < tree_.size(); i += i & (~i + 1)) ++tree_[i];
  }
  std::int64_t below(std::size_t rank) const {  // number with a smaller rank
    std::int64_t sum = 0;
    for (std::size_t i = rank; i > 0; i -= i & (~i + 1)) sum += tree_[i];
    return sum;
  }
  std::int64_t equal(std::size_t rank) const { return below(rank + 1) - below(rank); }
  std::int64_t above(std::size_t rank) const { return total_ - below(rank + 1); }

 private:
  std::vector<std::int64_t> tree_;
  std::int64_t total_ = 0;
};

struct PairCounts {
  std::int64_t concordant = 0, discordant = 0, tied = 0;
};

std::vector<std::size_t> dense_ranks(std::span<const double> values, std::size_t& ranks) {
  std::vector<double> distinct(values.begin(), values.end());
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  ranks = distinct.size();
  std::vector<std::size_t> out;
  for (const double v : values)
    out.push_back(static_cast<std::size_t>(
        std::lower_bound(distinct.begin(), distinct.end(), v) - distinct.begin()));
  return out;
}

// Rows by time; at one time the events stand before the censored.
std::vector<std::size_t> time_order(std::span<const double> time, std::span<const int> event) {
  std::vector<std::size_t> order(time.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return time[a] != time[b] ? time[a] < time[b] : event[a] > event[b];
  });
  return order;
}

// End of the run of events at one time that starts at order[i], or of the run of censored.
std::size_t run_end(const std::vector<std::size_t>& order, std::span<const double> time,
                    std::span<const int> event, std::size_t i) {
  std::size_t j = i;
  while (j < order.size() && time[order[j]] == time[order[i]] &&
         event[order[j]] == event[order[i]])
    ++j;
  return j;
}

void count_ties(const std::vector<std::size_t>& order, const std::vector<std::size_t>& rank,
                std::size_t begin, std::size_t end, Concordance& out) {
  std::vector<std::size_t> ranks;
  for (std::size_t k = begin; k < end; ++k) ranks.push_back(rank[order[k]]);
  std::sort(ranks.begin(), ranks.end());
  std::uint64_t same = 0;
  for (std::size_t i = 0; i < ranks.size();) {
    std::size_t j = i;
    while (j < ranks.size() && ranks[j] == ranks[i]) ++j;
    same += (j - i) * (j - i - 1) / 2;
    i = j;
  }
  const std::uint64_t n = ranks.size();
  out.tied_both += same;
  out.tied_time += n * (n - 1) / 2 - same;
}

}  // namespace

Json to_json(const Concordance& concordance) {
  Json out = to_json(concordance.c);
  out["concordant"] = static_cast<std::int64_t>(concordance.concordant);
  out["discordant"] = static_cast<std::int64_t>(concordance.discordant);
  out["tied_risk"] = static_cast<std::int64_t>(concordance.tied_risk);
  return out;
}

Concordance harrell_c(std::span<const double> risk, std::span<const double> time,
                      std::span<const int> event) {
  check_risk_and_outcome(risk, event);
  check_survival(time, event);
  std::size_t ranks = 0;
  const auto rank = dense_ranks(risk, ranks);
  const auto order = time_order(time, event);
  std::vector<PairCounts> own(risk.size());
  Concordance out;
  RankCounts later(ranks), earlier(ranks);
  // From the end: each event meets all who are still at risk after it.
  for (std::size_t end = order.size(); end > 0;) {
    std::size_t begin = end - 1;
    while (begin > 0 && time[order[begin - 1]] == time[order[end - 1]] &&
           event[order[begin - 1]] == event[order[end - 1]])
      --begin;
    for (std::size_t k = begin; k < end && event[order[begin]] == 1; ++k) {
      const std::size_t i = order[k];
      own[i] = {later.below(rank[i]), later.above(rank[i]), later.equal(rank[i])};
      out.concordant += static_cast<std::uint64_t>(own[i].concordant);
      out.discordant += static_cast<std::uint64_t>(own[i].discordant);
      out.tied_risk += static_cast<std::uint64_t>(own[i].tied);
    }
    if (event[order[begin]] == 1) count_ties(order, rank, begin, end, out);
    for (std::size_t k = begin; k < end; ++k) later.add(rank[order[k]]);
    end = begin;
  }
  // From the start: each patient meets the events before, for the share of each patient in C.
  for (std::size_t begin = 0; begin < order.size();) {
    const std::size_t end = run_end(order, time, event, begin);
    for (std::size_t k = begin; k < end; ++k) {
      const std::size_t i = order[k];
      own[i].concordant += earlier.above(rank[i]);
      own[i].discordant += earlier.below(rank[i]);
      own[i].tied += earlier.equal(rank[i]);
    }
    for (std::size_t k = begin; k < end && event[order[begin]] == 1; ++k)
      earlier.add(rank[order[k]]);
    begin = end;
  }
  const double pairs = static_cast<double>(out.concordant + out.discordant + out.tied_risk);
  const double c = (static_cast<double>(out.concordant) + 0.5 * static_cast<double>(out.tied_risk)) / pairs;
  double sum = 0.0;
  for (const PairCounts& o : own) {
    const double share = static_cast<double>(o.concordant) + 0.5 * static_cast<double>(o.tied) -
                         c * static_cast<double>(o.concordant + o.discordant + o.tied);
    sum += (share / pairs) * (share / pairs);
  }
  out.se = std::sqrt(sum);
  const double half = normal_multiplier(0.95) * out.se;
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  if (pairs > 0.0)
    out.c = {c, std::max(0.0, c - half), std::min(1.0, c + half)};
  else
    out.c = {nan, nan, nan};
  return out;
}

}  // namespace dlrr
