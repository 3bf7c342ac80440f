#include "study/protocol_parts.h"

#include <algorithm>

#include "base/rank.h"
#include "evaluate/cross_validated.h"

namespace dlrr {

std::vector<ProtocolResult> run_protocols(const LearningData& data, const StudyPlan& plan,
                                          const Resources& resources) {
  std::vector<ProtocolResult> protocols;
  const Pipeline pipeline =
      learn_pipeline(data, data.rows_of("train"), plan, plan.seed, resources.threads);
  if (plan.protocol.paper) protocols.push_back(run_paper(data, plan, pipeline));
  if (plan.protocol.nested) protocols.push_back(run_nested(data, plan, pipeline, resources));
  return protocols;
}

std::vector<std::string> sets_of(const LearningData& data) {
  std::vector<std::string> sets;
  for (const char* name : {"train", "internal", "external"})
    if (std::ranges::find(data.set, name) != data.set.end()) sets.emplace_back(name);
  return sets;
}

int folds_per_repeat(const Estimate& resampled, const StudyPlan& plan) {
  const int folds = *std::ranges::max_element(resampled.fold) + 1;
  return std::max(1, folds / (plan.protocol.outer == "random" ? plan.protocol.outer_repeats : 1));
}

Auc estimate_auc(const Estimate& estimate, const LearningData& data, const StudyPlan& plan) {
  const auto outcome = pick(data.outcome, estimate.rows);
  if (estimate.set != "resampled") return area_under_curve(estimate.risk, outcome);
  return cross_validated_auc(estimate.risk, outcome, estimate.fold,
                             folds_per_repeat(estimate, plan));
}

ModelResult final_result(const LearningData& data, const Table& inputs, const Fit& fit,
                         Ledger& ledger) {
  ModelResult result;
  result.model = fit.model;
  result.fit = &fit;
  for (const auto& set : sets_of(data)) {
    Estimate estimate{set, data.rows_of(set)};
    estimate.risk = apply_fit(fit, inputs.rows(estimate.rows));
    result.estimates.push_back(std::move(estimate));
    if (set != "train") ledger.open(set);
  }
  return result;
}

}  // namespace dlrr
