#include "evaluate/evaluate.h"

#include <cmath>
#include <string>

#include "base/error.h"
#include "base/text.h"
#include "evaluate/calibration.h"
#include "evaluate/decision.h"
#include "evaluate/operating.h"
#include "evaluate/reclassification.h"
#include "evaluate/roc.h"

namespace dlrr {
namespace {

constexpr std::size_t kFewEvents = 20;  // below this an interval is wide and a curve is anecdote

void warn_about_size(const Auc& auc, Json& warnings) {
  if (auc.events == 0 || auc.nonevents == 0)
    warnings.push_back("only one class: " + std::to_string(auc.events) + " events of " +
                       std::to_string(auc.events + auc.nonevents) +
                       "; AUC and calibration are not estimable");
  else if (auc.events < kFewEvents)
    warnings.push_back("only " + std::to_string(auc.events) +
                       " events: estimates are uncertain, read the intervals");
  else if (auc.nonevents < kFewEvents)
    warnings.push_back("only " + std::to_string(auc.nonevents) +
                       " non-events: estimates are uncertain, read the intervals");
  if (auc.degenerate && auc.events > 0 && auc.nonevents > 0)
    warnings.push_back(
        "the DeLong variance is 0 or not estimable: no interval can be given for AUC");
}

bool slope_excludes_one(const Recalibration& line) {
  return line.estimable && (line.slope_interval.lower > 1.0 || line.slope_interval.upper < 1.0);
}

void warn_about_calibration(const Recalibration& line, Json& warnings) {
  if (!line.estimable)
    warnings.push_back(
        "calibration slope not estimable: risks are constant or separate the outcomes");
  else if (slope_excludes_one(line))
    warnings.push_back("miscalibrated: the interval of the calibration slope (" +
                       fixed_text(line.slope_interval.lower, 2) + " to " +
                       fixed_text(line.slope_interval.upper, 2) + ") excludes 1");
}

void check_set(std::span<const double> risk, std::span<const int> outcome) {
  if (risk.empty())
    throw Error("there is no patient to evaluate: the set has 0 rows, at least 1 is needed");
  check_risk_and_outcome(risk, outcome);
  check_probabilities(risk, "the predicted risk");
}

}  // namespace

Json evaluate_set(std::span<const double> risk, std::span<const int> outcome, double threshold) {
  check_set(risk, outcome);
  const Auc auc = area_under_curve(risk, outcome);
  const Calibration calibration = calibrate(risk, outcome);
  Json warnings = Json::array();
  warn_about_size(auc, warnings);
  warn_about_calibration(calibration.line, warnings);
  return Json::of({{"n", risk.size()},
                   {"events", auc.events},
                   {"auc", to_json(auc)},
                   {"roc", to_json(roc_curve(risk, outcome))},
                   {"brier", calibration.brier.score},
                   {"scaled_brier", calibration.brier.scaled},
                   {"log_loss", calibration.brier.log_loss},
                   {"calibration", to_json(calibration)},
                   {"decision", to_json(decision_curve(risk, outcome))},
                   {"operating", to_json(operating_point(risk, outcome, threshold))},
                   {"warnings", warnings}});
}

Json compare_sets(std::span<const double> old_risk, std::span<const double> new_risk,
                  std::span<const int> outcome, double threshold) {
  check_set(old_risk, outcome);
  check_set(new_risk, outcome);
  Json warnings = Json::array();
  if (slope_excludes_one(recalibration(old_risk, outcome)) ||
      slope_excludes_one(recalibration(new_risk, outcome)))
    warnings.push_back(
        "a model is miscalibrated here: a positive NRI arises easily without any gain");
  const double cuts[] = {threshold};
  return Json::of({{"auc", to_json(paired_delong(new_risk, old_risk, outcome))},
                   {"nri", to_json(continuous_nri(old_risk, new_risk, outcome))},
                   {"nri_categories", to_json(categorical_nri(old_risk, new_risk, outcome, cuts))},
                   {"idi", to_json(idi(old_risk, new_risk, outcome))},
                   {"warnings", warnings}});
}

}  // namespace dlrr
