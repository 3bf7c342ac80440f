#include "evaluate/roc.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/random.h"
#include "evaluate/operating.h"

namespace dlrr {
namespace {

using Values = std::vector<double>;
using Outcomes = std::vector<int>;

// 3 of the 4 pairs are in order.
const Values kScore{0.1, 0.4, 0.35, 0.8};
const Outcomes kOutcome{0, 0, 1, 1};

TEST(Auc, IsTheShareOfPairsInOrder) {
  EXPECT_DOUBLE_EQ(area_under_curve(kScore, kOutcome).auc, 0.75);
}

TEST(Auc, CountsTiesOneHalf) {
  EXPECT_DOUBLE_EQ(area_under_curve(Values{1, 1, 1, 1}, kOutcome).auc, 0.5);
  EXPECT_DOUBLE_EQ(area_under_curve(Values{1, 2, 2, 3}, kOutcome).auc, 0.875);
}

TEST(Auc, IsNeverTurnedAround) {
  EXPECT_DOUBLE_EQ(area_under_curve(Values{4, 3, 2, 1}, kOutcome).auc, 0.0);
}

TEST(Auc, HasTheVarianceOfItsPlacements) {
  // V10 = {0.5, 1}, V01 = {1, 0.5}: both variances are 1/8, each divided by 2
  EXPECT_DOUBLE_EQ(area_under_curve(kScore, kOutcome).variance, 0.125);
}

TEST(Auc, IsMarkedDegenerateUnderPerfectSeparation) {
  const Auc auc = area_under_curve(Values{1, 2, 3, 4}, kOutcome);
  EXPECT_EQ(auc.variance, 0.0);
  EXPECT_TRUE(auc.degenerate);
  EXPECT_TRUE(to_json(auc).find("note"));
}

TEST(Auc, HasAnIntervalInsideZeroAndOne) {
  const Auc auc = area_under_curve(kScore, kOutcome);
  EXPECT_EQ(auc.interval.upper, 1.0);
  EXPECT_GE(auc.interval.lower, 0.0);
}

TEST(Auc, IsNotEstimableWithOneClass) {
  const Auc auc = area_under_curve(kScore, Outcomes{1, 1, 1, 1});
  EXPECT_TRUE(std::isnan(auc.auc));
  EXPECT_TRUE(auc.degenerate);
}

TEST(Auc, RefusesMissingRisksAndStrangeOutcomes) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(area_under_curve(Values{nan, 1, 2, 3}, kOutcome), Error);
  EXPECT_THROW(area_under_curve(kScore, Outcomes{0, 1, 2, 1}), Error);
  EXPECT_THROW(area_under_curve(kScore, Outcomes{0, 1}), Error);
}

TEST(Auc, AgreesWithTheLoopOverAllPairsAndTheirVariance) {
  Random random(7, "auc");
  Values score;
  Outcomes y;
  for (int i = 0; i < 200; ++i) {
    y.push_back(random.below(3) == 0);
    score.push_back(static_cast<double>(random.below(20)) + 3.0 * y.back());
  }
  double sum = 0.0, events = 0.0, nonevents = 0.0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    (y[i] == 1 ? events : nonevents) += 1.0;
    for (std::size_t j = 0; j < y.size(); ++j)
      if (y[i] == 1 && y[j] == 0)
        sum += score[i] > score[j] ? 1.0 : score[i] == score[j] ? 0.5 : 0.0;
  }
  EXPECT_NEAR(area_under_curve(score, y).auc, sum / (events * nonevents), 1e-14);
}

TEST(RocCurve, RunsFromAllPositiveToNonePositive) {
  const auto curve = roc_curve(kScore, kOutcome);
  ASSERT_EQ(curve.size(), 5u);
  EXPECT_EQ(curve.front().tpr, 1.0);
  EXPECT_EQ(curve.front().fpr, 1.0);
  EXPECT_EQ(curve.back().tpr, 0.0);
  EXPECT_EQ(curve.back().fpr, 0.0);
  EXPECT_TRUE(std::isinf(curve.back().threshold));
  EXPECT_DOUBLE_EQ(curve[1].threshold, 0.225);
}

TEST(PairedDelong, IsNotEstimableForTheSameScoreTwice) {
  const PairedRoc test = paired_delong(kScore, kScore, kOutcome);
  EXPECT_EQ(test.difference.estimate, 0.0);
  EXPECT_TRUE(std::isnan(test.p));
}

TEST(PairedDelong, HasVarianceV1PlusV2MinusTwiceTheCovariance) {
  const Values other{0.3, 0.2, 0.9, 0.25};
  const PairedRoc test = paired_delong(kScore, other, kOutcome);
  const double expected = area_under_curve(kScore, kOutcome).variance +
                          area_under_curve(other, kOutcome).variance - 2.0 * test.covariance;
  EXPECT_NEAR(test.standard_error * test.standard_error, expected, 1e-15);
}

TEST(YoudenCut, TakesTheLowestOfEqualCutsAndCountsThem) {
  const Youden cut = youden_cut(Values{1, 2, 3, 4, 5, 6}, Outcomes{0, 1, 0, 1, 0, 1});
  EXPECT_EQ(cut.ties, 3u);
  EXPECT_DOUBLE_EQ(cut.threshold, 1.5);
  EXPECT_NEAR(cut.index, 1.0 / 3.0, 1e-15);
  EXPECT_TRUE(cut.useful);
}

TEST(YoudenCut, SaysWhenNoCutIsBetterThanChance) {
  EXPECT_FALSE(youden_cut(Values{1, 1, 1, 1}, kOutcome).useful);
}

TEST(YoudenCut, NeedsBothClasses) { EXPECT_THROW(youden_cut(kScore, Outcomes{0, 0, 0, 0}), Error); }

TEST(OperatingPoint, CallsARiskAtTheThresholdPositive) {
  const OperatingPoint point = operating_point(kScore, kOutcome, 0.4);
  EXPECT_EQ(point.tp, 1u);
  EXPECT_EQ(point.fp, 1u);
  EXPECT_EQ(point.tn, 1u);
  EXPECT_EQ(point.fn, 1u);
  EXPECT_DOUBLE_EQ(point.f1, 0.5);
}

TEST(OperatingPoint, GivesNaNForAShareOfNobody) {
  const OperatingPoint point = operating_point(kScore, kOutcome, 2.0);
  EXPECT_TRUE(std::isnan(point.ppv.estimate));
  EXPECT_TRUE(std::isnan(point.mcc));
  EXPECT_EQ(point.sensitivity.estimate, 0.0);
}

TEST(WilsonInterval, IsKnownForFiveOfTen) {
  const Interval share = wilson(5, 10);
  EXPECT_NEAR(share.lower, 0.236593, 1e-6);
  EXPECT_NEAR(share.upper, 0.763407, 1e-6);
}

TEST(WilsonInterval, ReachesTheEndsExactly) {
  EXPECT_EQ(wilson(0, 7).lower, 0.0);
  EXPECT_EQ(wilson(7, 7).upper, 1.0);
}

TEST(ClopperPearsonInterval, IsClosedFormAtZeroHits) {
  EXPECT_NEAR(clopper_pearson(0, 10).upper, 1.0 - std::pow(0.025, 0.1), 1e-12);
}

}  // namespace
}  // namespace dlrr
