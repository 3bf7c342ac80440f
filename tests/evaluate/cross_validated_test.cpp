#include "evaluate/cross_validated.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace dlrr {
namespace {

TEST(CrossValidatedAuc, IsTheMeanOfTheFoldsAndComparesNoPairAcrossThem) {
  // Within each fold perfect or half right; the second fold's risks all lie above the first's.
  const std::vector<double> risk{0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9};
  const std::vector<int> outcome{0, 0, 1, 1, 1, 0, 0, 1};
  const std::vector<int> fold{0, 0, 0, 0, 1, 1, 1, 1};
  const Auc auc = cross_validated_auc(risk, outcome, fold, 2);
  EXPECT_DOUBLE_EQ(auc.auc, (1.0 + 0.5) / 2);
  EXPECT_EQ(auc.events, 4u);
  EXPECT_EQ(auc.nonevents, 4u);
  EXPECT_LE(auc.interval.lower, auc.auc);
  EXPECT_GE(auc.interval.upper, auc.auc);
}

TEST(CrossValidatedAuc, LeavesOutFoldsWithOneClass) {
  const std::vector<double> risk{0.1, 0.9, 0.5, 0.6};
  const std::vector<int> outcome{0, 1, 1, 1}, fold{0, 0, 1, 1};
  EXPECT_DOUBLE_EQ(cross_validated_auc(risk, outcome, fold, 2).auc, 1.0);
  const Auc none = cross_validated_auc(std::vector<double>{0.5, 0.6}, std::vector<int>{1, 1},
                                       std::vector<int>{0, 0}, 1);
  EXPECT_TRUE(std::isnan(none.auc));
  EXPECT_TRUE(none.degenerate);
}

TEST(CrossValidatedAuc, OfOneFoldIsThatFoldsAuc) {
  const std::vector<double> risk{0.1, 0.4, 0.35, 0.8, 0.5, 0.2};
  const std::vector<int> outcome{0, 0, 1, 1, 0, 1}, fold(6, 0);
  const Auc one = cross_validated_auc(risk, outcome, fold, 1),
            plain = area_under_curve(risk, outcome);
  EXPECT_DOUBLE_EQ(one.auc, plain.auc);
  EXPECT_DOUBLE_EQ(one.variance, plain.variance);
}

TEST(CrossValidatedAuc, GainsNoCertaintyFromRepeats) {
  const std::vector<double> risk{0.1, 0.4, 0.35, 0.8, 0.5, 0.2, 0.45, 0.3};
  const std::vector<int> outcome{0, 0, 1, 1, 0, 1, 1, 0}, fold{0, 0, 0, 0, 1, 1, 1, 1};
  auto risks = risk;
  auto outcomes = outcome;
  auto folds = fold;
  for (std::size_t i = 0; i < 8; ++i) {
    risks.push_back(risk[i]);
    outcomes.push_back(outcome[i]);
    folds.push_back(fold[i] + 2);
  }
  const Auc once = cross_validated_auc(risk, outcome, fold, 2),
            twice = cross_validated_auc(risks, outcomes, folds, 2);
  EXPECT_DOUBLE_EQ(once.auc, twice.auc);
  EXPECT_DOUBLE_EQ(once.variance, twice.variance);
}

}  // namespace
}  // namespace dlrr
