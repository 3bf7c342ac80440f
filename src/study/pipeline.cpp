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

// Who teaches.
struct Rows {
  std::span<const std::size_t> rows;
  std::span<const int> group;
  std::uint64_t seed;
};

std::vector<std::string> term_names(const Score& score) {
  std::vector<std::string> names;
  for (const auto& term : score.terms) names.push_back(term.feature);
  return names;
}

// The second reader's patients are the first reader's, in the same centres.
Table second_harmonised(const Harmoniser& harmoniser, const Table& second, const Table& first,
                        const LearningData& data) {
  std::vector<std::string> centre;
  for (const auto& patient : second.patients)
    centre.push_back(data.centre[*first.find_patient(patient)]);
  return harmonised(harmoniser, second, centre);
}

// Harmonisation and score of one kind of features.
void learn_half(const std::string& name, const LearningData& data, const StudyPlan& plan,
                const Rows& by, Harmoniser& harmoniser, Score& score) {
  const bool deep = name == "dl_score";
  const Table& features = deep ? data.deep : data.radiomics;
  const Table* second = !data.second ? nullptr
                        : deep       ? &data.second->deep
                                     : &data.second->radiomics;
  const auto learn = [&](const Table& first, const Table* other) {
    return learn_score(name, first, other, by.rows, data.outcome, plan.selection, by.seed,
                       by.group);
  };
  if (plan.harmonise == "none") {
    score = learn(features, second);
    return;
  }
  const Harmoniser all = learn_harmoniser(features, by.rows, data.centre);
  Table other;
  if (second) other = second_harmonised(all, *second, features, data);
  score = learn(harmonised(all, features, data.centre), second ? &other : nullptr);
  harmoniser = keep_features(all, term_names(score));
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
  const auto folds =
      grouped_folds(outcome, group, tuning_folds(outcome, plan.protocol.inner_folds, group), seed);
  Pipeline pipeline;
  const Rows training{rows, group, seed};
  parallel_for(2, threads, [&](std::size_t which) {
    if (which == 0)
      learn_half("rad_score", data, plan, training, pipeline.radiomics, pipeline.rad_score);
    else
      learn_half("dl_score", data, plan, training, pipeline.deep, pipeline.dl_score);
  });
  const Table inputs = inputs_of(pipeline, data);
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

Table score_columns(const Pipeline& pipeline, const Score& score, const Table& features,
                    std::span<const std::string> centre) {
  const Harmoniser& harmoniser = &score == &pipeline.dl_score ? pipeline.deep : pipeline.radiomics;
  if (harmoniser.empty()) return features;
  std::vector<std::size_t> columns;
  for (const auto& term : score.terms)
    if (const auto column = features.find_column(term.feature)) columns.push_back(*column);
  return harmonised(harmoniser, features.select(columns), centre);
}

Table model_inputs(const Pipeline& pipeline, const Table& clinical, const Table& radiomics,
                   const Table& deep, std::span<const std::string> centre) {
  Table scores;
  scores.patients = radiomics.patients;
  scores.columns = {{"rad_score", Origin::score, {}}, {"dl_score", Origin::score, {}}};
  scores.values = Matrix(scores.patients.size(), 2);
  const auto value = [&](const Score& score, const Harmoniser& harmoniser, const Table& features) {
    return harmoniser.empty()
               ? apply_score(score, features)
               : apply_score(score, score_columns(pipeline, score, features, centre));
  };
  const auto rad = value(pipeline.rad_score, pipeline.radiomics, radiomics);
  const auto dl = value(pipeline.dl_score, pipeline.deep, deep);
  for (std::size_t i = 0; i < rad.size(); ++i) {
    scores.values(i, 0) = rad[i];
    scores.values(i, 1) = dl[i];
  }
  return join_columns(clinical, scores);
}

Table inputs_of(const Pipeline& pipeline, const LearningData& data) {
  return model_inputs(pipeline, data.clinical, data.radiomics, data.deep, data.centre);
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
