// Class weights, early stopping and calibration.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "base/error.h"
#include "base/random.h"
#include "base/summary.h"
#include "model/calibrator.h"
#include "model/logistic.h"
#include "model/parts.h"
#include "model/tune.h"
#include "port/svm.h"
#include "table/folds.h"

namespace dlrr {
namespace {

struct Data {
  Matrix x;
  std::vector<int> outcome;
};

// A quarter of the rows are events; two informative columns of three.
Data made(std::size_t rows, std::uint64_t seed) {
  Random random(seed, "weights test");
  Data out{Matrix(rows, 3), {}};
  for (std::size_t i = 0; i < rows; ++i) {
    out.outcome.push_back(i % 4 == 0);
    for (std::size_t j = 0; j < 3; ++j)
      out.x(i, j) = random.normal() + (j < 2 ? 0.8 * out.outcome[i] : 0);
  }
  return out;
}

// Every event three times: with a quarter of events both classes then have the same size.
Data repeated(const Data& data) {
  std::vector<std::size_t> rows;
  Data out;
  for (std::size_t i = 0; i < data.outcome.size(); ++i)
    for (int k = 0; k < (data.outcome[i] ? 3 : 1); ++k) {
      rows.push_back(i);
      out.outcome.push_back(data.outcome[i]);
    }
  out.x = data.x.select_rows(rows);
  return out;
}

const HyperParameters balanced = {{"balanced", 1}};

TEST(ClassWeights, GiveBothOutcomesHalfOfTheRows) {
  const Data data = made(60, 1);
  const auto weights = class_weights(balanced, data.outcome);
  EXPECT_DOUBLE_EQ(15 * weights.event, 30);
  EXPECT_DOUBLE_EQ(45 * weights.other, 30);
  EXPECT_DOUBLE_EQ(class_weights({}, data.outcome).event, 1);
}

// A weight of 3 is the row three times (here all weights are 2/3 of that, which the cost makes up).
TEST(ClassWeights, AreRepeatedRowsForLogisticRegression) {
  const Data data = made(60, 1), more = repeated(data);
  std::vector<double> weights;
  for (const int y : data.outcome) weights.push_back(class_weights(balanced, data.outcome).of(y));
  const auto one = fit_logistic(data.x, data.outcome, 0.3, weights);
  const auto other = fit_logistic(more.x, more.outcome, 0.3 * 2 / 3);
  EXPECT_NEAR(one.intercept, other.intercept, 1e-9);
  for (std::size_t j = 0; j < 3; ++j) EXPECT_NEAR(one.slopes[j], other.slopes[j], 1e-9);
}

TEST(ClassWeights, AreRepeatedRowsForTheSupportVectorMachine) {
  const Data data = made(60, 1), more = repeated(data), test = made(20, 2);
  SvmSettings weighted, plain;
  weighted.event_weight = 2;
  weighted.other_weight = 2.0 / 3;
  plain.cost = 2.0 / 3;
  const auto one = train_svm(data.x, data.outcome, weighted);
  const auto other = train_svm(more.x, more.outcome, plain);
  const auto decision = [](const SupportVectors& machine, std::span<const double> row) {
    double sum = machine.offset;
    for (std::size_t i = 0; i < machine.coefficients.size(); ++i) {
      double square = 0;
      for (std::size_t j = 0; j < row.size(); ++j)
        square += std::pow(machine.vectors(i, j) - row[j], 2);
      sum += machine.coefficients[i] * std::exp(-machine.gamma * square);
    }
    return sum;
  };
  for (std::size_t i = 0; i < 20; ++i)
    EXPECT_NEAR(decision(one, test.x.row(i)), decision(other, test.x.row(i)), 1e-4);
}

// Neighbours of one row: an event and two others vote 3 x 2/3... = 2 : 2 x 2/3.
TEST(ClassWeights, WeighTheVotesOfNeighbours) {
  Data data{Matrix(8, 1), {1, 0, 0, 0, 0, 0, 0, 1}};
  for (std::size_t i = 0; i < 8; ++i) data.x(i, 0) = static_cast<double>(i);
  HyperParameters hyper = balanced;
  hyper["k"] = 3;
  Matrix at(1, 1);
  at(0, 0) = 0.9;  // neighbours 1, 0, 2
  const auto risk = algorithm("knn").fit(data.x, data.outcome, hyper, 1)->risk(at);
  EXPECT_NEAR(risk[0], 2 / (2 + 2 * 8.0 / 12), 1e-12);
}

// With a quarter of events, weights lift the mean risk towards one half; the machine's is set by
// its own Platt step and stays.
TEST(ClassWeights, LiftTheRiskOfTheRarerOutcome) {
  const Data train = made(120, 3), test = made(80, 4);
  for (const auto& a : algorithms()) {
    if (a.name == "svm") continue;
    HyperParameters hyper = a.grid().front();
    const double plain = moments(a.fit(train.x, train.outcome, hyper, 5)->risk(test.x)).mean;
    hyper["balanced"] = 1;
    const auto model = a.fit(train.x, train.outcome, hyper, 5);
    EXPECT_GT(moments(model->risk(test.x)).mean, plain + 0.08) << a.name;
    EXPECT_EQ(a.load(model->save())->risk(test.x), model->risk(test.x)) << a.name;
  }
}

TEST(EarlyStopping, FindsTheRoundsInsideTheFoldsAndStopsBeforeTheNoise) {
  const Data data = made(120, 6);
  const auto folds = stratified_folds(data.outcome, 5, 1);
  TuneSettings settings;
  settings.patience = 20;
  settings.most_rounds = 300;
  for (const auto& a : algorithms()) {
    const auto tuned = tune(a, data.x, data.outcome, folds, 1, settings);
    if (!a.staged) {
      EXPECT_EQ(tuned.grid.size(), a.grid().size()) << a.name;
      continue;
    }
    for (const auto& point : tuned.grid) {
      const double rounds = point.hyper.at("rounds");
      EXPECT_GE(rounds, 1) << a.name;
      EXPECT_LT(rounds, 150) << a.name;  // three columns, two of them weak
    }
    // The reported AUCs are those of models with just that many rounds.
    const auto& best = tuned.grid[tuned.best];
    TuneSettings plain;
    plain.grid = {best.hyper};
    const auto again = tune(a, data.x, data.outcome, folds, 1, plain);
    EXPECT_EQ(again.grid[0].fold_auc, best.fold_auc) << a.name;
    EXPECT_EQ(again.model->save(), tuned.model->save()) << a.name;
  }
}

TEST(EarlyStopping, StagesEndInTheWholeModel) {
  const Data train = made(80, 7), test = made(30, 8);
  for (const auto& a : algorithms()) {
    if (!a.staged) continue;
    HyperParameters hyper = a.grid().front();
    hyper["rounds"] = 7;
    const auto stages = a.staged(train.x, train.outcome, hyper, 3, test.x, 12);
    ASSERT_EQ(stages.size(), 12u);
    EXPECT_EQ(stages[6], a.fit(train.x, train.outcome, hyper, 3)->risk(test.x)) << a.name;
    EXPECT_NE(stages[6], stages[11]) << a.name;
  }
}

TEST(Tune, TriesTheDeclaredGridAlone) {
  const Data data = made(60, 9);
  const auto folds = stratified_folds(data.outcome, 3, 1);
  TuneSettings settings;
  settings.grid = {{{"C", 0.5}}, {{"C", 2}}};
  settings.balanced = true;
  const auto tuned = tune(algorithm("lr"), data.x, data.outcome, folds, 1, settings);
  ASSERT_EQ(tuned.grid.size(), 2u);
  EXPECT_EQ(tuned.grid[1].hyper, (HyperParameters{{"C", 2}, {"balanced", 1}}));
  EXPECT_EQ(tuned.grid[1].fold_auc.size(), 3u);
}

TEST(Calibrator, DoesNothingUnlessAsked) {
  const auto none = fit_calibrator("none", std::vector{0.2, 0.9}, std::vector{0, 1});
  EXPECT_EQ(none.apply(0.37), 0.37);
}

// Risks of a made-up model that is too sure: true log-odds are half of what it says.
struct TooSure {
  std::vector<double> risk;
  std::vector<int> outcome;
  TooSure() {
    Random random(5, "too sure");
    for (int i = 0; i < 4000; ++i) {
      const double odds = 2 * random.normal();
      risk.push_back(logistic(2 * odds));
      outcome.push_back(random.uniform() < logistic(odds));
    }
  }
};

TEST(Calibrator, TakesAwayTooMuchCertainty) {
  const TooSure data;
  for (const char* kind : {"platt", "isotonic"}) {
    const auto map = fit_calibrator(kind, data.risk, data.outcome);
    double before = -1;
    for (const double odds : {-2.0, -1.0, 0.0, 1.0, 2.0}) {
      const double p = map.apply(logistic(2 * odds));
      EXPECT_NEAR(p, logistic(odds), 0.05) << kind << odds;
      EXPECT_GE(p, before) << kind;
      before = p;
    }
    const auto again = calibrator_from_json(to_json(map));
    for (const double risk : {0.0, 0.11, 0.5, 0.93, 1.0})
      EXPECT_EQ(again.apply(risk), map.apply(risk)) << kind;
  }
}

// scikit-learn 1.9.1, IsotonicRegression(out_of_bounds="clip") on these 14 cases.
TEST(Calibrator, IsotonicEqualsScikitLearn) {
  const std::vector<double> risk = {0.05, 0.1, 0.1, 0.2, 0.3, 0.35, 0.4,
                                    0.5,  0.5, 0.6, 0.7, 0.8, 0.9,  0.95};
  const std::vector<int> outcome = {0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1};
  const auto map = fit_calibrator("isotonic", risk, outcome);
  const std::pair<double, double> expected[] = {{0.0, 0.0},       {0.07, 2.0 / 15}, {0.1, 1.0 / 3},
                                                {0.25, 1.0 / 3},  {0.45, 5.0 / 12}, {0.5, 0.5},
                                                {0.55, 7.0 / 12}, {0.62, 2.0 / 3},  {0.75, 2.0 / 3},
                                                {0.85, 5.0 / 6},  {0.92, 1.0},      {1.0, 1.0}};
  for (const auto& [at, value] : expected) EXPECT_NEAR(map.apply(at), value, 1e-12) << at;
}

TEST(Calibrator, NeverTurnsAModelOver) {
  const std::vector<double> risk = {0.1, 0.2, 0.3, 0.7, 0.8, 0.9};
  const std::vector<int> outcome = {1, 1, 0, 1, 0, 0};
  for (const char* kind : {"platt", "isotonic"}) {
    const auto map = fit_calibrator(kind, risk, outcome);
    EXPECT_NEAR(map.apply(0.15), 0.5, 1e-9) << kind;
    EXPECT_NEAR(map.apply(0.95), 0.5, 1e-9) << kind;
  }
}

}  // namespace
}  // namespace dlrr
