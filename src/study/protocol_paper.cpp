#include <algorithm>
#include <cmath>
#include <limits>

#include "base/rank.h"
#include "base/text.h"
#include "evaluate/roc.h"
#include "study/protocol_parts.h"

namespace dlrr {

namespace {

// The paper's rule: drop what differs too much between train and internal, keep the best internal
// AUC. Nothing is within when every fit is dropped; then the one with the smallest gap stays.
struct Choice {
  std::size_t line;
  bool within;
};

Choice choose(const std::vector<FitLine>& lines, const std::vector<std::size_t>& candidates,
              double max_gap) {
  const auto gap = [&](std::size_t i) {
    return std::abs(lines[i].train_auc - lines[i].internal_auc);
  };
  std::size_t best = lines.size();
  for (const auto i : candidates)
    if (gap(i) <= max_gap &&
        (best == lines.size() || lines[i].internal_auc > lines[best].internal_auc))
      best = i;
  if (best != lines.size()) return {best, true};
  return {*std::ranges::min_element(candidates, {}, gap), false};
}

}  // namespace

ProtocolResult run_paper(const LearningData& data, const StudyPlan& plan,
                         const Pipeline& pipeline) {
  ProtocolResult result;
  result.name = "paper";
  result.pipeline = pipeline;
  const Table inputs = inputs_of(pipeline, data);
  const auto internal = data.rows_of("internal");
  const auto internal_outcome = pick(data.outcome, internal);
  const bool can_look = has_both_classes(internal_outcome);
  if (!can_look)
    result.notes.push_back(
        "paper: there is no internal set with both outcomes; algorithms were chosen by "
        "cross-validation and cut-offs on the training set");
  const Table internal_inputs = inputs.rows(internal);
  for (const auto& fit : result.pipeline.fits) {
    // A baseline has one algorithm: the rule neither drops nor chooses it.
    const bool baseline = is_baseline(plan, fit.model);
    FitLine line{fit.model,  fit.algorithm, hyper_text(fit.hyper),
                 fit.cv_auc, fit.train_auc, std::numeric_limits<double>::quiet_NaN()};
    if (can_look) {
      line.internal_auc = auc(apply_fit(fit, internal_inputs), internal_outcome);
      line.dropped =
          !baseline && std::abs(line.train_auc - line.internal_auc) > plan.protocol.max_gap;
      if (baseline)
        result.ledger.look("internal", "AUC of the baselines", false);
      else
        result.ledger.look("internal", "choice of the algorithm", true);
    }
    result.lines.push_back(line);
  }
  std::vector<std::string> none_within;
  for (const auto& model : plan.models) {
    std::vector<std::size_t> candidates;
    for (std::size_t i = 0; i < result.lines.size(); ++i)
      if (result.lines[i].model == model.name) candidates.push_back(i);
    if (candidates.empty()) continue;
    const auto by_cv = *std::ranges::max_element(
        candidates, {}, [&](std::size_t i) { return result.lines[i].cv_auc; });
    const auto chosen =
        can_look ? choose(result.lines, candidates, plan.protocol.max_gap) : Choice{by_cv, true};
    if (!chosen.within && !model.baseline) none_within.push_back(model.name);
    result.lines[chosen.line].chosen = true;
    ModelResult one = final_result(data, inputs, result.pipeline.fits[chosen.line], result.ledger);
    const std::string cut_set = can_look ? "internal" : "train";
    for (const auto& estimate : one.estimates)
      if (estimate.set == cut_set)
        one.cutoff = youden_cut(estimate.risk, pick(data.outcome, estimate.rows)).threshold;
    one.cutoff_from = "Youden on " + cut_set;
    if (can_look) result.ledger.look(cut_set, "cut-off of each model", true);
    result.models.push_back(std::move(one));
  }
  if (!none_within.empty())
    result.notes.push_back("paper: every algorithm of " + join(none_within, ", ") +
                           " differs by more than " + fixed_text(plan.protocol.max_gap, 2) +
                           " between train and internal; the one with the smallest gap was kept");
  return result;
}

}  // namespace dlrr
