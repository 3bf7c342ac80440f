// What was done with a time to an event, in words.
#include <algorithm>

#include "base/text.h"
#include "study/report_parts.h"
#include "study/survival_parts.h"

namespace dlrr {

namespace {

Json step(const std::string& name, const std::string& paper, const std::string& problem,
          const std::string& nested) {
  return Json::of({{"step", name}, {"paper", paper}, {"problem", problem}, {"nested", nested}});
}

std::string endpoint_text(const StudyPlan& plan) {
  const auto& outcome = plan.cohort.outcome;
  std::string text = "Time: " + outcome.time + "; event: " + outcome.event +
                     ". Patients without the event count as censored at their last visit; nobody "
                     "was set aside for short follow-up. Sets and folds share out the events "
                     "evenly.";
  if (outcome.horizon > 0)
    text += " Risks and the AUC are given for " + number_text(outcome.horizon) + ".";
  return text;
}

std::string models_text(const StudyPlan& plan) {
  return "Each set of inputs is one Cox model (ties by Efron) of z-scored inputs; where it cannot "
         "be "
         "estimated, the Cox-LASSO of the same inputs at lambda.min over " +
         std::to_string(plan.protocol.inner_folds) +
         " folds. The baseline hazard is Breslow's. High risk: a linear predictor at or above the "
         "median of the training patients.";
}

std::string figures_text(const StudyPlan& plan) {
  const std::string horizon = number_text(plan.cohort.outcome.horizon);
  return "Harrell's C with the standard error of the infinitesimal jackknife; Uno's C" +
         (plan.cohort.outcome.horizon > 0
              ? " up to " + horizon + " and the cumulative/dynamic AUC at " + horizon
              : std::string()) +
         " with weights for censoring and percentile intervals over 1000 draws of patients; the "
         "hazard ratio per standard deviation of the training patients' linear predictor; "
         "Kaplan-Meier curves with log-log intervals and the log-rank test of the risk groups.";
}

std::string baselines_text(const Results& r) {
  std::string text =
      "Each baseline is a Cox model of one input. MeanZ: the mean of the z-scores of ten columns, "
      "those of the largest univariable |C - 0.5| in the training patients, each turned towards "
      "the event.";
  const auto& size = r.protocols.back().pipeline.tumour_size;
  if (!size.terms.empty()) return text + " Size: " + size.terms.front().feature + " alone.";
  if (!r.plan.baselines.size.empty()) return text + " Size: " + r.plan.baselines.size + " alone.";
  return text + " There is no column for the tumour's size.";
}

std::string protocol_text(const StudyPlan& plan, const std::string& name) {
  if (name == "paper")
    return "Everything is selected and fitted on the whole training set; C of the training "
           "patients is in-sample. There is one algorithm and its cut-off comes from the training "
           "patients, so that the internal and the external set chose nothing.";
  const std::string folds = plan.protocol.outer == "centre"
                                ? "Each centre of the training set was left out once"
                                : std::to_string(plan.protocol.outer_folds) + " outer folds x " +
                                      std::to_string(plan.protocol.outer_repeats) +
                                      " repeats on the training set";
  return folds +
         "; gaps, ICC, scaling, LASSO, scores and Cox models are learned anew inside each training "
         "part. C is the mean of the left-out folds; pairs across folds are never compared. "
         "Internal and external sets are opened once.";
}

}  // namespace

Json survival_steps(const Results& r) {
  Json out = Json::array();
  if (std::ranges::find(r.protocols, "paper", &ProtocolResult::name) == r.protocols.end())
    return out;
  const auto columns = r.data.radiomics.columns.size() + r.data.deep.columns.size();
  out.push_back(step("selection",
                     std::to_string(columns) + " features thinned on the whole training set, once",
                     "the training patients have chosen the features by which they are then "
                     "ordered: C is too good",
                     "anew within each training part"));
  out.push_back(
      step("scores as inputs",
           "the scores' coefficients and the Cox models that read the scores are fitted on "
           "the same patients",
           "stacked in-sample scores: the training C is too good, and the Cox model trusts "
           "the scores too much",
           "judged on patients whom neither score nor model has seen"));
  out.push_back(step("risk groups", "the median of the training patients' linear predictors",
                     "the curves of the training patients part by construction",
                     "the left-out patients by the median of those who taught"));
  if (r.protocols.front().models.size() > 1)
    out.push_back(step(
        "choice of the model",
        std::to_string(r.protocols.front().models.size()) + " models compared on the same sets",
        "naming the best of them is one more choice made on the sets that judge it",
        "all models are reported; the comparison is exploratory here as well"));
  return out;
}

Json survival_methods(const Results& r) {
  Json out = Json::array();
  const auto add = [&](const std::string& title, const std::string& text) {
    out.push_back(Json::of({{"title", title}, {"text", text}}));
  };
  add("Endpoint", endpoint_text(r.plan));
  for (auto& item : feature_methods(r)) out.push_back(std::move(item));
  add("Cox models", models_text(r.plan));
  if (!r.protocols.empty() && r.plan.baselines.use) add("Baselines", baselines_text(r));
  add("Estimates", figures_text(r.plan));
  for (const auto& protocol : r.protocols)
    add("Protocol '" + protocol.name + "'", protocol_text(r.plan, protocol.name));
  return out;
}

}  // namespace dlrr
