#include "study/survival_protocol.h"

#include <algorithm>

#include "base/error.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "study/outer_folds.h"
#include "study/protocol_parts.h"

namespace dlrr {

namespace {

// The predictors of the left-out rows, by model, less the fold's own cut-off.
void run_survival_fold(OuterFold& fold, const LearningData& data, const StudyPlan& plan) {
  try {
    const auto pipeline = learn_survival(data, fold.train, plan, fold.seed, 1);
    const Table inputs = inputs_of(pipeline.scores, data).rows(fold.test);
    for (const auto& one : pipeline.fits) {
      auto& risk = fold.risk[one.fit.model] = apply_fit(one.fit, inputs);
      for (double& value : risk) value -= one.cutoff;
    }
    for (const auto* score : {&pipeline.scores.rad_score, &pipeline.scores.dl_score})
      for (const auto& term : score->terms) fold.features.insert(term.feature);
  } catch (const Error& e) {
    if (e.kind() == ErrorKind::internal) throw;
    fold.failure = e.what();
  }
}

ProtocolResult make_protocol(const std::string& name, const LearningData& data,
                             const SurvivalPipeline& pipeline) {
  ProtocolResult out;
  out.name = name;
  out.pipeline = pipeline.scores;
  const Table inputs = inputs_of(out.pipeline, data);
  for (std::size_t k = 0; k < pipeline.fits.size(); ++k) {
    out.models.push_back(final_result(data, inputs, out.pipeline.fits[k], out.ledger));
    out.models.back().cutoff = pipeline.fits[k].cutoff;
    out.models.back().cutoff_from = "median of the training patients";
  }
  return out;
}

ProtocolResult run_nested(const LearningData& data, const StudyPlan& plan,
                          const SurvivalPipeline& pipeline, const Resources& resources) {
  ProtocolResult out = make_protocol("nested", data, pipeline);
  std::vector<OuterFold> folds;
  for (auto& rows : outer_folds(data, plan)) folds.push_back({std::move(rows)});
  Progress progress("nested resampling", folds.size(), resources.quiet);
  parallel_for(folds.size(), resources.threads, [&](std::size_t k) {
    run_survival_fold(folds[k], data, plan);
    progress.done();
  });
  if (folds.empty())
    out.notes.push_back(
        "nested: fewer than 2 training patients with the event; no resampling is possible");
  note_folds(folds, out);
  for (auto& model : out.models) {
    auto estimate = resampled(folds, model.model);
    for (double& value : estimate.risk) value += model.cutoff;
    if (!estimate.rows.empty())
      model.estimates.insert(model.estimates.begin(), std::move(estimate));
  }
  return out;
}

}  // namespace

SurvivalProtocols run_survival_protocols(const LearningData& data, const StudyPlan& plan,
                                         const Resources& resources) {
  SurvivalPipeline pipeline =
      learn_survival(data, data.rows_of("train"), plan, plan.seed, resources.threads);
  SurvivalProtocols out;
  if (plan.protocol.paper) out.protocols.push_back(make_protocol("paper", data, pipeline));
  if (plan.protocol.nested) out.protocols.push_back(run_nested(data, plan, pipeline, resources));
  out.fits = std::move(pipeline.fits);
  return out;
}

}  // namespace dlrr
