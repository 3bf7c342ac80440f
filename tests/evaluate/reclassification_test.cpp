#include "evaluate/reclassification.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"

namespace dlrr {
namespace {

const std::vector<int> kOutcome{0, 0, 1, 1};
const std::vector<double> kOld{0.2, 0.4, 0.4, 0.6};

TEST(ContinuousNri, IsTwoWhenEveryPatientMovesTheRightWay) {
  const Nri nri = continuous_nri(kOld, std::vector<double>{0.1, 0.3, 0.5, 0.7}, kOutcome);
  EXPECT_EQ(nri.nri.estimate, 2.0);
  EXPECT_EQ(nri.event.share.estimate, 1.0);
  EXPECT_EQ(nri.nonevent.share.estimate, 1.0);
  EXPECT_TRUE(std::isnan(nri.event.p_2011));
  EXPECT_TRUE(std::isnan(nri.z_2011));  // no variance: not estimable
  EXPECT_DOUBLE_EQ(nri.z_2008, 2.0);
}

TEST(ContinuousNri, IsZeroForTheSameModelTwice) {
  const Nri nri = continuous_nri(kOld, kOld, kOutcome);
  EXPECT_EQ(nri.nri.estimate, 0.0);
  EXPECT_TRUE(std::isnan(nri.p_2011));
}

// The parts are independent: half the widths of their intervals add up as squares.
TEST(ContinuousNri, HasIntervalsOfItsPartsThatAddUpToItsOwn) {
  const std::vector<int> y{0, 0, 0, 0, 0, 1, 1, 1, 1};
  const std::vector<double> before{.5, .5, .5, .5, .5, .5, .5, .5, .5},
      after{.4, .6, .4, .3, .5, .6, .4, .7, .8};
  const Nri nri = continuous_nri(before, after, y);
  const auto half = [](const Interval& i) { return (i.upper - i.lower) / 2; };
  EXPECT_NEAR(nri.event.share.estimate + nri.nonevent.share.estimate, nri.nri.estimate, 1e-15);
  EXPECT_NEAR(std::hypot(half(nri.event.share), half(nri.nonevent.share)), half(nri.nri), 1e-14);
  // Events: 3 up and 1 down of 4, so the variance is (1 - 1/4) / 4, and 1/4 under the null.
  EXPECT_NEAR(half(nri.event.share), 1.959963984540054 * std::sqrt(0.75 / 4), 1e-12);
  EXPECT_NEAR(nri.event.z_2011, 0.5 / std::sqrt(0.75 / 4), 1e-12);
  EXPECT_NEAR(nri.event.z_2008, 0.5 / std::sqrt(1.0 / 4), 1e-12);
  // p from z by the error function.
  EXPECT_NEAR(nri.event.p_2011, std::erfc(nri.event.z_2011 / std::sqrt(2.0)), 1e-12);
}

TEST(ContinuousNri, ChangesSignWhenTheModelsAreSwapped) {
  const std::vector<double> other{0.3, 0.1, 0.7, 0.5};
  EXPECT_EQ(continuous_nri(kOld, other, kOutcome).nri.estimate,
            -continuous_nri(other, kOld, kOutcome).nri.estimate);
}

TEST(CategoricalNri, PutsARiskEqualToACutAboveIt) {
  const Nri nri = categorical_nri(kOld, std::vector<double>{0.2, 0.4, 0.5, 0.6}, kOutcome,
                                  std::vector<double>{0.5});
  EXPECT_EQ(nri.up_event, 1u);
  EXPECT_EQ(nri.table_event[0][1], 1u);
  EXPECT_EQ(nri.table_event[1][1], 1u);
  EXPECT_EQ(nri.table_nonevent[0][0], 2u);
  EXPECT_DOUBLE_EQ(nri.nri.estimate, 0.5);
}

TEST(CategoricalNri, RefusesCutsThatDoNotRise) {
  EXPECT_THROW(categorical_nri(kOld, kOld, kOutcome, std::vector<double>{0.5, 0.5}), Error);
  EXPECT_THROW(categorical_nri(kOld, kOld, kOutcome, std::vector<double>{}), Error);
}

TEST(IdiParts, AddUpToTheRiseOfTheDiscriminationSlope) {
  const std::vector<double> other{0.1, 0.2, 0.6, 0.8};
  const Idi found = idi(kOld, other, kOutcome);
  EXPECT_NEAR(found.event, 0.2, 1e-15);
  EXPECT_NEAR(found.nonevent, -0.15, 1e-15);
  EXPECT_NEAR(found.idi.estimate, 0.35, 1e-15);
}

TEST(IdiParts, HaveNoTestForTheSameModelTwice) {
  const Idi found = idi(kOld, kOld, kOutcome);
  EXPECT_EQ(found.idi.estimate, 0.0);
  EXPECT_TRUE(std::isnan(found.p));
}

}  // namespace
}  // namespace dlrr
