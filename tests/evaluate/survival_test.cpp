#include "evaluate/survival.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "base/random.h"

namespace dlrr {
namespace {

using Values = std::vector<double>;
using Events = std::vector<int>;
using Labels = std::vector<std::size_t>;

TEST(KaplanMeier, MultipliesTheSharesThatSurvive) {
  const SurvivalCurve curve = kaplan_meier(Values{1, 2, 2, 3, 5}, Events{1, 1, 0, 0, 1});
  ASSERT_EQ(curve.time.size(), 4u);
  EXPECT_DOUBLE_EQ(curve.survival[0], 0.8);
  EXPECT_DOUBLE_EQ(curve.survival[1], 0.8 * 0.75);  // the censored of time 2 are still at risk
  EXPECT_DOUBLE_EQ(curve.survival[2], 0.6);
  EXPECT_DOUBLE_EQ(curve.survival[3], 0.0);
  EXPECT_EQ(curve.at_risk[2], 2u);
  EXPECT_EQ(curve.median.estimate, 5.0);
}

TEST(KaplanMeier, LeavesAMedianThatIsNotReachedOpen) {
  const SurvivalCurve curve = kaplan_meier(Values{1, 2, 3}, Events{1, 0, 0});
  EXPECT_TRUE(std::isnan(curve.median.estimate));
}

TEST(KaplanMeier, TakesTheMiddleOfAStepAtExactlyOneHalf) {
  EXPECT_EQ(kaplan_meier(Values{1, 2, 3, 4}, Events{1, 1, 1, 1}).median.estimate, 2.5);
}

TEST(KaplanMeier, KeepsLogLogBandsInsideZeroAndOne) {
  const SurvivalCurve curve = kaplan_meier(Values{1, 2, 3, 4, 5, 6}, Events{1, 1, 0, 1, 1, 0});
  for (std::size_t i = 0; i < curve.time.size(); ++i) {
    EXPECT_GT(curve.lower[i], 0.0);
    EXPECT_LT(curve.upper[i], 1.0);
    EXPECT_LT(curve.lower[i], curve.survival[i]);
    EXPECT_GT(curve.upper[i], curve.survival[i]);
  }
}

TEST(KaplanMeier, SaysWhenATimeIsBeyondFollowUp) {
  const SurvivalCurve curve = kaplan_meier(Values{1, 2}, Events{1, 0});
  EXPECT_TRUE(survival_at(curve, 3.0).beyond_follow_up);
  EXPECT_FALSE(survival_at(curve, 2.0).beyond_follow_up);
  EXPECT_EQ(survival_at(curve, 0.5).survival, 1.0);
  EXPECT_EQ(numbers_at_risk(curve, Values{0.0, 2.0, 3.0}), (Labels{2, 1, 0}));
}

TEST(KaplanMeier, RefusesImpossibleTimes) {
  EXPECT_THROW(kaplan_meier(Values{-1, 2}, Events{1, 0}), Error);
  EXPECT_THROW(kaplan_meier(Values{1, HUGE_VAL}, Events{1, 0}), Error);
}

TEST(RestrictedMeanTime, IsTheMeanWithoutCensoring) {
  const SurvivalCurve curve = kaplan_meier(Values{1, 2, 3, 6}, Events{1, 1, 1, 1});
  EXPECT_DOUBLE_EQ(restricted_mean(curve, 10.0).mean, 3.0);
}

TEST(LogRankTest, IsZeroForGroupsWithTheSameCourse) {
  const LogRank test =
      log_rank(Values{1, 2, 3, 1, 2, 3}, Events{1, 0, 1, 1, 0, 1}, Labels{0, 0, 0, 1, 1, 1});
  EXPECT_NEAR(test.chi2, 0.0, 1e-12);
  EXPECT_NEAR(test.p, 1.0, 1e-6);
}

TEST(LogRankTest, DoesNotDependOnTheOrderOfThreeGroups) {
  const Values time{1, 4, 2, 6, 3, 9, 5, 8, 7};
  const Events event{1, 1, 1, 0, 1, 1, 1, 0, 1};
  const LogRank a = log_rank(time, event, Labels{0, 0, 0, 1, 1, 1, 2, 2, 2});
  const LogRank b = log_rank(time, event, Labels{2, 2, 2, 0, 0, 0, 1, 1, 1});
  EXPECT_EQ(a.df, 2.0);
  EXPECT_NEAR(a.chi2, b.chi2, 1e-12);
}

TEST(LogRankTest, IsNotEstimableForOneGroup) {
  EXPECT_TRUE(std::isnan(log_rank(Values{1, 2}, Events{1, 1}, Labels{0, 0}).p));
}

TEST(LogRankTest, HasNoDegreesOfFreedomWithoutAnEvent) {
  const LogRank none = log_rank(Values{1, 2, 3, 4}, Events{0, 0, 0, 0}, Labels{0, 1, 0, 1});
  for (const double value : {none.chi2, none.df, none.p}) EXPECT_TRUE(std::isnan(value));
}

TEST(CoxModelFit, HasTheLogRankTestAsItsScoreTestWithoutTies) {
  const Values time{1, 4, 2, 6, 3, 9, 5, 8}, group{0, 0, 0, 0, 1, 1, 1, 1};
  const Events event{1, 1, 1, 0, 1, 1, 1, 0};
  const CoxModel cox = cox_fit(time, event, group);
  ASSERT_TRUE(cox.estimable);
  EXPECT_NEAR(cox.score.chi2, log_rank(time, event, Labels{0, 0, 0, 0, 1, 1, 1, 1}).chi2, 1e-10);
}

TEST(CoxModelFit, FindsTheHazardRatioOfSimulatedTimes) {
  Random random(5, "cox");
  Values time, x;
  Events event;
  for (int i = 0; i < 2000; ++i) {
    x.push_back(random.normal());
    time.push_back(-std::log(1.0 - random.uniform()) / std::exp(0.7 * x.back()));
    event.push_back(time.back() < 2.0);
    time.back() = std::min(time.back(), 2.0);
  }
  const CoxModel cox = cox_fit(time, event, x);
  ASSERT_TRUE(cox.estimable);
  EXPECT_NEAR(cox.coefficient[0], 0.7, 4.0 * cox.se[0]);
}

TEST(CoxModelFit, ScalesWithTheUnitOfTheCovariate) {
  const Values time{1, 4, 2, 6, 3, 9}, x{3, 1, 2, 1, 5, 2};
  Values grams;
  for (const double v : x) grams.push_back(1000.0 * v);
  const Events event{1, 1, 1, 0, 1, 1};
  EXPECT_NEAR(cox_fit(time, event, x).coefficient[0],
              1000.0 * cox_fit(time, event, grams).coefficient[0], 1e-9);
}

TEST(CoxModelFit, SaysWhyItIsNotEstimable) {
  const Values time{1, 2, 3, 4};
  const CoxModel none = cox_fit(time, Events{0, 0, 0, 0}, Values{1, 2, 3, 4});
  EXPECT_FALSE(none.estimable);
  const CoxModel constant = cox_fit(time, Events{1, 1, 1, 1}, Values{1, 1, 1, 1});
  EXPECT_FALSE(constant.estimable);
  const CoxModel infinite = cox_fit(time, Events{1, 1, 0, 0}, Values{1, 1, 0, 0});
  EXPECT_FALSE(infinite.estimable);
  EXPECT_NE(infinite.reason.find("infinite"), std::string::npos);
  EXPECT_TRUE(std::isnan(infinite.hazard_ratio[0].estimate));
}

TEST(HarrellC, IsOneWhenTheHighestRiskAlwaysComesFirst) {
  const Concordance c = harrell_c(Values{4, 3, 2, 1}, Values{1, 2, 3, 4}, Events{1, 1, 0, 1});
  EXPECT_EQ(c.c.estimate, 1.0);
  EXPECT_EQ(c.concordant, 5u);  // the pair after the censoring is not usable
}

TEST(HarrellC, CountsEqualRisksOneHalfAndLeavesEqualEventTimesOut) {
  const Concordance c = harrell_c(Values{1, 1, 2}, Values{1, 2, 2}, Events{1, 1, 1});
  EXPECT_EQ(c.tied_risk, 1u);
  EXPECT_EQ(c.discordant, 1u);
  EXPECT_EQ(c.tied_time, 1u);
  EXPECT_DOUBLE_EQ(c.c.estimate, 0.25);
}

TEST(HarrellC, IsNotEstimableWithoutUsablePairs) {
  EXPECT_TRUE(std::isnan(harrell_c(Values{1, 2}, Values{1, 2}, Events{0, 0}).c.estimate));
}

TEST(Cox, AConstantWhoseMeanIsRoundedIsStillAConstant) {
  const Values time{1, 2, 3, 4, 5, 6, 7}, constant(7, 0.3);
  const CoxModel model = cox_fit(time, Events{1, 1, 0, 1, 1, 0, 1}, constant);
  EXPECT_FALSE(model.estimable);
  EXPECT_EQ(model.reason, "covariates are constant or depend on each other");
}

}  // namespace
}  // namespace dlrr
