#include "evaluate/roc.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "base/error.h"
#include "base/rank.h"
#include "port/distributions.h"

namespace dlrr {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

// V10 of every event and V01 of every non-event, in the order of the rows.
struct Placements {
  std::vector<double> event, nonevent;
};

// Twice the number of the other class below, ties counted once, is an integer, so nothing is
// rounded before the one division.
Placements placements(std::span<const double> score, std::span<const int> outcome) {
  const auto order = rising_order(score);
  std::vector<std::uint64_t> twice(score.size());
  std::uint64_t events_below = 0, nonevents_below = 0;
  for (std::size_t i = 0; i < order.size();) {
    std::size_t j = i;
    std::uint64_t events = 0, nonevents = 0;
    for (; j < order.size() && score[order[j]] == score[order[i]]; ++j)
      ++(outcome[order[j]] == 1 ? events : nonevents);
    for (std::size_t k = i; k < j; ++k)
      twice[order[k]] =
          outcome[order[k]] == 1 ? 2 * nonevents_below + nonevents : 2 * events_below + events;
    events_below += events;
    nonevents_below += nonevents;
    i = j;
  }
  Placements out;
  for (std::size_t i = 0; i < score.size(); ++i) {
    if (outcome[i] == 1)
      out.event.push_back(0.5 * static_cast<double>(twice[i]) /
                          static_cast<double>(nonevents_below));
    else
      out.nonevent.push_back(1.0 - 0.5 * static_cast<double>(twice[i]) /
                                       static_cast<double>(events_below));
  }
  return out;
}

double covariance_of(std::span<const double> a, std::span<const double> b) {
  if (a.size() < 2) return kNaN;
  const double mean_a = mean_of(a), mean_b = mean_of(b);
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - mean_a) * (b[i] - mean_b);
  return sum / static_cast<double>(a.size() - 1);
}

// The pair count is an integer: the area is rounded once.
double area_of(const Placements& p) {
  if (p.event.empty() || p.nonevent.empty()) return kNaN;
  const double n0 = static_cast<double>(p.nonevent.size());
  double twice = 0.0;
  for (const double v : p.event) twice += std::round(2.0 * v * n0);
  return twice / (2.0 * n0 * static_cast<double>(p.event.size()));
}

bool all_equal(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [&](double v) { return v == values[0]; });
}

// Placements that are all equal have variance 0, not the rounding error of their mean.
double delong_variance(const Placements& p) {
  if (p.event.size() < 2 || p.nonevent.size() < 2) return kNaN;
  const double s10 = all_equal(p.event) ? 0.0 : variance_of(p.event);
  const double s01 = all_equal(p.nonevent) ? 0.0 : variance_of(p.nonevent);
  return s10 / static_cast<double>(p.event.size()) + s01 / static_cast<double>(p.nonevent.size());
}

}  // namespace

Json to_json(const Auc& auc) {
  Json out = to_json(auc.interval);
  out["method"] = "DeLong";
  if (auc.degenerate)
    out["note"] = std::isnan(auc.variance)
                      ? "not estimable: fewer than two events or two non-events"
                      : "variance 0: the DeLong interval is degenerate and says nothing";
  return out;
}

Auc area_under_curve(std::span<const double> score, std::span<const int> outcome,
                     double confidence) {
  check_risk_and_outcome(score, outcome);
  const Placements p = placements(score, outcome);
  Auc out;
  out.events = p.event.size();
  out.nonevents = p.nonevent.size();
  out.auc = area_of(p);
  out.variance = delong_variance(p);
  out.degenerate = !(out.variance > 0.0);
  const double half = normal_multiplier(confidence) * std::sqrt(out.variance);
  if (std::isnan(half))
    out.interval = {out.auc, kNaN, kNaN};
  else
    out.interval = {out.auc, std::max(0.0, out.auc - half), std::min(1.0, out.auc + half)};
  return out;
}

std::vector<RocPoint> roc_curve(std::span<const double> score, std::span<const int> outcome) {
  check_risk_and_outcome(score, outcome);
  const auto order = rising_order(score);
  std::size_t events = 0;
  for (const int y : outcome) events += y == 1;
  const std::size_t nonevents = outcome.size() - events;
  std::vector<RocPoint> curve;
  std::size_t tp = events, fp = nonevents;
  const auto add = [&](double threshold) {
    curve.push_back({threshold, tp, fp, static_cast<double>(tp) / static_cast<double>(events),
                     static_cast<double>(fp) / static_cast<double>(nonevents)});
  };
  add(-kInf);
  for (std::size_t i = 0; i < order.size();) {
    const double value = score[order[i]];
    for (; i < order.size() && score[order[i]] == value; ++i) --(outcome[order[i]] == 1 ? tp : fp);
    if (i < order.size()) add(value + (score[order[i]] - value) / 2.0);
  }
  add(kInf);
  return curve;
}

Json to_json(const std::vector<RocPoint>& curve) {
  Json out = Json::array();
  for (const RocPoint& point : curve)
    out.push_back(Json(Json::Array{point.fpr, point.tpr, point.threshold}));
  return out;
}

Json to_json(const PairedRoc& test) {
  return Json::of({{"auc_first", test.auc_first},
                   {"auc_second", test.auc_second},
                   {"difference", to_json(test.difference)},
                   {"z", test.z},
                   {"p", test.p},
                   {"method", "paired DeLong"}});
}

PairedRoc paired_delong(std::span<const double> first, std::span<const double> second,
                        std::span<const int> outcome, double confidence) {
  check_risk_and_outcome(first, outcome);
  check_risk_and_outcome(second, outcome);
  const Placements a = placements(first, outcome), b = placements(second, outcome);
  const double n1 = static_cast<double>(a.event.size());
  const double n0 = static_cast<double>(a.nonevent.size());
  PairedRoc out;
  out.auc_first = area_of(a);
  out.auc_second = area_of(b);
  out.covariance =
      covariance_of(a.event, b.event) / n1 + covariance_of(a.nonevent, b.nonevent) / n0;
  // The variance of the difference as the variance of paired differences of placements: the same
  // value as v1 + v2 - 2 cov, without its cancellation, so identical scores give exactly 0.
  Placements d = a;
  for (std::size_t i = 0; i < d.event.size(); ++i) d.event[i] -= b.event[i];
  for (std::size_t i = 0; i < d.nonevent.size(); ++i) d.nonevent[i] -= b.nonevent[i];
  const double difference = out.auc_first - out.auc_second;
  out.standard_error = std::sqrt(delong_variance(d));
  out.z = out.standard_error > 0.0 ? difference / out.standard_error : kNaN;
  out.p = two_sided_normal(out.z);
  const double half = normal_multiplier(confidence) * out.standard_error;
  out.difference = {difference, difference - half, difference + half};
  return out;
}

UnpairedRoc unpaired_delong(const Auc& first, const Auc& second) {
  UnpairedRoc out;
  out.difference = first.auc - second.auc;
  const double sum = first.variance + second.variance;
  const double n_first = static_cast<double>(first.events + first.nonevents);
  const double n_second = static_cast<double>(second.events + second.nonevents);
  out.t = sum > 0.0 ? out.difference / std::sqrt(sum) : kNaN;
  out.df = sum * sum /
           (first.variance * first.variance / (n_first - 1.0) +
            second.variance * second.variance / (n_second - 1.0));
  out.p = sum > 0.0 ? 2.0 * t_cdf(-std::abs(out.t), out.df) : kNaN;
  return out;
}

Json to_json(const UnpairedRoc& test) {
  return Json::of({{"difference", test.difference},
                   {"t", test.t},
                   {"df", test.df},
                   {"p", test.p},
                   {"method", "unpaired DeLong"}});
}

Json to_json(const Youden& cut) {
  return Json::of({{"threshold", cut.threshold},
                   {"index", cut.index},
                   {"ties", cut.ties},
                   {"useful", cut.useful}});
}

Youden youden_cut(std::span<const double> score, std::span<const int> outcome) {
  const auto curve = roc_curve(score, outcome);
  const std::uint64_t n1 = curve.front().tp, n0 = curve.front().fp;
  if (n1 == 0 || n0 == 0)
    throw Error("a cut cannot be chosen: " + std::to_string(n1) + " events and " +
                std::to_string(n0) + " non-events, at least one of each is needed");
  std::uint64_t best = 0;
  Youden out;
  for (const RocPoint& point : curve) {
    const std::uint64_t value = point.tp * n0 + (n0 - point.fp) * n1;
    if (value > best) out.all.clear();
    if (value >= best) out.all.push_back(point.threshold);
    best = std::max(best, value);
  }
  out.threshold = out.all.front();
  out.ties = out.all.size();
  out.index = static_cast<double>(best) / (static_cast<double>(n1) * static_cast<double>(n0)) - 1.0;
  out.useful = best > n1 * n0;
  return out;
}

}  // namespace dlrr
