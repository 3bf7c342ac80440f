#include "evaluate/calibration.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/rank.h"
#include "evaluate/lowess.h"
#include "port/distributions.h"

namespace dlrr {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kLowestRisk = 1e-6;  // before the logit
constexpr std::size_t kCurvePoints = 200;

double logit(double p) {
  const double held = std::clamp(p, kLowestRisk, 1.0 - kLowestRisk);
  return std::log(held / (1.0 - held));
}

double expit(double x) { return 1.0 / (1.0 + std::exp(-x)); }

// Sums of one Newton step of y on intercept + slope * x.
struct Normal {
  double g0 = 0, g1 = 0, h00 = 0, h01 = 0, h11 = 0, log_likelihood = 0;
};

Normal normal_equations(std::span<const double> x, std::span<const int> y, double a, double b) {
  Normal s;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double eta = a + b * x[i], p = expit(eta), w = p * (1.0 - p), r = y[i] - p;
    s.g0 += r, s.g1 += r * x[i];
    s.h00 += w, s.h01 += w * x[i], s.h11 += w * x[i] * x[i];
    // log p or log(1 - p), without cancellation
    s.log_likelihood -= std::log1p(std::exp(-std::abs(eta))) +
                        (y[i] == 1 ? std::max(0.0, -eta) : std::max(0.0, eta));
  }
  return s;
}

// One covariate separates the outcomes when no pair is out of order (either way round).
bool separated(std::span<const double> x, std::span<const int> y) {
  double low[2] = {HUGE_VAL, HUGE_VAL}, high[2] = {-HUGE_VAL, -HUGE_VAL};
  for (std::size_t i = 0; i < x.size(); ++i) {
    low[y[i]] = std::min(low[y[i]], x[i]);
    high[y[i]] = std::max(high[y[i]], x[i]);
  }
  return high[0] <= low[1] || high[1] <= low[0];  // also true when one class is absent
}

// Newton with halved steps while the likelihood falls; false when it does not settle.
bool fit_line(std::span<const double> x, std::span<const int> y, Recalibration& out) {
  double a = 0.0, b = 1.0;
  Normal s = normal_equations(x, y, a, b);
  for (int round = 0; round < 100; ++round) {
    const double det = s.h00 * s.h11 - s.h01 * s.h01;
    if (!(det > 0.0)) return false;
    double da = (s.h11 * s.g0 - s.h01 * s.g1) / det, db = (s.h00 * s.g1 - s.h01 * s.g0) / det;
    Normal next = normal_equations(x, y, a + da, b + db);
    for (int half = 0; half < 40 && !(next.log_likelihood >= s.log_likelihood - 1e-12); ++half) {
      da /= 2.0, db /= 2.0;
      next = normal_equations(x, y, a + da, b + db);
    }
    a += da, b += db, s = next;
    if (std::abs(da) + std::abs(db) > 1e-11 * (1.0 + std::abs(a) + std::abs(b))) continue;
    const double final_det = s.h00 * s.h11 - s.h01 * s.h01;
    out.intercept = a, out.slope = b;
    out.intercept_se = std::sqrt(s.h11 / final_det), out.slope_se = std::sqrt(s.h00 / final_det);
    return true;
  }
  return false;
}

// The score of the intercept alone falls with it, so a bracket and bisected Newton always settle.
void fit_in_the_large(std::span<const double> x, std::span<const int> y, Recalibration& out) {
  double low = -40.0, high = 40.0, a = 0.0;
  Normal s;
  for (int round = 0; round < 200; ++round) {
    s = normal_equations(x, y, a, 1.0);
    (s.g0 > 0.0 ? low : high) = a;
    double next = a + s.g0 / s.h00;
    if (!(next > low && next < high)) next = (low + high) / 2.0;
    if (std::abs(next - a) <= 1e-13 * (1.0 + std::abs(a))) break;
    a = next;
  }
  out.in_the_large = a;
  out.in_the_large_se = 1.0 / std::sqrt(s.h00);
}

// (1 - h) * below + h * above is what defines equal breaks; another form rounds differently.
std::vector<double> quantile_breaks(std::span<const double> sorted, std::size_t groups) {
  std::vector<double> breaks;
  for (std::size_t g = 0; g <= groups; ++g) {
    const double position = static_cast<double>(sorted.size() - 1) * static_cast<double>(g) /
                            static_cast<double>(groups);
    const auto below = static_cast<std::size_t>(position);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    const double h = position - static_cast<double>(below);
    const double value = h > 0.0 && sorted[above] != sorted[below]
                             ? (1.0 - h) * sorted[below] + h * sorted[above]
                             : sorted[below];
    if (breaks.empty() || value > breaks.back()) breaks.push_back(value);
  }
  return breaks;
}

}  // namespace

Brier brier(std::span<const double> risk, std::span<const int> outcome) {
  check_risk_and_outcome(risk, outcome);
  const double n = static_cast<double>(risk.size());
  double sum = 0.0, events = 0.0, loss = 0.0;
  for (std::size_t i = 0; i < risk.size(); ++i) {
    sum += (risk[i] - outcome[i]) * (risk[i] - outcome[i]);
    events += outcome[i];
    const double p = std::clamp(risk[i], 1e-12, 1.0 - 1e-12);
    loss -= outcome[i] == 1 ? std::log(p) : std::log1p(-p);
  }
  const double prevalence = events / n, null = prevalence * (1.0 - prevalence);
  return {sum / n, null, null > 0.0 ? 1.0 - sum / n / null : kNaN, loss / n};
}

Recalibration recalibration(std::span<const double> risk, std::span<const int> outcome) {
  check_risk_and_outcome(risk, outcome);
  check_probabilities(risk, "the predicted risk");
  std::vector<double> x(risk.size());
  std::transform(risk.begin(), risk.end(), x.begin(), logit);
  double events = 0.0, expected = 0.0;
  for (std::size_t i = 0; i < risk.size(); ++i) events += outcome[i], expected += risk[i];
  Recalibration out;
  out.observed_over_expected = expected > 0.0 ? events / expected : kNaN;
  const bool both = events > 0.0 && events < static_cast<double>(risk.size());
  if (both)
    fit_in_the_large(x, outcome, out);
  else
    out.in_the_large = out.in_the_large_se = kNaN;
  out.estimable = both && !separated(x, outcome) && fit_line(x, outcome, out);
  if (!out.estimable) out.intercept = out.intercept_se = out.slope = out.slope_se = kNaN;
  const double half = normal_multiplier(0.95) * out.slope_se;
  out.slope_interval = {out.slope, out.slope - half, out.slope + half};
  return out;
}

std::vector<CalibrationGroup> calibration_groups(std::span<const double> risk,
                                                 std::span<const int> outcome, Grouping grouping,
                                                 std::size_t groups) {
  check_risk_and_outcome(risk, outcome);
  const auto order = rising_order(risk);
  const std::size_t n = risk.size();
  std::vector<double> sorted(n);
  for (std::size_t i = 0; i < n; ++i) sorted[i] = risk[order[i]];
  std::vector<double> breaks;
  if (n > 0 && grouping == Grouping::quantile) breaks = quantile_breaks(sorted, groups);
  std::vector<CalibrationGroup> out(groups);
  std::size_t at = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (grouping == Grouping::rank)
      at = ((i + 1) * groups + n - 1) / n - 1;
    else if (grouping == Grouping::equal_width)
      while (at + 1 < groups &&
             sorted[i] >= static_cast<double>(at + 1) / static_cast<double>(groups))
        ++at;
    else
      while (at + 2 < breaks.size() && sorted[i] > breaks[at + 1]) ++at;
    ++out[at].n;
    out[at].observed += outcome[order[i]];
    out[at].expected += sorted[i];
  }
  std::erase_if(out, [](const CalibrationGroup& g) { return g.n == 0; });
  for (auto& g : out) g.mean_risk = g.expected / static_cast<double>(g.n);
  return out;
}

HosmerLemeshow hosmer_lemeshow(std::span<const CalibrationGroup> groups) {
  HosmerLemeshow out;
  out.groups = groups.size();
  for (const auto& g : groups) {
    const double difference = g.observed - g.expected, rest = static_cast<double>(g.n) - g.expected;
    if (difference == 0.0) continue;         // an empty cell that is expected empty adds nothing
    if (g.expected <= 0.0 || rest <= 0.0) {  // patients where none is expected: no chi-squared
      out.chi2 = out.p_development = out.p_external = kNaN;
      return out;
    }
    out.chi2 += difference * difference / g.expected + difference * difference / rest;
  }
  const double df = static_cast<double>(groups.size());
  out.p_development = df > 2.0 ? chi2_upper(out.chi2, df - 2.0) : kNaN;
  out.p_external = df > 0.0 ? chi2_upper(out.chi2, df) : kNaN;
  return out;
}

SpiegelhalterTest spiegelhalter(std::span<const double> risk, std::span<const int> outcome) {
  check_risk_and_outcome(risk, outcome);
  double sum = 0.0, variance = 0.0;
  for (std::size_t i = 0; i < risk.size(); ++i) {
    const double p = risk[i], turn = 1.0 - 2.0 * p;
    sum += (outcome[i] - p) * turn;
    variance += turn * turn * p * (1.0 - p);
  }
  const double z = variance > 0.0 ? sum / std::sqrt(variance) : kNaN;
  return {z, two_sided_normal(z)};
}

CalibrationCurve calibration_curve(std::span<const double> risk, std::span<const int> outcome) {
  check_risk_and_outcome(risk, outcome);
  CalibrationCurve out;
  if (risk.empty()) return out;
  std::vector<double> y;
  for (const std::size_t i : rising_order(risk)) {
    out.predicted.push_back(risk[i]);
    y.push_back(outcome[i]);
  }
  const double range = out.predicted.back() - out.predicted.front();
  out.observed = lowess(out.predicted, y, 2.0 / 3.0, 0.01 * range);
  std::vector<double> error(y.size());
  for (std::size_t i = 0; i < y.size(); ++i)
    error[i] = std::abs(out.observed[i] - out.predicted[i]);
  std::sort(error.begin(), error.end());
  out.ici = mean_of(error);
  out.e50 = quantile_of_sorted(error, 0.5);
  out.e90 = quantile_of_sorted(error, 0.9);
  out.emax = error.back();
  return out;
}

Calibration calibrate(std::span<const double> risk, std::span<const int> outcome) {
  Calibration out;
  out.brier = brier(risk, outcome);
  out.line = recalibration(risk, outcome);
  out.curve = calibration_curve(risk, outcome);
  out.deciles = calibration_groups(risk, outcome, Grouping::rank, 10);
  out.test = hosmer_lemeshow(out.deciles);
  return out;
}

namespace {

// Distinct risks, thinned evenly so that a report stays small; both ends are kept.
Json curve_json(const CalibrationCurve& curve) {
  std::vector<std::size_t> distinct;
  for (std::size_t i = 0; i < curve.predicted.size(); ++i)
    if (i == 0 || curve.predicted[i] != curve.predicted[i - 1]) distinct.push_back(i);
  const std::size_t points = std::min(distinct.size(), kCurvePoints);
  Json out = Json::array();
  for (std::size_t k = 0; k < points; ++k) {
    const std::size_t at = distinct[points < 2 ? 0 : k * (distinct.size() - 1) / (points - 1)];
    out.push_back(Json(Json::Array{curve.predicted[at], curve.observed[at]}));
  }
  return out;
}

}  // namespace

Json to_json(const Calibration& c) {
  Json groups = Json::array();
  for (const auto& g : c.deciles)
    groups.push_back(Json(Json::Array{g.n, g.mean_risk, g.observed / static_cast<double>(g.n)}));
  return Json::of(
      {{"intercept", c.line.intercept},
       {"slope", c.line.slope},
       {"slope_lower", c.line.slope_interval.lower},
       {"slope_upper", c.line.slope_interval.upper},
       {"in_the_large", c.line.in_the_large},
       {"o_e", c.line.observed_over_expected},
       {"ici", c.curve.ici},
       {"e50", c.curve.e50},
       {"e90", c.curve.e90},
       {"emax", c.curve.emax},
       {"curve", curve_json(c.curve)},
       {"groups", groups},
       {"hosmer_lemeshow",
        Json::of({{"chi2", c.test.chi2}, {"groups", c.test.groups}, {"p", c.test.p_external}})}});
}

}  // namespace dlrr
