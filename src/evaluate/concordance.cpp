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
    out.push_back(static_cast<std::size_t>(std::lower_bound(distinct.begin(), distinct.end(), v) -
                                           distinct.begin()));
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

// Patients in the order of time, cut into runs of events, or of censorings, at one time.
struct Runs {
  std::vector<std::size_t> order, begin;  // begin also holds the end of the last run
  bool of_events(std::size_t run, std::span<const int> event) const {
    return event[order[begin[run]]] == 1;
  }
};

Runs runs_of(std::span<const double> time, std::span<const int> event) {
  Runs out{time_order(time, event), {}};
  for (std::size_t k = 0; k < out.order.size(); ++k) {
    const std::size_t now = out.order[k], last = out.order[k > 0 ? k - 1 : 0];
    if (k == 0 || time[now] != time[last] || event[now] != event[last]) out.begin.push_back(k);
  }
  out.begin.push_back(out.order.size());
  return out;
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

// From the end: each event meets all who are still at risk after it.
void meet_later(const Runs& runs, const std::vector<std::size_t>& rank, std::size_t ranks,
                std::span<const int> event, std::vector<PairCounts>& own, Concordance& out) {
  RankCounts later(ranks);
  for (std::size_t run = runs.begin.size() - 1; run-- > 0;) {
    const std::size_t begin = runs.begin[run], end = runs.begin[run + 1];
    if (runs.of_events(run, event)) {
      for (std::size_t k = begin; k < end; ++k) {
        const std::size_t i = runs.order[k];
        own[i] = {later.below(rank[i]), later.above(rank[i]), later.equal(rank[i])};
        out.concordant += static_cast<std::uint64_t>(own[i].concordant);
        out.discordant += static_cast<std::uint64_t>(own[i].discordant);
        out.tied_risk += static_cast<std::uint64_t>(own[i].tied);
      }
      count_ties(runs.order, rank, begin, end, out);
    }
    for (std::size_t k = begin; k < end; ++k) later.add(rank[runs.order[k]]);
  }
}

// From the start: each patient meets the events before, for the part of each patient in C.
void meet_earlier(const Runs& runs, const std::vector<std::size_t>& rank, std::size_t ranks,
                  std::span<const int> event, std::vector<PairCounts>& own) {
  RankCounts earlier(ranks);
  for (std::size_t run = 0; run + 1 < runs.begin.size(); ++run) {
    const std::size_t begin = runs.begin[run], end = runs.begin[run + 1];
    for (std::size_t k = begin; k < end; ++k) {
      const std::size_t i = runs.order[k];
      own[i].concordant += earlier.above(rank[i]);
      own[i].discordant += earlier.below(rank[i]);
      own[i].tied += earlier.equal(rank[i]);
    }
    if (!runs.of_events(run, event)) continue;
    for (std::size_t k = begin; k < end; ++k) earlier.add(rank[runs.order[k]]);
  }
}

// C, and its standard error from the change of C when one patient's weight changes.
void finish(const std::vector<PairCounts>& own, Concordance& out) {
  const double pairs = static_cast<double>(out.concordant + out.discordant + out.tied_risk);
  const double agreeing =
      static_cast<double>(out.concordant) + 0.5 * static_cast<double>(out.tied_risk);
  const double c = pairs > 0.0 ? agreeing / pairs : std::numeric_limits<double>::quiet_NaN();
  double sum = 0.0;
  for (const PairCounts& o : own) {
    const double change = static_cast<double>(o.concordant) + 0.5 * static_cast<double>(o.tied) -
                          c * static_cast<double>(o.concordant + o.discordant + o.tied);
    sum += (change / pairs) * (change / pairs);
  }
  out.se = std::sqrt(sum);
  const double half = normal_multiplier(0.95) * out.se;
  out.c = {c, c, c};
  if (pairs > 0.0) out.c = {c, std::max(0.0, c - half), std::min(1.0, c + half)};
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
  const Runs runs = runs_of(time, event);
  std::vector<PairCounts> own(risk.size());
  Concordance out;
  meet_later(runs, rank, ranks, event, own, out);
  meet_earlier(runs, rank, ranks, event, own);
  finish(own, out);
  return out;
}

}  // namespace dlrr
