#include <algorithm>
#include <limits>
#include <set>

#include "base/error.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "evaluate/roc.h"
#include "study/outer_folds.h"
#include "study/protocol_parts.h"

namespace dlrr {

namespace {

// The cut-off is learned from risks that the training patients got while they were left out.
void set_cutoff(ModelResult& result, const LearningData& data) {
  for (const auto* name : {"resampled", "train"})
    for (const auto& estimate : result.estimates)
      if (estimate.set == name && !estimate.rows.empty()) {
        result.cutoff = youden_cut(estimate.risk, pick(data.outcome, estimate.rows)).threshold;
        result.cutoff_from = std::string("Youden on ") + name;
        return;
      }
}

}  // namespace

ProtocolResult run_nested(const LearningData& data, const StudyPlan& plan, const Pipeline& pipeline,
                          const Resources& resources) {
  ProtocolResult result;
  result.name = "nested";
  result.pipeline = pipeline;
  std::vector<OuterFold> folds;
  for (auto& rows : outer_folds(data, plan)) folds.push_back({std::move(rows)});
  Progress progress("nested resampling", folds.size(), resources.quiet);
  parallel_for(folds.size(), resources.threads, [&](std::size_t k) {
    run_fold(folds[k], data, plan);
    progress.done();
  });
  if (folds.empty())
    result.notes.push_back(
        "nested: fewer than 2 patients of one outcome in the training set; no resampling is "
        "possible");
  note_folds(folds, result);
  const Table inputs = inputs_of(result.pipeline, data);
  for (const auto& fit : result.pipeline.fits)
    result.lines.push_back({fit.model, fit.algorithm, hyper_text(fit.hyper), fit.cv_auc,
                            fit.train_auc, std::numeric_limits<double>::quiet_NaN()});
  for (const auto& model : plan.models) {
    if (std::ranges::find(result.pipeline.fits, model.name, &Fit::model) ==
        result.pipeline.fits.end())
      continue;
    const Fit& best = best_by_cv(result.pipeline, model.name);
    for (auto& line : result.lines)
      line.chosen |= line.model == best.model && line.algorithm == best.algorithm;
    ModelResult one = final_result(data, inputs, best, result.ledger);
    one.estimates.insert(one.estimates.begin(), resampled(folds, model.name));
    set_cutoff(one, data);
    result.models.push_back(std::move(one));
  }
  return result;
}

}  // namespace dlrr
