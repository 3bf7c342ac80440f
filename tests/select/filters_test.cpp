#include "select/filters.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"

namespace dlrr {
namespace {

Matrix columns(const std::vector<std::vector<double>>& list) {
  Matrix x(list.front().size(), list.size());
  for (std::size_t j = 0; j < list.size(); ++j)
    for (std::size_t i = 0; i < x.rows(); ++i) x(i, j) = list[j][i];
  return x;
}

const std::vector<int> kOutcome = {0, 0, 0, 1, 1, 1};
const std::vector<double> kGood = {1, 2, 3, 4, 5, 6}, kWorse = {1, 2, 4, 3, 5, 6},
                          kFlat = {2, 2, 2, 2, 2, 2}, kFalling = {6, 5, 4, 3, 2, 1},
                          kOther = {1, 3, 1, 3, 2, 3};

TEST(Filters, SeparationIsTheDistanceOfTheAucFromChanceWhateverTheDirection) {
  const auto got = separation(columns({kGood, kFlat, kFalling, kWorse}), kOutcome);
  EXPECT_DOUBLE_EQ(got[0], 0.5);
  EXPECT_DOUBLE_EQ(got[1], 0);
  EXPECT_DOUBLE_EQ(got[2], 0.5);
  EXPECT_NEAR(got[3], 8.0 / 9 - 0.5, 1e-15);
}

TEST(Filters, UnivariableTakesTheBestAndTheLowestIndexOfEquals) {
  const Matrix x = columns({kFlat, kWorse, kFalling, kGood});
  EXPECT_EQ(univariable_filter(x, kOutcome, 1), (std::vector<std::size_t>{2}));
  EXPECT_EQ(univariable_filter(x, kOutcome, 3), (std::vector<std::size_t>{1, 2, 3}));
  EXPECT_EQ(univariable_filter(x, kOutcome, 9).size(), 4u);
}

TEST(Filters, OfTwoCorrelatedColumnsTheOneThatSeparatesBetterStays) {
  const auto got = correlation_filter(columns({kWorse, kGood, kOther}), kOutcome, 0.9);
  EXPECT_EQ(got.kept, (std::vector<std::size_t>{1, 2}));
  ASSERT_EQ(got.dropped.size(), 1u);
  EXPECT_EQ(got.dropped[0].column, 0u);
  EXPECT_EQ(got.dropped[0].kept, 1u);
  EXPECT_NEAR(got.dropped[0].correlation, 16.5 / 17.5, 1e-14);
}

TEST(Filters, NoPairAboveTheLimitIsLeftAndEveryDroppedColumnHasAKeptTwin) {
  Random random(8, "filters");
  std::vector<std::vector<double>> list;
  std::vector<int> outcome;
  for (int i = 0; i < 40; ++i) outcome.push_back(i % 3 == 0);
  for (int j = 0; j < 30; ++j) {
    list.emplace_back();
    for (std::size_t i = 0; i < outcome.size(); ++i)
      list.back().push_back(j < 3 ? random.normal()
                                  : list[std::size_t(j % 3)][i] + 0.4 * random.normal());
  }
  const auto got = correlation_filter(columns(list), outcome, 0.8);
  EXPECT_EQ(got.kept.size() + got.dropped.size(), list.size());
  EXPECT_GT(got.dropped.size(), 10u);
  for (const auto& one : got.dropped) EXPECT_GT(std::abs(one.correlation), 0.8);
}

TEST(Filters, MrmrPrefersANewColumnToACopyOfAChosenOne) {
  // The copy is as relevant as the first, but says nothing new.
  const Matrix x = columns({kGood, kGood, kOther, kFlat});
  EXPECT_EQ(mrmr(x, kOutcome, 2), (std::vector<std::size_t>{0, 2}));
  EXPECT_EQ(mrmr(x, kOutcome, 9), (std::vector<std::size_t>{0, 2, 1}));
}

}  // namespace
}  // namespace dlrr
