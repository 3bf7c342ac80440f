#include "study/pipeline.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/parallel.h"
#include "base/pick.h"
#include "base/rank.h"
#include "base/summary.h"
#include "base/text.h"
#include "model/tune.h"
#include "table/folds.h"

namespace dlrr {

std::vector<std::size_t> LearningData::rows_of(const std::string& name) const {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < set.size(); ++i)
    if (set[i] == name) rows.push_back(i);
  return rows;
}

// Ids count names in the order of their first row.
void add_patient(const Patient& patient, LearningData& data) {
  data.outcome.push_back(patient.outcome);
  data.set.push_back(patient.set);
  if (!patient.centre.empty()) data.centre.push_back(patient.centre);
  if (patient.group.empty()) return;
  auto& names = data.group_names;
  const auto known = std::ranges::find(names, patient.group);
  data.group.push_back(static_cast<int>(known - names.begin()));
  if (known == names.end()) names.push_back(patient.group);
}

namespace {

// A column that does not vary in training carries nothing; its SD of 1 keeps it at 0 for everybody.
Input learn_input(const Table& table, std::size_t column, std::span<const std::size_t> rows) {
  std::vector<double> values;
  for (const auto row : rows)
    if (std::isfinite(table.values(row, column))) values.push_back(table.values(row, column));
  Input input{table.columns[column].name};
  if (values.empty()) return input;
  input.fill = median(values);
  values.resize(rows.size(), input.fill);
  const auto spread = moments(values);
  input.mean = spread.mean;
  input.sd = spread.sd > 1e-12 * (1 + std::abs(spread.mean)) ? spread.sd : 1;
  return input;
}

Matrix prepare(const std::vector<Input>& inputs, const Table& table) {
  Matrix x(table.patients.size(), inputs.size());
  for (std::size_t j = 0; j < inputs.size(); ++j) {
    const auto column = table.find_column(inputs[j].name);
    if (!column) throw Error("the model needs '" + inputs[j].name + "', which the table has not");
    for (std::size_t i = 0; i < x.rows(); ++i) {
      const double value = table.values(i, *column);
      x(i, j) = ((std::isfinite(value) ? value : inputs[j].fill) - inputs[j].mean) / inputs[j].sd;
    }
  }
  return x;
}

bool reads(const ModelPlan& model, const Column& column) {
  const std::string group = column.origin == Origin::clinical ? "clinical" : column.name;
  return std::ranges::find(model.inputs, group) != model.inputs.end();
}

std::vector<Input> learn_inputs(const ModelPlan& model, const Table& inputs,
                                std::span<const std::size_t> rows) {
  std::vector<Input> out;
  for (std::size_t j = 0; j < inputs.columns.size(); ++j)
    if (reads(model, inputs.columns[j])) out.push_back(learn_input(inputs, j, rows));
  return out;
}

int tuning_folds(std::span<const int> outcome, int wanted, std::span<const int> group) {
  const int folds = feasible_folds(outcome, wanted, group);
  if (folds < 2)
    throw Error("training set has " + std::to_string(std::ranges::count(outcome, 1)) +
                " events among " + std::to_string(outcome.size()) +
                " patients; at least 2 of each outcome are needed to fit a model");
  return folds;
}

Fit learn_fit(const ModelPlan& model, const Algorithm& method, const Table& inputs,
              std::span<const std::size_t> rows, std::span<const int> outcome,
              std::span<const int> folds, std::uint64_t seed) {
  Fit fit;
  fit.model = model.name;
  fit.algorithm = method.name;
  fit.inputs = learn_inputs(model, inputs, rows);
  const Matrix x = prepare(fit.inputs, inputs.rows(rows));
  auto tuned = tune(method, x, outcome, folds, seed);
  fit.hyper = tuned.grid[tuned.best].hyper;
  fit.cv_auc = tuned.grid[tuned.best].mean_auc;
  for (const auto& point : tuned.grid) fit.grid.emplace_back(point.hyper, point.mean_auc);
  fit.fitted = std::move(tuned.model);
  fit.train_auc = auc(fit.fitted->risk(x), outcome);
  return fit;
}

bool has_inputs(const ModelPlan& model, const Table& inputs) {
  return std::ranges::any_of(inputs.columns,
                             [&](const Column& column) { return reads(model, column); });
}

}  // namespace

std::vector<int> groups_of(const LearningData& data, std::span<const std::size_t> rows) {
  if (!data.group.empty()) return pick(data.group, rows);
  std::vector<std::size_t> sorted(rows.begin(), rows.end());
  std::ranges::sort(sorted);
  if (std::ranges::adjacent_find(sorted) == sorted.end()) return {};
  return {rows.begin(), rows.end()};
}

Pipeline learn_pipeline(const LearningData& data, std::span<const std::size_t> rows,
                        const StudyPlan& plan, std::uint64_t seed, unsigned threads) {
  const auto outcome = pick(data.outcome, rows);
  const auto group = groups_of(data, rows);
  const auto folds = grouped_folds(
      outcome, group, tuning_folds(outcome, plan.protocol.inner_folds, group), seed);
  Pipeline pipeline;
  parallel_for(2, threads, [&](std::size_t which) {
    const bool deep = which == 1;
    const Table* second = !data.second ? nullptr
                          : deep       ? &data.second->deep
                                       : &data.second->radiomics;
    (deep ? pipeline.dl_score : pipeline.rad_score) =
        learn_score(deep ? "dl_score" : "rad_score", deep ? data.deep : data.radiomics, second,
                    rows, data.outcome, plan.selection, seed, group);
  });
  const Table inputs = model_inputs(pipeline, data.clinical, data.radiomics, data.deep);
  std::vector<std::pair<const ModelPlan*, const Algorithm*>> jobs;
  for (const auto& model : plan.models)
    if (has_inputs(model, inputs))
      for (const auto& name : plan.algorithms) jobs.emplace_back(&model, &algorithm(name));
  pipeline.fits.resize(jobs.size());
  parallel_for(jobs.size(), threads, [&](std::size_t i) {
    pipeline.fits[i] =
        learn_fit(*jobs[i].first, *jobs[i].second, inputs, rows, outcome, folds, seed);
  });
  return pipeline;
}

Table model_inputs(const Pipeline& pipeline, const Table& clinical, const Table& radiomics,
                   const Table& deep) {
  Table scores;
  scores.patients = radiomics.patients;
  scores.columns = {{"rad_score", Origin::score, {}}, {"dl_score", Origin::score, {}}};
  scores.values = Matrix(scores.patients.size(), 2);
  const auto rad = apply_score(pipeline.rad_score, radiomics);
  const auto dl = apply_score(pipeline.dl_score, deep);
  for (std::size_t i = 0; i < rad.size(); ++i) {
    scores.values(i, 0) = rad[i];
    scores.values(i, 1) = dl[i];
  }
  return join_columns(clinical, scores);
}

Table inputs_of(const Pipeline& pipeline, const LearningData& data) {
  return model_inputs(pipeline, data.clinical, data.radiomics, data.deep);
}

std::vector<double> apply_fit(const Fit& fit, const Table& inputs) {
  return fit.fitted->risk(prepare(fit.inputs, inputs));
}

const Fit& best_by_cv(const Pipeline& pipeline, const std::string& model) {
  const Fit* best = nullptr;
  for (const auto& fit : pipeline.fits)
    if (fit.model == model && (!best || fit.cv_auc > best->cv_auc)) best = &fit;
  if (!best) throw Error(ErrorKind::internal, "no fit of model " + model);
  return *best;
}

std::string hyper_text(const HyperParameters& hyper) {
  std::vector<std::string> parts;
  for (const auto& [name, value] : hyper) parts.push_back(name + "=" + number_text(value));
  return join(parts, ", ");
}

}  // namespace dlrr
