#include "evaluate/survival.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/rank.h"
#include "base/text.h"
#include "port/distributions.h"

namespace dlrr {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
// A survival this near to one half counts as one half: products of fractions are not exact.
constexpr double kHalfTolerance = 1.5e-8;

void add_band(SurvivalCurve& curve, Band band, double z) {
  const double s = curve.survival.back(), se = curve.se_log.back();
  double lower = kNaN, upper = kNaN;
  if (band == Band::log_log && s > 0.0 && s < 1.0) {
    const double theta = std::log(-std::log(s)), half = z * se / -std::log(s);
    lower = std::exp(-std::exp(theta + half));
    upper = std::exp(-std::exp(theta - half));
  } else if (band == Band::log && s > 0.0) {
    lower = s * std::exp(-z * se);
    upper = std::min(1.0, s * std::exp(z * se));
  } else if (band == Band::plain && s > 0.0) {
    lower = std::max(0.0, s * (1.0 - z * se));
    upper = std::min(1.0, s * (1.0 + z * se));
  }
  curve.lower.push_back(lower);
  curve.upper.push_back(upper);
}

// First time at which the step function is at most one half; the middle of the step when it is
// exactly one half and falls later.
double crossing(const std::vector<double>& time, const std::vector<double>& value) {
  for (std::size_t i = 0; i < time.size(); ++i) {
    if (!(value[i] < 0.5 + kHalfTolerance)) continue;
    if (std::abs(value[i] - 0.5) < kHalfTolerance)
      for (std::size_t j = i + 1; j < time.size(); ++j)
        if (value[j] < value[i]) return (time[i] + time[j]) / 2.0;
    return time[i];
  }
  return kNaN;
}

// Index of the last step at or before `time`; nothing before the first.
std::size_t steps_until(const SurvivalCurve& curve, double time) {
  return static_cast<std::size_t>(std::upper_bound(curve.time.begin(), curve.time.end(), time) -
                                  curve.time.begin());
}

std::size_t risk_set_at(const SurvivalCurve& curve, double time) {
  const auto found = std::lower_bound(curve.time.begin(), curve.time.end(), time);
  const auto at = static_cast<std::size_t>(found - curve.time.begin());
  return at < curve.time.size() ? curve.at_risk[at] : 0;
}

}  // namespace

void check_survival(std::span<const double> time, std::span<const int> event) {
  if (time.size() != event.size())
    throw Error(ErrorKind::internal, std::to_string(time.size()) + " times for " +
                                         std::to_string(event.size()) + " events");
  for (std::size_t i = 0; i < time.size(); ++i) {
    const std::string row = "row " + std::to_string(i + 1);
    if (!std::isfinite(time[i]) || time[i] < 0.0)
      throw Error(row + ": follow-up time is " + number_text(time[i]) +
                  ", expected a number of at least 0; drop the row or correct the value");
    if (event[i] != 0 && event[i] != 1)
      throw Error(row + ": event is " + std::to_string(event[i]) + ", expected 0 or 1");
  }
}

SurvivalCurve kaplan_meier(std::span<const double> time, std::span<const int> event, Band band,
                           double confidence) {
  check_survival(time, event);
  const auto order = rising_order(time);
  const double z = normal_multiplier(confidence);
  SurvivalCurve out;
  out.n = time.size();
  double survival = 1.0, greenwood = 0.0;
  for (std::size_t i = 0; i < order.size();) {
    std::size_t j = i, events = 0;
    for (; j < order.size() && time[order[j]] == time[order[i]]; ++j)
      events += static_cast<std::size_t>(event[order[j]]);
    const double risk = static_cast<double>(order.size() - i), d = static_cast<double>(events);
    survival *= (risk - d) / risk;
    if (events > 0) greenwood += d / (risk * (risk - d));  // Inf when all at risk have the event
    out.time.push_back(time[order[i]]);
    out.at_risk.push_back(order.size() - i);
    out.event.push_back(events);
    out.censored.push_back(j - i - events);
    out.survival.push_back(survival);
    out.se_log.push_back(std::sqrt(greenwood));
    add_band(out, band, z);
    out.events += events;
    i = j;
  }
  out.median = {crossing(out.time, out.survival), crossing(out.time, out.lower),
                crossing(out.time, out.upper)};
  return out;
}

Json to_json(const SurvivalCurve& curve) {
  return Json::of({{"n", curve.n},
                   {"events", curve.events},
                   {"time", curve.time},
                   {"survival", curve.survival},
                   {"lower", curve.lower},
                   {"upper", curve.upper},
                   {"censored", curve.censored},
                   {"at_risk", curve.at_risk},
                   {"median", to_json(curve.median)}});
}

SurvivalAt survival_at(const SurvivalCurve& curve, double time) {
  SurvivalAt out;
  out.time = time;
  out.at_risk = risk_set_at(curve, time);
  out.beyond_follow_up = curve.time.empty() || time > curve.time.back();
  const std::size_t steps = steps_until(curve, time);
  if (steps == 0) {
    out.survival = 1.0, out.lower = out.upper = kNaN;
    return out;
  }
  out.survival = curve.survival[steps - 1];
  out.se = out.survival * curve.se_log[steps - 1];
  out.lower = curve.lower[steps - 1];
  out.upper = curve.upper[steps - 1];
  return out;
}

std::vector<std::size_t> numbers_at_risk(const SurvivalCurve& curve,
                                         std::span<const double> times) {
  std::vector<std::size_t> out;
  for (const double t : times) out.push_back(risk_set_at(curve, t));
  return out;
}

RestrictedMean restricted_mean(const SurvivalCurve& curve, double tau) {
  const std::size_t steps = steps_until(curve, tau);
  // area[i]: under the curve from the i-th time to tau
  double area = 0.0, variance = 0.0, right = tau;
  for (std::size_t i = steps; i-- > 0;) {
    area += curve.survival[i] * (right - curve.time[i]);
    right = curve.time[i];
    const double d = static_cast<double>(curve.event[i]), n = static_cast<double>(curve.at_risk[i]);
    if (n > d) variance += area * area * d / (n * (n - d));
  }
  return {area + right, std::sqrt(variance)};
}

namespace {

// Numbers at risk and events per group at one time.
struct RiskSet {
  std::vector<double> at_risk;
  std::vector<double> events;
};

void add_time(LogRank& out, const RiskSet& set, double total, double events, double weight) {
  const std::size_t k = set.at_risk.size();
  const double spread = total > 1.0 ? events * (total - events) / (total - 1.0) : 0.0;
  for (std::size_t a = 0; a < k; ++a) {
    const double share = set.at_risk[a] / total;
    out.observed[a] += weight * set.events[a];
    out.expected[a] += weight * events * share;
    for (std::size_t b = 0; b < k; ++b)
      out.variance[a][b] +=
          weight * weight * spread * share * ((a == b ? 1.0 : 0.0) - set.at_risk[b] / total);
  }
}

// Quadratic form of observed - expected without the last group that was ever at risk.
void finish(LogRank& out) {
  std::vector<Eigen::Index> used;
  for (std::size_t g = 0; g < out.n.size(); ++g)
    if (out.expected[g] > 0.0) used.push_back(static_cast<Eigen::Index>(g));
  if (used.size() < 2) {
    out.chi2 = out.df = out.p = kNaN;
    return;
  }
  out.df = static_cast<double>(used.size()) - 1.0;
  used.pop_back();
  const auto size = static_cast<Eigen::Index>(used.size());
  Eigen::MatrixXd v(size, size);
  Eigen::VectorXd d(size);
  for (Eigen::Index i = 0; i < size; ++i) {
    const auto a = static_cast<std::size_t>(used[static_cast<std::size_t>(i)]);
    d(i) = out.observed[a] - out.expected[a];
    for (Eigen::Index j = 0; j < size; ++j)
      v(i, j) = out.variance[a][static_cast<std::size_t>(used[static_cast<std::size_t>(j)])];
  }
  out.chi2 = d.dot(v.ldlt().solve(d));
  out.p = chi2_upper(out.chi2, out.df);
}

}  // namespace

LogRank log_rank(std::span<const double> time, std::span<const int> event,
                 std::span<const std::size_t> group, double rho) {
  check_survival(time, event);
  if (group.size() != time.size())
    throw Error(ErrorKind::internal, std::to_string(group.size()) + " groups for " +
                                         std::to_string(time.size()) + " times");
  const auto order = rising_order(time);
  std::size_t groups = 0;
  for (const std::size_t g : group) groups = std::max(groups, g + 1);
  LogRank out;
  out.n.assign(groups, 0);
  out.observed.assign(groups, 0.0);
  out.expected.assign(groups, 0.0);
  out.variance.assign(groups, std::vector<double>(groups, 0.0));
  for (const std::size_t g : group) ++out.n[g];
  RiskSet set;
  set.at_risk.assign(out.n.begin(), out.n.end());
  double survival = 1.0;  // of all groups together, just before the time
  for (std::size_t i = 0; i < order.size();) {
    set.events.assign(groups, 0.0);
    std::vector<double> leaving(groups, 0.0);
    const double total = static_cast<double>(order.size() - i);
    double events = 0.0;
    const double now = time[order[i]];
    for (; i < order.size() && time[order[i]] == now; ++i) {
      leaving[group[order[i]]] += 1.0;
      set.events[group[order[i]]] += event[order[i]];
      events += event[order[i]];
    }
    if (events > 0.0) add_time(out, set, total, events, std::pow(survival, rho));
    survival *= (total - events) / total;
    for (std::size_t g = 0; g < groups; ++g) set.at_risk[g] -= leaving[g];
  }
  finish(out);
  return out;
}

Json to_json(const LogRank& test) {
  return Json::of({{"chi2", test.chi2},
                   {"df", test.df},
                   {"p", test.p},
                   {"n", test.n},
                   {"observed", test.observed},
                   {"expected", test.expected}});
}

}  // namespace dlrr
