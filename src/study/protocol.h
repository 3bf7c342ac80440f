// The two ways to estimate how good a model is, side by side.
//   paper:  the order of Li et al. 2025. Everything is selected on the whole training set; the
//   algorithm of each
//           model is the one with the best internal AUC among those whose train-internal gap is <=
//           0.1; the cut-off is Youden's on the internal set. Optimistic by design, and labelled
//           so.
//   nested: everything is learned inside each resampled training part; the algorithm is chosen by
//           cross-validation there; internal and external sets are opened once, at the end.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "study/ledger.h"
#include "study/pipeline.h"

namespace dlrr {

struct Estimate {
  std::string set;  // "train", "internal", "external", or "resampled"
  std::vector<std::size_t> rows;
  std::vector<double> risk;  // one per row
  std::vector<int> fold;     // resampled: outer fold of each row, 0-based over all repeats
};

struct ModelResult {
  std::string model;
  const Fit* fit = nullptr;  // the chosen one; lives in the result's pipeline
  double cutoff = 0.5;
  std::string cutoff_from;  // "Youden on internal"
  std::vector<Estimate> estimates;
};

struct FitLine {
  std::string model, algorithm, hyper;
  double cv_auc = 0, train_auc = 0, internal_auc = 0;  // NaN when there is no internal set
  bool dropped = false, chosen = false;
};

struct ProtocolResult {
  std::string name;   // "paper" | "nested"
  Pipeline pipeline;  // learned on the whole training set
  std::vector<ModelResult> models;
  std::vector<FitLine> lines;
  Ledger ledger;  // every look at the internal and the external set
  std::vector<std::string> notes;
  std::map<std::string, int>
      selected_in_folds;  // nested: feature -> number of outer folds whose scores used it
  int outer_fits = 0;
  std::vector<std::string> fold_centres;  // nested: the left-out centre of each outer fold, or ""
};

// Those of the plan. Both start from the same pipeline: everything learned on the whole training
// set.
std::vector<ProtocolResult> run_protocols(const LearningData& data, const StudyPlan& plan,
                                          const Resources& resources);

ProtocolResult run_paper(const LearningData& data, const StudyPlan& plan, const Pipeline& pipeline);
ProtocolResult run_nested(const LearningData& data, const StudyPlan& plan, const Pipeline& pipeline,
                          const Resources& resources);

}  // namespace dlrr
