#include "evaluate/evaluation.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "evaluate/gaps.h"
#include "evaluate/survival.h"

namespace dlrr {
namespace {

std::vector<std::string> sets_in_order(const Predictions& predictions) {
  std::vector<std::string> out;
  for (const std::string& set : predictions.set)
    if (std::find(out.begin(), out.end(), set) == out.end()) out.push_back(set);
  return out;
}

NetBenefitBands bands_of(const Predictions& cohort, const EvaluationOptions& options) {
  NetBenefitBands all;
  std::vector<std::span<const double>> risks;
  bool probabilities = !cohort.outcome.empty();
  for (const Risk& risk : cohort.risks) {
    risks.push_back(risk.value);
    probabilities = probabilities && risk.probability;
  }
  if (probabilities) return net_benefit_bands(risks, cohort.outcome, options.bootstrap);
  // With a score among them, bands are made one by one, and no pair is needed.
  for (const Risk& risk : cohort.risks)
    all.risk.push_back(
        risk.probability && !cohort.outcome.empty()
            ? net_benefit_bands({risk.value}, cohort.outcome, options.bootstrap).risk.front()
            : PointwiseBand{});
  const std::size_t k = cohort.risks.size();
  all.pair.resize(k * (k - 1) / 2);
  return all;
}

// Every pair asks one question of the same patients.
void adjust_for_pairs(Json& pairs) {
  std::vector<double> p;
  for (const Json& pair : pairs.as_array()) p.push_back(pair.at("delong").at("p").as_number());
  const auto adjusted = holm(p);
  Json out = Json::array();
  for (std::size_t k = 0; k < p.size(); ++k) {
    Json pair = pairs.as_array()[k];
    pair["delong"]["p_holm"] = adjusted[k];
    out.push_back(std::move(pair));
  }
  pairs = std::move(out);
}

void add_cohort(const Predictions& cohort, const EvaluationOptions& options, Json& out) {
  out["n"] = cohort.size();
  if (!cohort.outcome.empty())
    out["events"] =
        static_cast<std::size_t>(std::count(cohort.outcome.begin(), cohort.outcome.end(), 1));
  const NetBenefitBands bands = bands_of(cohort, options);
  Json risks = Json::object(), pairs = Json::array();
  std::size_t pair = 0;
  for (std::size_t a = 0; a < cohort.risks.size(); ++a) {
    const Risk& risk = cohort.risks[a];
    Json one = cohort.outcome.empty() ? Json::of({{"n", cohort.size()}})
                                      : risk_json(risk, cohort.outcome, bands.risk[a], options);
    if (!cohort.time.empty()) one["survival"] = risk_survival_json(risk, cohort, options);
    risks[risk.name] = std::move(one);
    for (std::size_t b = a + 1; !cohort.outcome.empty() && b < cohort.risks.size(); ++b)
      pairs.push_back(
          pair_json(risk, cohort.risks[b], cohort.outcome, bands.pair[pair++], options));
  }
  out["risks"] = risks;
  adjust_for_pairs(pairs);
  out["pairs"] = pairs;
  if (cohort.time.empty()) return;
  out["survival"] = Json::of({{"curve", to_json(kaplan_meier(cohort.time, cohort.event))}});
}

Json settings_json(const EvaluationOptions& options) {
  return Json::of(
      {{"thresholds", options.thresholds},
       {"thresholds_given", options.thresholds_given},
       {"nri_cuts", options.nri_cuts.empty() ? std::vector<double>{options.thresholds.front()}
                                             : options.nri_cuts},
       {"horizons", options.horizons},
       {"risk_cut", options.risk_cut ? Json(*options.risk_cut) : Json("median")},
       {"confidence", 0.95},
       {"bootstrap_replicates", options.bootstrap.replicates},
       {"bootstrap_seed", static_cast<std::int64_t>(options.bootstrap.seed)}});
}

void check_classes(const Predictions& predictions) {
  if (predictions.outcome.empty()) return;
  const std::size_t n = predictions.outcome.size();
  const auto events = static_cast<std::size_t>(
      std::count(predictions.outcome.begin(), predictions.outcome.end(), 1));
  if (events == 0 || events == n)
    throw Error("column '" + predictions.outcome_name +
                "': " + (events == 0 ? "none" : "every one") + " of the " + std::to_string(n) +
                " patients has the event ('" + predictions.event_label +
                "'); risks are judged by telling events from non-events, so at least one of each "
                "is needed");
}

bool sounds_like_training(const std::string& set) {
  const std::string word = lower(set);
  return word.starts_with("train") || word.starts_with("dev") || word.starts_with("deriv");
}

void warn_about_circles(const Predictions& predictions, const EvaluationOptions& options,
                        Json& warnings) {
  if (!predictions.outcome.empty())
    warnings.push_back(
        "circular analysis: the operating points marked 'Youden, same patients' were chosen on the "
        "patients they are judged on and look better than they are; give a cut-off that was fixed "
        "before with --threshold");
  if (!predictions.time.empty() && !options.risk_cut)
    warnings.push_back(
        "circular analysis: groups of risk are cut at the median of the patients they are judged "
        "on; give a cut-off that was fixed before with --risk-cut");
  for (const std::string& set : sets_in_order(predictions))
    if (sounds_like_training(set))
      warnings.push_back("circular analysis: set '" + set +
                         "' sounds like the patients that taught the model; its figures are "
                         "apparent ones and no validation");
}

}  // namespace

Json evaluate_predictions(const Predictions& predictions, const EvaluationOptions& options) {
  check_classes(predictions);
  Json out = Json::object(), warnings = Json::array();
  for (const std::string& note : predictions.notes) warnings.push_back(note);
  warn_about_circles(predictions, options, warnings);
  if (!predictions.outcome.empty())
    out["outcome"] =
        Json::of({{"column", predictions.outcome_name}, {"event", predictions.event_label}});
  if (!predictions.time.empty())
    out["follow_up"] =
        Json::of({{"time", predictions.time_name}, {"event", predictions.event_name}});
  out["settings"] = settings_json(options);
  if (predictions.set.empty()) {
    add_cohort(predictions.in_order(), options, out);
  } else {
    out["by"] = predictions.set_name;
    Json cohorts = Json::object();
    for (const std::string& set : sets_in_order(predictions)) {
      Json one = Json::object();
      add_cohort(predictions.of_set(set).in_order(), options, one);
      cohorts[set] = std::move(one);
    }
    out["cohorts"] = cohorts;
  }
  Json gaps = Json::array();
  out = without_gaps(out, "", evaluation_gap, gaps);
  out["warnings"] = warnings;
  out["gaps"] = gaps;
  return out;
}

}  // namespace dlrr
