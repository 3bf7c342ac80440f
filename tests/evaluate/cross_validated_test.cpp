#include "evaluate/cross_validated.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "evaluate/concordance.h"

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

// Student's t with 4 degrees of freedom: 97.5 % point 2.776445105; the rest by hand.
TEST(ResampledGain, HasTheVarianceOfNadeauAndBengio) {
  const std::vector<double> gain{0.1, 0.2, 0.0, 0.3, -0.1}, share(5, 0.25);
  const ResampledGain found = resampled_gain(gain, share);
  const double se = std::sqrt((1.0 / 5 + 0.25) * 0.025);  // S^2 = 0.1 / 4
  EXPECT_NEAR(found.mean.estimate, 0.1, 1e-15);
  EXPECT_NEAR(found.t, 0.1 / se, 1e-12);
  EXPECT_NEAR(found.mean.upper, 0.1 + 2.7764451051977987 * se, 1e-12);
  EXPECT_NEAR(found.mean.lower, 0.1 - 2.7764451051977987 * se, 1e-12);
  // Two-sided, 4 degrees: 1 - z (3 - z^2) / 2 with z = t / sqrt(t^2 + 4).
  const double z = found.t / std::sqrt(found.t * found.t + 4);
  EXPECT_NEAR(found.p, 1 - z * (3 - z * z) / 2, 1e-12);
}

// The plain t test would call ten equal repeats ten times the evidence.
TEST(ResampledGain, IsNotMadeCertainByRepeats) {
  std::vector<double> once{0.1, 0.2, 0.0, 0.3, -0.1}, often;
  for (int repeat = 0; repeat < 200; ++repeat) often.insert(often.end(), once.begin(), once.end());
  const auto width = [](const std::vector<double>& gain) {
    const auto found = resampled_gain(gain, std::vector<double>(gain.size(), 0.25));
    return found.mean.upper - found.mean.lower;
  };
  EXPECT_GT(width(often), 2 * 1.959 * std::sqrt(0.25 * 0.02));
}

TEST(ResampledGain, HasNoIntervalWithoutSpread) {
  for (const auto& gain :
       {std::vector<double>{}, std::vector<double>{0.1}, std::vector<double>{0.1, 0.1, 0.1}}) {
    const auto found = resampled_gain(gain, std::vector<double>(gain.size(), 0.25));
    EXPECT_TRUE(std::isnan(found.mean.lower));
    EXPECT_TRUE(std::isnan(found.p));
    EXPECT_EQ(found.folds, gain.size());
  }
}

// Pairs across folds are never compared: the second fold's predictors are shifted as a whole.
TEST(CrossValidatedC, IsTheMeanWithinTheFolds) {
  const std::vector<double> time = {1, 2, 3, 4, 1, 2, 3, 4};
  const std::vector<int> event = {1, 1, 0, 1, 1, 1, 1, 0}, fold = {0, 0, 0, 0, 1, 1, 1, 1};
  const std::vector<double> risk = {4, 2, 3, 1, 108, 105, 107, 106};
  const auto first =
      harrell_c(std::span(risk).first(4), std::span(time).first(4), std::span(event).first(4));
  const auto second =
      harrell_c(std::span(risk).last(4), std::span(time).last(4), std::span(event).last(4));
  const Interval c = cross_validated_c(risk, time, event, fold, 2);
  EXPECT_DOUBLE_EQ(c.estimate, (first.c.estimate + second.c.estimate) / 2);
  const double half = 1.959963984540054 * std::hypot(first.se, second.se) / 2;
  EXPECT_NEAR(c.lower, std::max(0.0, c.estimate - half), 1e-12);
  EXPECT_NEAR(c.upper, std::min(1.0, c.estimate + half), 1e-12);
}

// A repeat of the same folds adds no information to the interval; a fold without pairs is left out.
TEST(CrossValidatedC, DoesNotNarrowByRepeats) {
  const std::vector<double> time = {1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6};
  const std::vector<int> event = {1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1};
  const std::vector<int> fold = {0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3};
  const std::vector<double> risk = {3, 1, 2, 1, 3, 2, 3, 1, 2, 1, 3, 2};
  const Interval once = cross_validated_c(std::span(risk).first(6), std::span(time).first(6),
                                          std::span(event).first(6), std::span(fold).first(6), 2);
  const Interval twice = cross_validated_c(risk, time, event, fold, 2);
  EXPECT_DOUBLE_EQ(once.estimate, twice.estimate);
  EXPECT_DOUBLE_EQ(once.lower, twice.lower);
  const std::vector<int> none(12, 0);
  EXPECT_TRUE(std::isnan(cross_validated_c(risk, time, none, fold, 2).estimate));
}

}  // namespace
}  // namespace dlrr
