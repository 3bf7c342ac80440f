#include "study/outer_folds.h"

#include <algorithm>

#include "base/error.h"
#include "base/pick.h"
#include "table/folds.h"

namespace dlrr {

namespace {

std::uint64_t fold_seed(const StudyPlan& plan, std::size_t index) {
  return plan.seed + 17 * index + 1;
}

std::vector<OuterRows> random_folds(const LearningData& data, const StudyPlan& plan) {
  const auto rows = data.rows_of("train");
  const auto outcome = fold_classes(data.endpoint(), rows);
  const auto group = groups_of(data, rows);
  const int count = feasible_folds(outcome, plan.protocol.outer_folds, group);
  std::vector<OuterRows> folds;
  if (count < 2) return folds;
  for (int repeat = 0; repeat < plan.protocol.outer_repeats; ++repeat) {
    const auto assignment =
        grouped_folds(outcome, group, count, plan.seed + 1000, static_cast<std::uint64_t>(repeat));
    for (int k = 0; k < count; ++k) {
      const auto parts = fold_rows(assignment, k);
      folds.push_back(
          {pick(rows, parts.train), pick(rows, parts.test), fold_seed(plan, folds.size()), ""});
    }
  }
  return folds;
}

// A patient who was treated in two centres trains for neither of them.
std::vector<OuterRows> centre_folds(const LearningData& data, const StudyPlan& plan) {
  const auto rows = data.rows_of("train");
  std::set<std::string> centres;
  for (const auto row : rows) centres.insert(data.centre[row]);
  if (centres.size() < 2)
    throw Error("leave-one-centre-out needs 2 centres or more in the set 'train', found " +
                std::to_string(centres.size()) + " in column '" + plan.cohort.centre + "'");
  std::vector<OuterRows> folds;
  for (const auto& centre : centres) {
    OuterRows fold;
    fold.centre = centre;
    fold.seed = fold_seed(plan, folds.size());
    std::set<int> left_out;
    for (const auto row : rows)
      if (data.centre[row] == centre) {
        fold.test.push_back(row);
        if (!data.group.empty()) left_out.insert(data.group[row]);
      }
    for (const auto row : rows)
      if (data.centre[row] != centre && (data.group.empty() || !left_out.contains(data.group[row])))
        fold.train.push_back(row);
    folds.push_back(std::move(fold));
  }
  return folds;
}

}  // namespace

std::vector<OuterRows> outer_folds(const LearningData& data, const StudyPlan& plan) {
  return plan.protocol.outer == "centre" ? centre_folds(data, plan) : random_folds(data, plan);
}

void run_fold(OuterFold& fold, const LearningData& data, const StudyPlan& plan) {
  try {
    const Pipeline pipeline = learn_pipeline(data, fold.train, plan, fold.seed, 1);
    const Table inputs = inputs_of(pipeline, data).rows(fold.test);
    for (const auto& model : plan.models)
      if (std::ranges::find(pipeline.fits, model.name, &Fit::model) != pipeline.fits.end())
        fold.risk[model.name] = apply_fit(best_by_cv(pipeline, model.name), inputs);
    for (const auto* score : {&pipeline.rad_score, &pipeline.dl_score})
      for (const auto& term : score->terms) fold.features.insert(term.feature);
  } catch (const Error& e) {
    if (e.kind() == ErrorKind::internal) throw;
    fold.failure = e.what();
  }
}

void note_folds(const std::vector<OuterFold>& folds, ProtocolResult& result) {
  for (const auto& fold : folds) {
    result.fold_centres.push_back(fold.centre);
    if (!fold.failure.empty())
      result.notes.push_back("nested: an outer fold" +
                             (fold.centre.empty() ? "" : " (centre " + fold.centre + ")") +
                             " was left out: " + fold.failure);
    else
      ++result.outer_fits;
    for (const auto& feature : fold.features) ++result.selected_in_folds[feature];
  }
}

Estimate resampled(const std::vector<OuterFold>& folds, const std::string& model) {
  Estimate estimate{"resampled"};
  for (std::size_t k = 0; k < folds.size(); ++k) {
    const auto risk = folds[k].risk.find(model);
    if (risk == folds[k].risk.end()) continue;
    for (std::size_t i = 0; i < folds[k].test.size(); ++i) {
      estimate.rows.push_back(folds[k].test[i]);
      estimate.risk.push_back(risk->second[i]);
      estimate.fold.push_back(static_cast<int>(k));
    }
  }
  return estimate;
}

std::vector<std::vector<std::size_t>> whole_patients(const LearningData& data,
                                                     std::span<const std::size_t> rows) {
  std::vector<std::vector<std::size_t>> out;
  std::map<int, std::size_t> at;
  for (const auto row : rows) {
    const auto [place, is_new] =
        at.emplace(data.group.empty() ? static_cast<int>(row) : data.group[row], out.size());
    if (is_new) out.emplace_back();
    out[place->second].push_back(row);
  }
  return out;
}

}  // namespace dlrr
