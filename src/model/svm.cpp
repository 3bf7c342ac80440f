#include "port/svm.h"

#include <algorithm>
#include <cmath>

#include "base/pick.h"
#include "base/rank.h"
#include "model/list.h"
#include "model/parts.h"
#include "model/platt.h"
#include "model/vectors.h"
#include "table/folds.h"

namespace dlrr {

double svm_decision(const SupportVectors& machine, std::span<const double> row) {
  double sum = machine.offset;
  for (std::size_t i = 0; i < machine.coefficients.size(); ++i) {
    const auto vector = machine.vectors.row(i);
    double dot = 0;
    for (std::size_t j = 0; j < row.size(); ++j) {
      const double d = vector[j] - row[j];
      dot += machine.rbf ? d * d : vector[j] * row[j];
    }
    sum += machine.coefficients[i] * (machine.rbf ? std::exp(-machine.gamma * dot) : dot);
  }
  return sum;
}

std::vector<double> svm_decisions(const SupportVectors& machine, const Matrix& x) {
  std::vector<double> out;
  for (std::size_t i = 0; i < x.rows(); ++i) out.push_back(svm_decision(machine, x.row(i)));
  return out;
}

namespace {

const std::string name = "svm";

class SvmModel : public FittedModel {
 public:
  SvmModel(SupportVectors machine, Platt platt) : machine_(std::move(machine)), platt_(platt) {}

  std::vector<double> risk(const Matrix& x) const override {
    check_columns(name, x, machine_.vectors.columns());
    auto out = svm_decisions(machine_, x);
    for (double& v : out) v = platt_.probability(v);
    return out;
  }
  std::string save() const override {
    return model_text(name, Json::of({{"kernel", machine_.rbf ? "rbf" : "linear"},
                                      {"gamma", machine_.gamma},
                                      {"offset", machine_.offset},
                                      {"platt_a", platt_.a},
                                      {"platt_b", platt_.b},
                                      {"coefficients", machine_.coefficients},
                                      {"vectors", matrix_json(machine_.vectors)}}));
  }

 private:
  SupportVectors machine_;
  Platt platt_;
};

// "gamma" of the grid is in units of 1 / columns: with z-scores, 1 is the usual "scale" rule.
std::vector<HyperParameters> grid() {
  return {{{"rbf", 0}, {"C", 0.1}},
          {{"rbf", 0}, {"C", 1.0}},
          {{"rbf", 1}, {"C", 1.0}, {"gamma", 1.0}},
          {{"rbf", 1}, {"C", 10.0}, {"gamma", 1.0}},
          {{"rbf", 1}, {"C", 1.0}, {"gamma", 0.1}},
          {{"rbf", 1}, {"C", 10.0}, {"gamma", 0.1}}};
}

bool every_part_has_both(std::span<const int> outcome, std::span<const int> folds) {
  for (int fold = 0; fold < fold_count(folds); ++fold)
    if (!has_both_classes(pick(outcome, fold_rows(folds, fold).train))) return false;
  return true;
}

// Each row's decision by a machine that has not seen the row or another row of its group: decisions
// on training rows sit at the margin and would make the probabilities far too sure. Rows that
// cannot be divided so get the decisions of one machine.
std::vector<double> honest_decisions(const Matrix& x, std::span<const int> outcome,
                                     std::span<const int> group, const SvmSettings& settings,
                                     std::uint64_t seed) {
  const int count = feasible_folds(outcome, 5, group);
  std::vector<int> folds;
  if (count >= 2) folds = grouped_folds(outcome, group, count, seed);
  if (folds.empty() || !every_part_has_both(outcome, folds))
    return svm_decisions(train_svm(x, outcome, settings), x);
  std::vector<double> out(x.rows());
  for (int fold = 0; fold < fold_count(folds); ++fold) {
    const FoldRows rows = fold_rows(folds, fold);
    const auto machine = train_svm(x.select_rows(rows.train), pick(outcome, rows.train), settings);
    for (const auto row : rows.test) out[row] = svm_decision(machine, x.row(row));
  }
  return out;
}

std::unique_ptr<FittedModel> fit_grouped(const Matrix& x, std::span<const int> outcome,
                                         std::span<const int> group, const HyperParameters& hyper,
                                         std::uint64_t seed) {
  check_training(name, x, outcome);
  SvmSettings settings;
  settings.rbf = hyper_value(hyper, "rbf", 1) != 0;
  settings.cost = hyper_value(hyper, "C", 1);
  settings.gamma = hyper_value(hyper, "gamma", 1) / static_cast<double>(x.columns());
  const ClassWeights weights = class_weights(hyper, outcome);
  settings.event_weight = weights.event;
  settings.other_weight = weights.other;
  const Platt platt = fit_platt(honest_decisions(x, outcome, group, settings, seed), outcome);
  return std::make_unique<SvmModel>(train_svm(x, outcome, settings), platt);
}

std::unique_ptr<FittedModel> fit(const Matrix& x, std::span<const int> outcome,
                                 const HyperParameters& hyper, std::uint64_t seed) {
  return fit_grouped(x, outcome, {}, hyper, seed);
}

std::unique_ptr<FittedModel> load(const std::string& text) {
  const Json value = read_model_text(name, text);
  SupportVectors machine;
  machine.rbf = value.at("kernel").as_string() == "rbf";
  machine.gamma = value.at("gamma").as_number();
  machine.offset = value.at("offset").as_number();
  machine.coefficients = numbers_of(value.at("coefficients"));
  machine.vectors = matrix_of(value.at("vectors"));
  const Platt platt{value.at("platt_a").as_number(), value.at("platt_b").as_number()};
  return std::make_unique<SvmModel>(std::move(machine), platt);
}

}  // namespace

Algorithm svm_algorithm() {
  return {name, "support vector machine", grid,    fit,
          load, {"rbf", "C", "gamma"},    nullptr, fit_grouped};
}

}  // namespace dlrr
