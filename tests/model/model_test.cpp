#include "model/model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/parallel.h"
#include "base/random.h"
#include "base/rank.h"
#include "model/logistic.h"
#include "model/platt.h"
#include "model/tune.h"
#include "table/folds.h"

namespace dlrr {
namespace {

struct Data {
  Matrix x;
  std::vector<int> outcome;
};

// Two informative columns among five.
Data made(std::size_t rows, std::uint64_t seed) {
  Random random(seed, "model test");
  Data out{Matrix(rows, 5), {}};
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < 5; ++j) out.x(i, j) = random.normal();
    out.outcome.push_back(1.5 * out.x(i, 0) - out.x(i, 3) + random.normal() > 0);
  }
  return out;
}

TEST(Algorithms, StandInReportOrder) {
  std::vector<std::string> names;
  for (const auto& a : algorithms())
    if (a.name != "lightgbm") names.push_back(a.name);
  EXPECT_EQ(names, (std::vector<std::string>{"svm", "lr", "rf", "knn", "xgboost"}));
}

TEST(Algorithms, NameTheNearestForASlip) {
  try {
    algorithm("xgbost");
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("xgboost"), std::string::npos);
  }
}

TEST(Algorithms, LearnWhatIsThereAndGiveProbabilities) {
  const Data train = made(80, 1), test = made(60, 2);
  for (const auto& a : algorithms()) {
    const auto risk = a.fit(train.x, train.outcome, a.grid().front(), 7)->risk(test.x);
    ASSERT_EQ(risk.size(), 60u);
    for (const double r : risk) {
      EXPECT_GE(r, 0.0) << a.name;
      EXPECT_LE(r, 1.0) << a.name;
    }
    EXPECT_GT(auc(risk, test.outcome), 0.75) << a.name;
  }
}

TEST(Algorithms, GiveTheSameBitsAfterSavingAndLoadingAtEveryGridPoint) {
  const Data train = made(40, 3), test = made(30, 4);
  for (const auto& a : algorithms())
    for (const auto& hyper : a.grid()) {
      const auto model = a.fit(train.x, train.outcome, hyper, 11);
      const auto loaded = a.load(model->save());
      EXPECT_EQ(model->risk(test.x), loaded->risk(test.x)) << a.name;
      EXPECT_EQ(model->save(), loaded->save()) << a.name;
    }
}

TEST(Algorithms, GiveTheSameBitsForTheSameSeed) {
  const Data train = made(50, 5), test = made(20, 6);
  for (const auto& a : algorithms()) {
    const auto one = a.fit(train.x, train.outcome, a.grid().back(), 3);
    const auto two = a.fit(train.x, train.outcome, a.grid().back(), 3);
    EXPECT_EQ(one->save(), two->save()) << a.name;
    EXPECT_EQ(one->risk(test.x), two->risk(test.x)) << a.name;
  }
}

TEST(Algorithms, GiveTheSameBitsFromAnyNumberOfThreads) {
  const Data train = made(40, 13);
  const auto all = algorithms();
  const auto saved = [&](unsigned threads) {
    std::vector<std::string> out(2 * all.size());
    parallel_for(out.size(), threads, [&](std::size_t i) {
      const auto& a = all[i % all.size()];
      out[i] = a.fit(train.x, train.outcome, a.grid().front(), 5)->save();
    });
    return out;
  };
  EXPECT_EQ(saved(1), saved(4));
}

TEST(Algorithms, RefuseOneClassAndForeignColumnCounts) {
  Data train = made(20, 7);
  for (const auto& a : algorithms()) {
    EXPECT_THROW(a.fit(train.x, std::vector<int>(20, 1), a.grid().front(), 1), Error) << a.name;
    EXPECT_THROW(a.fit(Matrix(20, 0), train.outcome, a.grid().front(), 1), Error) << a.name;
    const auto model = a.fit(train.x, train.outcome, a.grid().front(), 1);
    EXPECT_THROW(model->risk(Matrix(2, 4)), Error) << a.name;
    EXPECT_THROW(a.load("{\"algorithm\": \"other\"}"), Error) << a.name;
  }
}

TEST(Algorithms, WorkOnOneColumn) {
  const Data train = made(30, 8);
  const std::vector<std::size_t> first = {0};
  const Matrix x = train.x.select_columns(first);
  for (const auto& a : algorithms())
    EXPECT_EQ(a.fit(x, train.outcome, a.grid().front(), 1)->risk(x).size(), 30u) << a.name;
}

TEST(Svm, DoesNotDependOnWhichOutcomeComesFirst) {
  Data train = made(40, 9);
  Data turned = train;
  for (std::size_t i = 0; i < 40; ++i) {
    turned.outcome[39 - i] = train.outcome[i];
    for (std::size_t j = 0; j < 5; ++j) turned.x(39 - i, j) = train.x(i, j);
  }
  const auto& svm = algorithm("svm");
  const auto one = svm.fit(train.x, train.outcome, svm.grid()[2], 1)->risk(train.x);
  const auto two = svm.fit(turned.x, turned.outcome, svm.grid()[2], 1)->risk(train.x);
  EXPECT_GT(auc(one, train.outcome), 0.8);
  EXPECT_NEAR(auc(one, train.outcome), auc(two, train.outcome), 1e-6);
}

TEST(Logistic, FindsTheLogOddsOfTwoGroups) {
  Matrix x(8, 1);
  std::vector<int> outcome = {1, 0, 0, 0, 1, 1, 1, 0};
  for (std::size_t i = 4; i < 8; ++i) x(i, 0) = 1;
  const Logistic fit = fit_logistic(x, outcome, INFINITY);
  EXPECT_NEAR(fit.intercept, std::log(1.0 / 3.0), 1e-9);
  EXPECT_NEAR(fit.slopes[0], 2 * std::log(3.0), 1e-9);
  EXPECT_TRUE(fit.converged);
}

TEST(Platt, MakesProbabilitiesRiseWithTheDecision) {
  const std::vector<double> decision = {-2, -1, -0.5, 0.2, 0.4, 1.5, -0.1, 2};
  const std::vector<int> outcome = {0, 0, 0, 0, 1, 1, 1, 1};
  const Platt platt = fit_platt(decision, outcome);
  EXPECT_LT(platt.a, 0);
  EXPECT_LT(platt.probability(-1), platt.probability(1));
}

TEST(Platt, GivesTheMeanRiskWhereTheDecisionPointsTheWrongWay) {
  const std::vector<double> decision = {2, 1, 0.5, 0.2, -0.4, -1.5, 0.1, -2};
  const std::vector<int> outcome = {0, 0, 0, 0, 1, 1, 1, 1};
  const Platt platt = fit_platt(decision, outcome);
  EXPECT_EQ(platt.a, 0);
  EXPECT_NEAR(platt.probability(-3), 0.5, 1e-12);
  EXPECT_EQ(platt.probability(-3), platt.probability(3));
}

TEST(Tune, ReportsTheWholeGridAndRefitsTheBest) {
  const Data train = made(60, 10);
  const auto folds = stratified_folds(train.outcome, 5, 1);
  for (const auto& a : algorithms()) {
    const Tuned tuned = tune(a, train.x, train.outcome, folds, 1);
    ASSERT_EQ(tuned.grid.size(), a.grid().size());
    for (const auto& point : tuned.grid) {
      EXPECT_EQ(point.fold_auc.size(), 5u);
      EXPECT_LE(point.mean_auc, tuned.grid[tuned.best].mean_auc + 1e-11);
    }
    const auto again = a.fit(train.x, train.outcome, tuned.grid[tuned.best].hyper, 1);
    EXPECT_EQ(tuned.model->risk(train.x), again->risk(train.x)) << a.name;
  }
}

TEST(Tune, GivesRisksFromModelsThatHaveNotSeenTheRow) {
  const Data train = made(40, 12);
  const auto folds = stratified_folds(train.outcome, 4, 1);
  const auto& knn = algorithm("knn");
  auto changed = train.outcome;
  changed[0] = 1 - changed[0];
  const auto one = cross_fitted_risk(knn, {{"k", 3}}, train.x, train.outcome, folds, 1);
  const auto two = cross_fitted_risk(knn, {{"k", 3}}, train.x, changed, folds, 1);
  for (std::size_t i = 0; i < folds.size(); ++i)
    if (folds[i] == folds[0]) {
      EXPECT_EQ(one[i], two[i]);
    }
}

// Noise, every row twice: only a machine that saw a row's copy seems to know its outcome.
TEST(Svm, DoesNotLearnItsSigmoidFromCopiesOfTheLeftOutRows) {
  Random random(3, "copies");
  Data data{Matrix(80, 5), {}};
  std::vector<int> group;
  for (std::size_t i = 0; i < 80; ++i) {
    for (std::size_t j = 0; j < 5; ++j) data.x(i, j) = i % 2 ? data.x(i - 1, j) : random.normal();
    data.outcome.push_back(i / 2 % 2 == 0);
    group.push_back(static_cast<int>(i / 2));
  }
  const Algorithm& svm = algorithm("svm");
  const HyperParameters hyper{{"rbf", 1}, {"C", 10}, {"gamma", 1}};
  const auto apart = [&](const FittedModel& model) {
    const auto risk = model.risk(data.x);
    const auto [low, high] = std::ranges::minmax_element(risk);
    return *high - *low;
  };
  const auto alone = svm.fit(data.x, data.outcome, hyper, 1);
  const auto together = svm.fit_grouped(data.x, data.outcome, group, hyper, 1);
  EXPECT_GT(apart(*alone), 2 * apart(*together));
  const auto folds = grouped_folds(data.outcome, group, 4, 1);
  TuneSettings settings;
  settings.grid = {hyper};
  EXPECT_EQ(tune(svm, data.x, data.outcome, folds, 1, settings, group).model->save(),
            together->save());
  EXPECT_NE(cross_fitted_risk(svm, hyper, data.x, data.outcome, folds, 1, group),
            cross_fitted_risk(svm, hyper, data.x, data.outcome, folds, 1));
}

}  // namespace
}  // namespace dlrr
