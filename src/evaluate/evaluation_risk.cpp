// One risk against one outcome, and two risks of the same patients against each other.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "evaluate/calibration.h"
#include "evaluate/decision.h"
#include "evaluate/evaluation.h"
#include "evaluate/operating.h"
#include "evaluate/reclassification.h"
#include "evaluate/roc.h"

namespace dlrr {
namespace {

constexpr std::size_t kFewEvents = 20;
constexpr const char* kNoProbability =
    "named by --score: a score is no probability, so only the order of patients is judged";

Json bootstrap_json(const Interval& interval, const Bootstrap& how) {
  Json out = to_json(interval);
  out["method"] = "stratified bootstrap, percentile";
  out["replicates"] = how.replicates;
  out["seed"] = static_cast<std::int64_t>(how.seed);
  return out;
}

// Both ends, and at most `most` points between them in even steps.
Json roc_json(const std::vector<RocPoint>& curve, std::size_t most) {
  if (curve.size() <= most) return to_json(curve);
  std::vector<RocPoint> kept;
  for (std::size_t k = 0; k < most; ++k) kept.push_back(curve[k * (curve.size() - 1) / (most - 1)]);
  return to_json(kept);
}

// F1 = 2 s / (1 + s) with the share s = TP / (TP + FP + FN), whose interval is Wilson's.
Json f1_json(const OperatingPoint& point) {
  const Interval s = wilson(point.tp, point.tp + point.fp + point.fn);
  const auto f1 = [](double share) { return 2.0 * share / (1.0 + share); };
  return to_json(Interval{f1(s.estimate), f1(s.lower), f1(s.upper)});
}

Json share_json(const Interval& wilson_interval, std::size_t x, std::size_t n) {
  const Interval exact = clopper_pearson(x, n);
  Json out = to_json(wilson_interval);
  out["x"] = x, out["n"] = n;
  out["method"] = "Wilson";
  out["clopper_pearson"] = Json::of({{"lower", exact.lower}, {"upper", exact.upper}});
  return out;
}

Json point_json(const OperatingPoint& p, const std::string& chosen) {
  Json out = to_json(p);
  out["chosen"] = chosen;
  out["sensitivity"] = share_json(p.sensitivity, p.tp, p.tp + p.fn);
  out["specificity"] = share_json(p.specificity, p.tn, p.tn + p.fp);
  out["ppv"] = share_json(p.ppv, p.tp, p.tp + p.fp);
  out["npv"] = share_json(p.npv, p.tn, p.tn + p.fn);
  out["accuracy"] = share_json(p.accuracy, p.tp + p.tn, p.tp + p.tn + p.fp + p.fn);
  out["f1"] = f1_json(p);
  return out;
}

void add_operating(const Risk& risk, std::span<const int> outcome, const Auc& auc,
                   const EvaluationOptions& options, Json& out) {
  Json points = Json::array();
  if (risk.probability || options.thresholds_given)
    for (const double t : options.thresholds)
      points.push_back(point_json(operating_point(risk.value, outcome, t),
                                  options.thresholds_given ? "given" : "default"));
  if (auc.events > 0 && auc.nonevents > 0) {
    const Youden cut = youden_cut(risk.value, outcome);
    out["youden"] = to_json(cut);
    if (cut.useful)
      points.push_back(
          point_json(operating_point(risk.value, outcome, cut.threshold), "Youden, same patients"));
    else
      out["youden"]["note"] = "no cut is better than chance";
  }
  out["operating"] = points.size() > 0 ? points.as_array().front() : Json();
  out["operating_points"] = points;
}

void warn_about_size(const Auc& auc, Json& warnings) {
  const std::size_t n = auc.events + auc.nonevents;
  if (auc.events == 0 || auc.nonevents == 0)
    warnings.push_back("one class only: " + std::to_string(auc.events) + " events in " +
                       std::to_string(n) + " patients; discrimination cannot be judged");
  else if (std::min(auc.events, auc.nonevents) < kFewEvents)
    warnings.push_back("only " + std::to_string(std::min(auc.events, auc.nonevents)) +
                       (auc.events < auc.nonevents ? " event" : " non-event") +
                       (std::min(auc.events, auc.nonevents) == 1 ? " in " : "s in ") +
                       std::to_string(n) +
                       " patients: below 20, every estimate is uncertain; read the intervals");
}

void warn_about_order(const Risk& risk, std::span<const int> outcome, const Auc& auc,
                      Json& warnings) {
  const auto [low, high] = std::minmax_element(risk.value.begin(), risk.value.end());
  if (*low == *high)
    warnings.push_back("the risk is the same for everybody (" + number_text(*low) +
                       "): it orders nobody, and AUC 0.5 is no finding");
  if (auc.auc == 1.0)
    warnings.push_back(
        "AUC is exactly 1: DeLong's variance is 0 and its interval says nothing; so clean a "
        "separation mostly means that the outcome leaked into the risk, or that the same patients "
        "taught the model");
  if (auc.auc < 0.5 && auc.interval.upper < 0.5)
    warnings.push_back(
        "AUC is below 0.5 with its whole interval: the risk may be turned round (higher must mean "
        "the event), or the wrong label is taken as the event");
  bool copy = true;
  for (std::size_t i = 0; i < outcome.size(); ++i) copy = copy && risk.value[i] == outcome[i];
  if (copy && auc.auc == 1.0)
    warnings.push_back("the risk equals the outcome in every patient: this is a circular analysis");
}

bool slope_excludes_one(const Recalibration& line) {
  return line.estimable && (line.slope_interval.lower > 1.0 || line.slope_interval.upper < 1.0);
}

// By quantiles, which unlike ranks put equal risks into one group and so do not depend on the order
// of the rows.
void add_groups(const Risk& risk, std::span<const int> outcome, Json& calibration) {
  const auto groups = calibration_groups(risk.value, outcome, Grouping::quantile, 10);
  const HosmerLemeshow test = hosmer_lemeshow(groups);
  Json rows = Json::array();
  for (const CalibrationGroup& g : groups)
    rows.push_back(Json(Json::Array{g.n, g.mean_risk, g.observed / static_cast<double>(g.n)}));
  calibration["groups"] = rows;
  calibration["hosmer_lemeshow"] =
      Json::of({{"chi2", test.chi2},
                {"groups", test.groups},
                {"p", test.p_external},
                {"df", test.groups},
                {"p_development", test.p_development},
                {"method",
                 "groups by quantiles of the risk; df = groups for patients who did not "
                 "teach the model, groups - 2 (p_development) for those who did"}});
}

void add_calibration(const Risk& risk, std::span<const int> outcome, Json& out, Json& warnings) {
  const Calibration c = calibrate(risk.value, outcome);
  out["brier"] = c.brier.score;
  out["scaled_brier"] = c.brier.scaled;
  out["log_loss"] = c.brier.log_loss;
  out["calibration"] = to_json(c);
  Json& calibration = out["calibration"];
  const double half = normal_multiplier(0.95) * c.line.in_the_large_se;
  calibration["in_the_large_lower"] = c.line.in_the_large - half;
  calibration["in_the_large_upper"] = c.line.in_the_large + half;
  add_groups(risk, outcome, calibration);
  const SpiegelhalterTest test = spiegelhalter(risk.value, outcome);
  calibration["spiegelhalter"] = Json::of({{"z", test.z}, {"p", test.p}});
  if (slope_excludes_one(c.line))
    warnings.push_back("miscalibrated: the interval of the calibration slope (" +
                       fixed_text(c.line.slope_interval.lower, 2) + " to " +
                       fixed_text(c.line.slope_interval.upper, 2) + ") excludes 1");
  if (!c.line.estimable)
    warnings.push_back(
        "the calibration slope cannot be estimated: one class only, a constant risk, or risks that "
        "separate the outcomes");
}

void add_decision(const Risk& risk, std::span<const int> outcome, const PointwiseBand& band,
                  const EvaluationOptions& options, Json& out) {
  out["decision"] = to_json(decision_curve(risk.value, outcome));
  add_band(band, options.bootstrap, out["decision"]);
}

}  // namespace

Json risk_json(const Risk& risk, std::span<const int> outcome, const PointwiseBand& band,
               const EvaluationOptions& options) {
  const Auc auc = area_under_curve(risk.value, outcome);
  Json out = Json::of({{"n", outcome.size()}, {"events", auc.events}}), warnings = Json::array();
  out["auc"] = to_json(auc);
  out["auc"]["variance"] = auc.variance;
  out["auc"]["bootstrap"] =
      bootstrap_json(bootstrap_auc(risk.value, outcome, options.bootstrap), options.bootstrap);
  const auto curve = roc_curve(risk.value, outcome);
  out["roc"] = roc_json(curve, options.roc_points);
  out["roc_thresholds"] = curve.size();
  warn_about_size(auc, warnings);
  warn_about_order(risk, outcome, auc, warnings);
  if (risk.probability) {
    add_calibration(risk, outcome, out, warnings);
    add_decision(risk, outcome, band, options, out);
  } else {
    for (const char* key : {"brier", "scaled_brier", "log_loss", "calibration", "decision"})
      out[key] = Json();
    out["no_probability"] = kNoProbability;
  }
  add_operating(risk, outcome, auc, options, out);
  out["warnings"] = warnings;
  return out;
}

namespace {

Json delong_json(const PairedRoc& test) {
  return Json::of({{"auc_a", test.auc_second},
                   {"auc_b", test.auc_first},
                   {"estimate", test.difference.estimate},
                   {"lower", test.difference.lower},
                   {"upper", test.difference.upper},
                   {"se", test.standard_error},
                   {"z", test.z},
                   {"p", test.p},
                   {"method", "paired DeLong, AUC of b - AUC of a"}});
}

Json net_benefit_json(const Risk& a, const Risk& b, std::span<const int> outcome,
                      const PointwiseBand& band, const EvaluationOptions& options) {
  const DecisionCurve of_a = decision_curve(a.value, outcome);
  const DecisionCurve of_b = decision_curve(b.value, outcome);
  std::vector<double> difference;
  for (std::size_t k = 0; k < of_a.model.size(); ++k)
    difference.push_back(of_b.model[k] - of_a.model[k]);
  return Json::of({{"threshold", of_a.threshold},
                   {"difference", difference},
                   {"lower", band.lower},
                   {"upper", band.upper},
                   {"method", "b - a; bootstrap of patients, percentile, " +
                                  std::to_string(options.bootstrap.replicates) +
                                  " replicates, pointwise 95 %"}});
}

void warn_about_pair(const Risk& a, const Risk& b, std::span<const int> outcome, Json& warnings) {
  for (const Risk* risk : {&a, &b}) {
    const Recalibration line = recalibration(risk->value, outcome);
    if (slope_excludes_one(line))
      warnings.push_back("NRI on a miscalibrated model: the calibration slope of '" + risk->name +
                         "' (" + fixed_text(line.slope_interval.lower, 2) + " to " +
                         fixed_text(line.slope_interval.upper, 2) +
                         ") excludes 1, and a positive NRI then arises without any gain");
  }
  if (a.value == b.value)
    warnings.push_back("'" + a.name + "' and '" + b.name + "' are the same risks in every patient");
}

}  // namespace

Json pair_json(const Risk& a, const Risk& b, std::span<const int> outcome,
               const PointwiseBand& band, const EvaluationOptions& options) {
  const auto events = static_cast<std::size_t>(std::count(outcome.begin(), outcome.end(), 1));
  Json warnings = Json::array();
  Json out = Json::of({{"a", a.name},
                       {"b", b.name},
                       {"n", outcome.size()},
                       {"events", events},
                       {"delong", delong_json(paired_delong(b.value, a.value, outcome))}});
  if (a.probability && b.probability) {
    const auto& cuts = options.nri_cuts.empty() ? std::vector<double>{options.thresholds.front()}
                                                : options.nri_cuts;
    out["nri"] =
        Json::of({{"continuous", to_json(continuous_nri(a.value, b.value, outcome))},
                  {"categorical", to_json(categorical_nri(a.value, b.value, outcome, cuts))}});
    out["idi"] = to_json(idi(a.value, b.value, outcome));
    out["net_benefit"] = net_benefit_json(a, b, outcome, band, options);
    if (events > 0 && events < outcome.size()) warn_about_pair(a, b, outcome, warnings);
  } else {
    out["nri"] = out["idi"] = out["net_benefit"] = Json();
    out["no_probability"] = kNoProbability;
  }
  out["warnings"] = warnings;
  return out;
}

}  // namespace dlrr
