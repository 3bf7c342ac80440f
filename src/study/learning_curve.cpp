// Would more patients help? The nested estimate with a part of each fold's training patients.
#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "base/progress.h"
#include "base/random.h"
#include "study/outer_folds.h"
#include "study/protocol_checks.h"
#include "study/protocol_parts.h"

namespace dlrr {

namespace {

constexpr double shares[] = {0.4, 0.6, 0.8, 1};

// The first patients of a seeded order, of each outcome class alike: a smaller part lies within
// every larger one.
std::vector<std::size_t> part_of(const OuterRows& fold, const LearningData& data, double share) {
  std::vector<std::vector<std::size_t>> of_class[2];
  for (auto& patient : whole_patients(data, fold.train)) {
    const bool event =
        std::ranges::any_of(patient, [&](std::size_t row) { return data.outcome[row] == 1; });
    of_class[event].push_back(std::move(patient));
  }
  Random random(fold.seed, "learning curve");
  std::vector<std::size_t> rows;
  for (auto& patients : of_class) {
    random.shuffle(patients);
    const auto count =
        static_cast<std::size_t>(std::llround(share * static_cast<double>(patients.size())));
    for (std::size_t i = 0; i < count; ++i)
      rows.insert(rows.end(), patients[i].begin(), patients[i].end());
  }
  std::ranges::sort(rows);
  return rows;
}

struct Step {
  double share = 0;
  std::vector<OuterFold> folds;
};

Json step_json(const Step& step, const std::string& model, const LearningData& data,
               const StudyPlan& plan) {
  double patients = 0, events = 0;
  for (const auto& fold : step.folds) {
    patients += static_cast<double>(fold.train.size());
    for (const auto row : fold.train) events += data.outcome[row];
  }
  const auto folds = static_cast<double>(step.folds.size());
  const Estimate estimate = resampled(step.folds, model);
  return Json::of(
      {{"model", model},
       {"share", step.share},
       {"patients", patients / folds},
       {"events", events / folds},
       {"auc", estimate.rows.empty() ? Json() : to_json(estimate_auc(estimate, data, plan))}});
}

}  // namespace

Json learning_curve_json(const LearningData& data, const StudyPlan& plan,
                         const Resources& resources) {
  std::vector<Step> steps;
  for (const double share : shares) {
    Step step{share, {}};
    for (auto& fold : outer_folds(data, plan)) {
      fold.train = part_of(fold, data, share);
      step.folds.push_back({std::move(fold)});
    }
    if (!step.folds.empty()) steps.push_back(std::move(step));
  }
  if (steps.empty()) return Json::array();
  const std::size_t folds = steps.front().folds.size();
  Progress progress("learning curve", steps.size() * folds, resources.quiet);
  parallel_for(steps.size() * folds, resources.threads, [&](std::size_t k) {
    run_fold(steps[k / folds].folds[k % folds], data, plan);
    progress.done();
  });
  Json rows = Json::array();
  for (const auto& model : plan.models)
    for (const auto& step : steps) rows.push_back(step_json(step, model.name, data, plan));
  return rows;
}

}  // namespace dlrr
