#include "evaluate/calibration.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "base/random.h"
#include "evaluate/decision.h"
#include "evaluate/lowess.h"

namespace dlrr {
namespace {

using Values = std::vector<double>;
using Outcomes = std::vector<int>;

// Events drawn with odds of exp(slope * logit(p) + shift).
struct Drawn {
  Values risk;
  Outcomes outcome;
};
Drawn draw(double slope, double shift, std::size_t n) {
  Random random(3, "calibration");
  Drawn out;
  for (std::size_t i = 0; i < n; ++i) {
    const double p = 0.02 + 0.96 * random.uniform(), logit = std::log(p / (1.0 - p));
    out.risk.push_back(p);
    out.outcome.push_back(random.uniform() < 1.0 / (1.0 + std::exp(-(slope * logit + shift))));
  }
  return out;
}

TEST(BrierScore, IsTheMeanSquaredError) {
  const Brier score = brier(Values{0.2, 0.9}, Outcomes{0, 1});
  EXPECT_NEAR(score.score, (0.04 + 0.01) / 2.0, 1e-15);
  EXPECT_NEAR(score.scaled, 1.0 - 0.025 / 0.25, 1e-14);
}

TEST(BrierScore, HasNoScaledFormWithOneClass) {
  EXPECT_TRUE(std::isnan(brier(Values{0.2, 0.9}, Outcomes{1, 1}).scaled));
}

TEST(RecalibrationLine, FindsTheSlopeAndShiftOfTheOutcomes) {
  const Drawn data = draw(0.5, 0.7, 20000);
  const Recalibration line = recalibration(data.risk, data.outcome);
  EXPECT_TRUE(line.estimable);
  EXPECT_NEAR(line.slope, 0.5, 4.0 * line.slope_se);
  EXPECT_NEAR(line.intercept, 0.7, 4.0 * line.intercept_se);
}

TEST(RecalibrationLine, OfTheRecalibratedRisksIsTheIdentity) {
  const Drawn data = draw(0.5, 0.7, 500);
  const Recalibration line = recalibration(data.risk, data.outcome);
  Values again;
  for (const double p : data.risk) {
    const double eta = line.intercept + line.slope * std::log(p / (1.0 - p));
    again.push_back(1.0 / (1.0 + std::exp(-eta)));
  }
  const Recalibration second = recalibration(again, data.outcome);
  EXPECT_NEAR(second.slope, 1.0, 1e-9);
  EXPECT_NEAR(second.intercept, 0.0, 1e-9);
  EXPECT_NEAR(second.in_the_large, 0.0, 1e-9);
  EXPECT_NEAR(second.observed_over_expected, 1.0, 1e-9);
}

TEST(RecalibrationLine, IsNotEstimableWhenTheRiskSeparatesTheOutcomes) {
  const Recalibration line = recalibration(Values{0.1, 0.2, 0.7, 0.8}, Outcomes{0, 0, 1, 1});
  EXPECT_FALSE(line.estimable);
  EXPECT_TRUE(std::isnan(line.slope));
  EXPECT_FALSE(std::isnan(line.in_the_large));
}

TEST(RecalibrationLine, IsNotEstimableForAConstantRisk) {
  EXPECT_FALSE(recalibration(Values{0.5, 0.5, 0.5}, Outcomes{0, 1, 0}).estimable);
}

TEST(RecalibrationLine, BearsRisksOfZeroAndOne) {
  const Recalibration line =
      recalibration(Values{0.0, 1.0, 0.0, 1.0, 0.5}, Outcomes{0, 1, 1, 0, 1});
  EXPECT_TRUE(line.estimable);
  EXPECT_TRUE(std::isfinite(line.slope));
}

TEST(RecalibrationLine, RefusesWhatIsNoProbability) {
  EXPECT_THROW(recalibration(Values{0.5, 1.5}, Outcomes{0, 1}), Error);
}

TEST(CalibrationGroups, HoldEveryPatientOnce) {
  const Drawn data = draw(1.0, 0.0, 97);
  for (const Grouping grouping : {Grouping::quantile, Grouping::rank}) {
    std::size_t n = 0;
    for (const auto& g : calibration_groups(data.risk, data.outcome, grouping)) n += g.n;
    EXPECT_EQ(n, 97u);
  }
}

TEST(CalibrationGroups, JoinEqualQuantiles) {
  const Values risk{0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.8, 0.8};
  const Outcomes y{0, 0, 0, 0, 1, 0, 1, 1};
  EXPECT_LT(calibration_groups(risk, y, Grouping::quantile).size(), 3u);
}

TEST(HosmerLemeshowTest, IsZeroWhenObservedEqualsExpected) {
  const std::vector<CalibrationGroup> groups{{10, 2, 2, 0.2}, {10, 5, 5, 0.5}, {10, 0, 0, 0}};
  const HosmerLemeshow test = hosmer_lemeshow(groups);
  EXPECT_EQ(test.chi2, 0.0);
  EXPECT_EQ(test.p_external, 1.0);
}

TEST(HosmerLemeshowTest, HasNoChiSquaredWhereNobodyIsExpected) {
  std::vector<CalibrationGroup> groups(3);
  for (std::size_t g = 0; g < 3; ++g) groups[g] = {};
  groups[0].n = groups[1].n = groups[2].n = 10;
  groups[1].observed = groups[1].expected = 5;
  groups[2].observed = 6, groups[2].expected = 5;
  EXPECT_NEAR(hosmer_lemeshow(groups).chi2, 1.0 / 5 + 1.0 / 5, 1e-14);  // none, none expected: 0
  groups[0].observed = 1;
  EXPECT_TRUE(std::isnan(hosmer_lemeshow(groups).chi2));
  EXPECT_TRUE(std::isnan(hosmer_lemeshow(groups).p_external));
}

TEST(Lowess, KeepsAStraightLine) {
  Values x, y;
  for (int i = 0; i < 30; ++i) {
    x.push_back(0.1 * i * i);
    y.push_back(2.0 - 0.5 * x.back());
  }
  const Values fit = lowess(x, y, 0.5, 0.0);
  for (std::size_t i = 0; i < x.size(); ++i) EXPECT_NEAR(fit[i], y[i], 1e-9);
}

TEST(Lowess, AveragesWhenAllXAreEqual) {
  const Values fit = lowess(Values{1, 1, 1, 1}, Values{0, 1, 1, 0}, 1.0, 0.0);
  for (const double v : fit) EXPECT_DOUBLE_EQ(v, 0.5);
}

TEST(DecisionCurveNetBenefit, OfAPerfectModelIsThePrevalence) {
  const DecisionCurve curve = decision_curve(Values{0.0, 0.0, 0.0, 1.0}, Outcomes{0, 0, 0, 1});
  ASSERT_EQ(curve.threshold.size(), 99u);
  for (std::size_t i = 0; i < 99; ++i) {
    EXPECT_DOUBLE_EQ(curve.model[i], 0.25);
    EXPECT_LE(curve.all[i], 0.25);
    EXPECT_EQ(curve.none[i], 0.0);
  }
}

TEST(DecisionCurveNetBenefit, OfTreatingAllIsZeroAtThePrevalence) {
  const DecisionCurve curve = decision_curve(Values{0.1, 0.2, 0.3, 0.4}, Outcomes{0, 0, 0, 1});
  EXPECT_NEAR(curve.all[24], 0.0, 1e-15);
}

}  // namespace
}  // namespace dlrr
