#include "study/pipeline.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/parallel.h"
#include "base/pick.h"
#include "base/rank.h"
#include "base/summary.h"
#include "base/text.h"
#include "study/baselines.h"
#include "study/plan_parts.h"
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
  const auto listed = [&](const std::string& name) {
    return std::ranges::find(model.inputs, name) != model.inputs.end();
  };
  return listed(column.name) || (column.origin == Origin::clinical && listed("clinical"));
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

TuneSettings settings_of(const TuningPlan& plan, const std::string& method) {
  TuneSettings out;
  if (const auto own = plan.grid.find(method); own != plan.grid.end())
    out.grid = points_of(own->second);
  out.balanced = plan.class_weight == "balanced";
  out.patience = plan.patience;
  out.most_rounds = plan.most_rounds;
  return out;
}

std::vector<double> calibrated(const Calibrator& calibrator, std::vector<double> risk) {
  for (double& value : risk) value = calibrator.apply(value);
  return risk;
}

// Who teaches.
struct Rows {
  std::span<const std::size_t> rows;
  std::span<const int> group;
  std::uint64_t seed;
};

Fit learn_fit(const ModelPlan& model, const Algorithm& method, const TuningPlan& tuning,
              const Table& inputs, const Rows& by, std::span<const int> outcome,
              std::span<const int> folds) {
  Fit fit;
  fit.model = model.name;
  fit.algorithm = method.name;
  fit.inputs = learn_inputs(model, inputs, by.rows);
  const Matrix x = prepare(fit.inputs, inputs.rows(by.rows));
  auto tuned = tune(method, x, outcome, folds, by.seed, settings_of(tuning, method.name), by.group);
  fit.hyper = tuned.grid[tuned.best].hyper;
  fit.cv_auc = tuned.grid[tuned.best].mean_auc;
  fit.grid = std::move(tuned.grid);
  fit.fitted = std::move(tuned.model);
  if (tuning.calibration != "none")
    fit.calibrator = fit_calibrator(
        tuning.calibration,
        cross_fitted_risk(method, fit.hyper, x, outcome, folds, by.seed, by.group), outcome);
  fit.train_auc = auc(calibrated(fit.calibrator, fit.fitted->risk(x)), outcome);
  return fit;
}

std::vector<std::string> term_names(std::span<const Score* const> scores) {
  std::vector<std::string> names;
  for (const auto* score : scores)
    for (const auto& term : score->terms) names.push_back(term.feature);
  return names;
}

// The patients of further masks are those of the drawn ones, in the same centres.
std::vector<Remeasured> harmonised_again(const Harmoniser& harmoniser,
                                         std::span<const Remeasured> again, const Table& features,
                                         const LearningData& data) {
  std::vector<Remeasured> out(again.begin(), again.end());
  for (auto& source : out)
    for (auto& table : source.tables) {
      std::vector<std::string> centre;
      for (const auto& patient : table.patients)
        centre.push_back(data.centre[*features.find_patient(patient)]);
      table = harmonised(harmoniser, table, centre);
    }
  return out;
}

// Harmonisation and score of one kind of features, and of the same columns the averaged z-score.
struct Half {
  Harmoniser& harmoniser;
  Score& score;
  Score* mean_z = nullptr;  // not wanted
};

void learn_half(const std::string& name, const LearningData& data, const StudyPlan& plan,
                const Rows& by, Half out) {
  const bool deep = name == "dl_score";
  const Table& features = deep ? data.deep : data.radiomics;
  const auto& again = deep ? data.deep_again : data.radiomics_again;
  const auto learn = [&](const Table& first, std::span<const Remeasured> others) {
    out.score = learn_score(name, first, others, by.rows, data.outcome, plan.selection, by.seed,
                            by.group);
    if (out.mean_z) *out.mean_z = learn_mean_z(first, by.rows, data.outcome);
  };
  if (plan.harmonise == "none") {
    learn(features, again);
    return;
  }
  const Harmoniser all = learn_harmoniser(features, by.rows, data.centre);
  learn(harmonised(all, features, data.centre), harmonised_again(all, again, features, data));
  std::vector<const Score*> scores = {&out.score};
  if (out.mean_z) scores.push_back(out.mean_z);
  out.harmoniser = keep_features(all, term_names(scores));
}

void learn_halves(const LearningData& data, const StudyPlan& plan, const Rows& by, bool mean_z,
                  unsigned threads, Pipeline& out) {
  parallel_for(2, threads, [&](std::size_t which) {
    if (which == 0)
      learn_half("rad_score", data, plan, by,
                 {out.radiomics, out.rad_score, mean_z ? &out.mean_z : nullptr});
    else
      learn_half("dl_score", data, plan, by, {out.deep, out.dl_score});
  });
}

bool is_read(const StudyPlan& plan, const std::string& input) {
  return std::ranges::any_of(plan.models, [&](const ModelPlan& model) {
    return std::ranges::find(model.inputs, input) != model.inputs.end();
  });
}

// A baseline is as plain as can be: one logistic regression, without a penalty to speak of.
const std::vector<std::string>& algorithms_of(const ModelPlan& model, const StudyPlan& plan) {
  static const std::vector<std::string> plain = {"lr"};
  return model.baseline ? plain : plan.algorithms;
}

TuningPlan tuning_of(const ModelPlan& model, const StudyPlan& plan) {
  TuningPlan out = plan.tuning;
  if (model.baseline) out.grid["lr"] = {{"C", {1000}}};
  return out;
}

// In its own unit, as it was measured: a size is never harmonised.
void learn_tumour_size(const LearningData& data, std::span<const std::size_t> rows,
                       const StudyPlan& plan, Pipeline& pipeline) {
  if (!is_read(plan, "tumour_size")) return;
  pipeline.tumour_size = learn_size(data.radiomics, rows, plan.baselines.size);
  if (!plan.baselines.size.empty() && pipeline.tumour_size.terms.empty() &&
      !data.clinical.find_column(plan.baselines.size))
    throw Error("baselines: no usable column '" + plan.baselines.size +
                "' among the features and clinical inputs");
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

Pipeline learn_scores(const LearningData& data, std::span<const std::size_t> rows,
                      const StudyPlan& plan, std::uint64_t seed, unsigned threads) {
  const auto group = groups_of(data, rows);
  Pipeline pipeline;
  learn_halves(data, plan, {rows, group, seed}, false, threads, pipeline);
  return pipeline;
}

Pipeline learn_pipeline(const LearningData& data, std::span<const std::size_t> rows,
                        const StudyPlan& plan, std::uint64_t seed, unsigned threads) {
  const auto outcome = pick(data.outcome, rows);
  const auto group = groups_of(data, rows);
  const Rows training{rows, group, seed};
  const auto folds =
      grouped_folds(outcome, group, tuning_folds(outcome, plan.protocol.inner_folds, group), seed);
  Pipeline pipeline;
  learn_halves(data, plan, training, is_read(plan, "mean_z"), threads, pipeline);
  learn_tumour_size(data, rows, plan, pipeline);
  const Table inputs = inputs_of(pipeline, data);
  std::vector<std::pair<const ModelPlan*, const Algorithm*>> jobs;
  for (const auto& model : plan.models)
    if (has_inputs(model, inputs))
      for (const auto& name : algorithms_of(model, plan))
        jobs.emplace_back(&model, &algorithm(name));
  pipeline.fits.resize(jobs.size());
  parallel_for(jobs.size(), threads, [&](std::size_t i) {
    pipeline.fits[i] = learn_fit(*jobs[i].first, *jobs[i].second, tuning_of(*jobs[i].first, plan),
                                 inputs, training, outcome, folds);
  });
  return pipeline;
}

Table score_columns(const Pipeline& pipeline, const Score& score, const Table& features,
                    std::span<const std::string> centre) {
  std::vector<std::size_t> columns;
  for (const auto& term : score.terms)
    if (const auto column = features.find_column(term.feature)) columns.push_back(*column);
  const Table read = features.select(columns);
  if (score.name == pipeline.tumour_size.name) return read;
  return harmonised(score.name == pipeline.dl_score.name ? pipeline.deep : pipeline.radiomics, read,
                    centre);
}

Table model_inputs(const Pipeline& pipeline, const Table& clinical, const Table& radiomics,
                   const Table& deep, std::span<const std::string> centre) {
  Table scores;
  scores.patients = radiomics.patients;
  std::vector<std::vector<double>> made;
  const auto add = [&](const Score& score, const Table& features) {
    scores.columns.push_back({score.name, Origin::score, {}});
    made.push_back(apply_score(score, score_columns(pipeline, score, features, centre)));
  };
  add(pipeline.rad_score, radiomics);
  add(pipeline.dl_score, deep);
  for (const auto* baseline : {&pipeline.mean_z, &pipeline.tumour_size})
    if (!baseline->terms.empty()) add(*baseline, radiomics);
  scores.values = Matrix(scores.patients.size(), made.size());
  for (std::size_t j = 0; j < made.size(); ++j) {
    for (std::size_t i = 0; i < made[j].size(); ++i) scores.values(i, j) = made[j][i];
  }
  return join_columns(clinical, scores);
}

Table inputs_of(const Pipeline& pipeline, const LearningData& data) {
  return model_inputs(pipeline, data.clinical, data.radiomics, data.deep, data.centre);
}

bool is_score(const std::string& input) {
  return input == "rad_score" || input == "dl_score" || input == "mean_z" || input == "tumour_size";
}

std::vector<double> apply_fit(const Fit& fit, const Table& inputs) {
  return calibrated(fit.calibrator, fit.fitted->risk(prepare(fit.inputs, inputs)));
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
