#include "evaluate/bootstrap.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <string>

#include "base/parallel.h"
#include "base/random.h"
#include "base/rank.h"
#include "evaluate/decision.h"

namespace dlrr {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kThresholds = 99;  // 1 %, 2 %, ... as in decision_curve
constexpr std::size_t kTogether = 16;    // replicates of one work item

// Dense ranks of the scores of events and of non-events.
struct Ranked {
  std::vector<std::uint32_t> event, nonevent;
  std::size_t ranks = 0;
};

Ranked ranked(std::span<const double> score, std::span<const int> outcome) {
  const auto order = rising_order(score);
  std::vector<std::uint32_t> rank(score.size());
  Ranked out;
  for (std::size_t k = 0; k < order.size(); ++k) {
    if (k > 0 && score[order[k]] != score[order[k - 1]]) ++out.ranks;
    rank[order[k]] = static_cast<std::uint32_t>(out.ranks);
  }
  out.ranks = score.empty() ? 0 : out.ranks + 1;
  for (std::size_t i = 0; i < score.size(); ++i)
    (outcome[i] == 1 ? out.event : out.nonevent).push_back(rank[i]);
  return out;
}

// How often each rank is drawn, by class.
struct Drawn {
  std::vector<std::uint32_t> event, nonevent;
};

double auc_of(const Drawn& drawn) {
  std::uint64_t twice = 0, below = 0, events = 0;
  for (std::size_t r = 0; r < drawn.event.size(); ++r) {
    twice += static_cast<std::uint64_t>(drawn.event[r]) * (2 * below + drawn.nonevent[r]);
    below += drawn.nonevent[r];
    events += drawn.event[r];
  }
  if (events == 0 || below == 0) return kNaN;
  return 0.5 * static_cast<double>(twice) /
         (static_cast<double>(events) * static_cast<double>(below));
}

void draw(const std::vector<std::uint32_t>& from, Random& random,
          std::vector<std::uint32_t>& count) {
  std::fill(count.begin(), count.end(), 0u);
  for (std::size_t i = 0; i < from.size(); ++i) ++count[from[random.below(from.size())]];
}

template <class Item>
void for_replicates(const Bootstrap& how, const Item& item) {
  const std::size_t items = (how.replicates + kTogether - 1) / kTogether;
  parallel_for(items, how.threads, [&](std::size_t k) {
    item(k * kTogether, std::min(how.replicates, (k + 1) * kTogether));
  });
}

using Counts = std::array<std::array<std::uint32_t, kThresholds + 1>, 2>;  // [class][steps]

void add_net_benefit(const Counts& counts, double n, std::vector<double>& out) {
  double tp = 0.0, fp = 0.0;
  out.assign(kThresholds, 0.0);
  for (std::size_t k = kThresholds; k > 0; --k) {
    tp += counts[1][k], fp += counts[0][k];
    const double t = static_cast<double>(k) / 100.0;
    out[k - 1] = tp / n - fp / n * (t / (1.0 - t));
  }
}

// Rows in the order of their patients, who were numbered in any way. Without numbers every row is
// drawn for itself.
class Patients {
 public:
  Patients(std::span<const std::size_t> patient, std::size_t rows) : size_(rows) {
    if (patient.empty()) return;
    std::map<std::size_t, std::vector<std::size_t>> rows_of;
    for (std::size_t i = 0; i < rows; ++i) rows_of[patient[i]].push_back(i);
    for (auto& [number, of_one] : rows_of) rows_.push_back(std::move(of_one));
    size_ = rows_.size();
  }
  std::size_t size() const { return size_; }
  template <class Use>
  std::size_t draw(Random& random, const Use& use) const {
    const std::size_t k = random.below(size_);
    if (rows_.empty()) {
      use(k);
      return 1;
    }
    for (const std::size_t row : rows_[k]) use(row);
    return rows_[k].size();
  }

 private:
  std::size_t size_;
  std::vector<std::vector<std::size_t>> rows_;
};

// values[replicate][threshold]
PointwiseBand band_of(const std::vector<std::vector<double>>& values) {
  PointwiseBand out;
  std::vector<double> column(values.size());
  for (std::size_t k = 0; k < kThresholds; ++k) {
    for (std::size_t b = 0; b < values.size(); ++b) column[b] = values[b][k];
    const Interval at = percentile_interval(kNaN, column);
    out.lower.push_back(at.lower);
    out.upper.push_back(at.upper);
  }
  return out;
}

}  // namespace

Interval percentile_interval(double estimate, std::vector<double> values) {
  std::erase_if(values, [](double v) { return !std::isfinite(v); });
  if (values.empty()) return {estimate, kNaN, kNaN};
  std::sort(values.begin(), values.end());
  return {estimate, quantile_of_sorted(values, 0.025), quantile_of_sorted(values, 0.975)};
}

double auc_of_rows(std::span<const double> score, std::span<const int> outcome,
                   std::span<const std::size_t> rows) {
  std::vector<double> s;
  std::vector<int> y;
  for (const std::size_t row : rows) s.push_back(score[row]), y.push_back(outcome[row]);
  return auc(s, y);
}

Interval bootstrap_auc(std::span<const double> score, std::span<const int> outcome,
                       const Bootstrap& how) {
  check_risk_and_outcome(score, outcome);
  const Ranked ranks = ranked(score, outcome);
  const double estimate = auc(score, outcome);
  if (ranks.event.empty() || ranks.nonevent.empty()) return {kNaN, kNaN, kNaN};
  std::vector<double> values(how.replicates);
  for_replicates(how, [&](std::size_t begin, std::size_t end) {
    Drawn drawn{std::vector<std::uint32_t>(ranks.ranks), std::vector<std::uint32_t>(ranks.ranks)};
    for (std::size_t b = begin; b < end; ++b) {
      Random random(how.seed, "bootstrap auc", b);
      draw(ranks.event, random, drawn.event);
      draw(ranks.nonevent, random, drawn.nonevent);
      values[b] = auc_of(drawn);
    }
  });
  return percentile_interval(estimate, std::move(values));
}

NetBenefitBands net_benefit_bands(const std::vector<std::span<const double>>& risks,
                                  std::span<const int> outcome, const Bootstrap& how,
                                  std::span<const std::size_t> patient) {
  const Patients patients(patient, outcome.size());
  std::vector<std::vector<std::uint8_t>> steps;
  for (const auto& risk : risks) steps.push_back(thresholds_passed(risk));
  // [risk][replicate][threshold]
  std::vector<std::vector<std::vector<double>>> benefit(
      risks.size(), std::vector<std::vector<double>>(how.replicates));
  for_replicates(how, [&](std::size_t begin, std::size_t end) {
    for (std::size_t b = begin; b < end; ++b) {
      Random random(how.seed, "bootstrap decision", b);
      std::vector<Counts> counts(risks.size(), Counts{});
      std::size_t rows = 0;
      for (std::size_t i = 0; i < patients.size(); ++i)
        rows += patients.draw(random, [&](std::size_t row) {
          for (std::size_t r = 0; r < risks.size(); ++r)
            ++counts[r][outcome[row] == 1][steps[r][row]];
        });
      for (std::size_t r = 0; r < risks.size(); ++r)
        add_net_benefit(counts[r], static_cast<double>(rows), benefit[r][b]);
    }
  });
  NetBenefitBands out;
  for (std::size_t a = 0; a < risks.size(); ++a) out.risk.push_back(band_of(benefit[a]));
  for (std::size_t a = 0; a < risks.size(); ++a)
    for (std::size_t c = a + 1; c < risks.size(); ++c) {
      auto difference = benefit[c];
      for (std::size_t b = 0; b < difference.size(); ++b)
        for (std::size_t k = 0; k < kThresholds; ++k) difference[b][k] -= benefit[a][b][k];
      out.pair.push_back(band_of(difference));
    }
  return out;
}

void add_band(const PointwiseBand& band, const Bootstrap& how, Json& decision) {
  decision["lower"] = band.lower;
  decision["upper"] = band.upper;
  decision["band"] = "bootstrap of patients, percentile, " + std::to_string(how.replicates) +
                     " replicates, pointwise 95 %";
}

}  // namespace dlrr
