#include "evaluate/imputation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

#include "evaluate/kappa.h"
#include "evaluate/pooling.h"

namespace dlrr {
namespace {

constexpr double kGap = std::numeric_limits<double>::quiet_NaN();

std::vector<ImputedColumn> some_columns(double of_other_rows) {
  std::vector<ImputedColumn> out(4);
  out[2].levels = 2;
  out[3].levels = 3;
  for (int i = 0; i < 60; ++i) {
    const bool other = i >= 40;
    const double x = i % 13 + (other ? of_other_rows : 0);
    out[0].values.push_back(x);
    out[1].values.push_back(i % 4 == 1 ? kGap : 2 * x + i % 3);
    out[2].values.push_back(i % 5 == 2 ? kGap : (x > 6) != (i % 7 == 0));
    out[3].values.push_back(i % 6 == 3 ? kGap : i % 3);
  }
  return out;
}

std::vector<bool> first_forty() {
  std::vector<bool> out(60, false);
  std::fill(out.begin(), out.begin() + 40, true);
  return out;
}

TEST(Imputation, FillsEveryGapWithAValueOfTheTrainingRowsAndKeepsTheRest) {
  const auto columns = some_columns(0);
  const auto tables = impute(columns, first_forty(), {3, 5, 7});
  ASSERT_EQ(tables.size(), 3u);
  for (const auto& table : tables)
    for (std::size_t c = 0; c < columns.size(); ++c) {
      std::set<double> seen;
      for (std::size_t r = 0; r < 40; ++r)
        if (!std::isnan(columns[c].values[r])) seen.insert(columns[c].values[r]);
      for (std::size_t r = 0; r < 60; ++r) {
        if (std::isnan(columns[c].values[r]))
          EXPECT_TRUE(seen.contains(table[c][r])) << c << " " << r;
        else
          EXPECT_EQ(table[c][r], columns[c].values[r]);
      }
    }
  EXPECT_NE(tables[0], tables[1]);
}

TEST(Imputation, DrawsNoLevelThatTheTrainingRowsLack) {
  auto columns = some_columns(0);
  for (std::size_t r = 0; r < 60; ++r) {  // levels 0 and 2 of 0 to 3, and 1 only in other rows
    double& v = columns[3].values[r];
    if (!std::isnan(v)) v = r >= 40 ? 1 : (r % 2 ? 0 : 2);
  }
  columns[3].levels = 4;
  for (const auto& table : impute(columns, first_forty(), {5, 3, 7}))
    for (std::size_t r = 0; r < 60; ++r)
      EXPECT_TRUE(!std::isnan(columns[3].values[r]) || table[3][r] == 0 || table[3][r] == 2);
}

TEST(Imputation, TablesDependOnTheSeedAndOnNothingElse) {
  const auto columns = some_columns(0);
  EXPECT_EQ(impute(columns, first_forty(), {2, 3, 7}), impute(columns, first_forty(), {2, 3, 7}));
  EXPECT_NE(impute(columns, first_forty(), {2, 3, 7}), impute(columns, first_forty(), {2, 3, 8}));
  EXPECT_EQ(impute(columns, first_forty(), {3, 3, 7, 1}),
            impute(columns, first_forty(), {3, 3, 7, 4}));  // nor do threads
  // A further table does not change the ones before it.
  EXPECT_EQ(impute(columns, first_forty(), {2, 3, 7})[1],
            impute(columns, first_forty(), {4, 3, 7})[1]);
}

TEST(Imputation, TrainingRowsLearnNothingFromOtherRows) {
  const auto a = impute(some_columns(0), first_forty(), {2, 4, 7})[0],
             b = impute(some_columns(50), first_forty(), {2, 4, 7})[0];
  for (std::size_t c = 0; c < 4; ++c)
    for (std::size_t r = 0; r < 40; ++r) EXPECT_EQ(a[c][r], b[c][r]) << c << " " << r;
}

// A column whose gaps all lie in other rows must not shift the draws of the training rows.
TEST(Imputation, TrainingRowsDoNotFeelWhereTheGapsOfOtherRowsAre) {
  auto columns = some_columns(0);
  const auto a = impute(columns, first_forty(), {2, 4, 7})[0];
  for (std::size_t r = 50; r < 60; ++r) columns[0].values[r] = kGap;
  const auto b = impute(columns, first_forty(), {2, 4, 7})[0];
  for (std::size_t c = 0; c < 4; ++c)
    for (std::size_t r = 0; r < 40; ++r) EXPECT_EQ(a[c][r], b[c][r]) << c << " " << r;
}

// Levels without an order: 1 below, 0 in the middle, 2 above. A third of them is missing.
TEST(Imputation, LevelsAreDrawnFromTheModelOfTheOtherColumns) {
  std::vector<ImputedColumn> columns(2);
  columns[1].levels = 3;
  std::vector<double> truth;
  for (int i = 0; i < 300; ++i) {
    const double x = (i * 7) % 300 / 100.0;
    truth.push_back(x < 1 ? 1 : (x < 2 ? 0 : 2));
    columns[0].values.push_back(x);
    columns[1].values.push_back(i % 3 == 0 ? kGap : truth.back());
  }
  std::size_t right = 0, gaps = 0;
  for (const auto& table : impute(columns, std::vector<bool>(300, true), {10, 2, 3}))
    for (std::size_t r = 0; r < 300; r += 3) {
      ++gaps;
      right += table[1][r] == truth[r];
    }
  EXPECT_GT(static_cast<double>(right), 0.9 * static_cast<double>(gaps));
  EXPECT_LT(right, gaps);  // drawn, not decided
}

TEST(Pooling, OfEqualFitsIsThatFit) {
  const std::vector<double> estimate = {0.7, 0.7, 0.7}, se = {0.2, 0.2, 0.2};
  const Pooled pooled = pool(estimate, se, 100);
  EXPECT_DOUBLE_EQ(pooled.estimate, 0.7);
  EXPECT_NEAR(pooled.se, 0.2, 1e-15);
  EXPECT_NEAR(pooled.df, 100.0 * 101 / 103, 1e-9);
  EXPECT_NEAR(pooled.between, 0, 1e-30);
}

TEST(KappaOfTwoReaders, IsKnownForASmallTable) {
  // 20 both yes, 15 both no, 5 and 10 apart: observed 0.7, expected 0.5.
  std::vector<double> a, b;
  const auto add = [&](int n, double x, double y) {
    for (int i = 0; i < n; ++i) {
      a.push_back(x);
      b.push_back(y);
    }
  };
  add(20, 1, 1);
  add(5, 1, 0);
  add(10, 0, 1);
  add(15, 0, 0);
  add(3, 0, kGap);
  const Kappa found = cohen_kappa(a, b, 2);
  EXPECT_EQ(found.n, 50u);
  EXPECT_NEAR(found.agreement, 0.7, 1e-12);
  EXPECT_NEAR(found.kappa.estimate, 0.4, 1e-12);
  EXPECT_LT(found.kappa.lower, 0.4);
  // With two levels all weights say the same.
  EXPECT_NEAR(cohen_kappa(a, b, 2, KappaWeights::quadratic).kappa.estimate, 0.4, 1e-12);
}

// The same error by the delta method with numeric derivatives of kappa as a function of the cells.
TEST(KappaOfTwoReaders, HasTheErrorOfTheDeltaMethod) {
  const std::vector<std::vector<double>> cells = {{22, 4, 1}, {3, 15, 6}, {2, 5, 30}};
  const double n = 88;
  for (const auto weights : {KappaWeights::none, KappaWeights::linear, KappaWeights::quadratic}) {
    const auto w = [&](std::size_t i, std::size_t j) {
      const double d = std::abs(static_cast<double>(i) - static_cast<double>(j)) / 2;
      return weights == KappaWeights::none ? double(i == j)
                                           : (weights == KappaWeights::linear ? 1 - d : 1 - d * d);
    };
    const auto kappa = [&](const std::vector<std::vector<double>>& t) {
      double po = 0, pe = 0;
      for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j) {
          po += w(i, j) * t[i][j];
          for (std::size_t k = 0; k < 3; ++k)
            for (std::size_t l = 0; l < 3; ++l) pe += w(i, j) * t[i][k] * t[l][j];
        }
      return (po - pe) / (1 - pe);
    };
    auto p = cells;
    std::vector<double> a, b;
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) {
        p[i][j] /= n;
        a.insert(a.end(), static_cast<std::size_t>(cells[i][j]), static_cast<double>(i));
        b.insert(b.end(), static_cast<std::size_t>(cells[i][j]), static_cast<double>(j));
      }
    double mean = 0, squares = 0;
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) {
        auto up = p, down = p;
        up[i][j] += 1e-6;
        down[i][j] -= 1e-6;
        const double slope = (kappa(up) - kappa(down)) / 2e-6;
        mean += p[i][j] * slope;
        squares += p[i][j] * slope * slope;
      }
    const Kappa found = cohen_kappa(a, b, 3, weights);
    EXPECT_NEAR(found.kappa.estimate, kappa(p), 1e-12);
    EXPECT_NEAR(found.standard_error, std::sqrt((squares - mean * mean) / n), 1e-7);
  }
}

TEST(KappaOfTwoReaders, IsNotEstimableWhenBothSayOneThingOnly) {
  const std::vector<double> one = {1, 1, 1};
  const Kappa found = cohen_kappa(one, one, 2);
  EXPECT_TRUE(std::isnan(found.kappa.estimate));
  EXPECT_EQ(found.agreement, 1);
}

TEST(Consensus, IsTheThirdReadersWordWhereTheFirstTwoDiffer) {
  EXPECT_EQ(consensus(1, 1, 0), 1);
  EXPECT_EQ(consensus(1, 0, 0), 0);
  EXPECT_TRUE(std::isnan(consensus(1, 0, kGap)));
}

}  // namespace
}  // namespace dlrr
