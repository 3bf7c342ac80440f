#include "model/cox.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"

namespace dlrr {
namespace {

const std::vector<double> predictor = {0.9, -0.4, 0.2, 1.1, 0.3, -0.8, 0.5, -1.2, 0.1, -0.3};
const std::vector<double> time_of = {5, 8, 8, 12, 12, 15, 20, 21, 30, 33};
const std::vector<int> event = {1, 1, 0, 1, 1, 0, 1, 0, 1, 0};

// Numbers of cox_references.R (R's survival, basehaz of coxph with ties by Breslow).
TEST(CoxRisk, HasBreslowsHazard) {
  const auto hazard = breslow_hazard(predictor, time_of, event);
  const std::vector<double> times = {5, 8, 12, 20, 30};
  const std::vector<double> known = {0.0772165930382854, 0.1725365615821928, 0.4051147564697886,
                                     0.6685565706740573, 1.2102715672601985};
  EXPECT_EQ(hazard.time, times);
  EXPECT_EQ(hazard.followed, 33);
  ASSERT_EQ(hazard.cumulative.size(), known.size());
  for (std::size_t k = 0; k < known.size(); ++k) EXPECT_NEAR(hazard.cumulative[k], known[k], 1e-13);
}

TEST(CoxRisk, GivesTheChanceOfTheEventUpToATime) {
  const CoxRisk model({1}, breslow_hazard(predictor, time_of, event));
  EXPECT_EQ(model.event_by(4.9, 0), 0);
  EXPECT_NEAR(model.event_by(12, 0), 1 - std::exp(-0.4051147564697886), 1e-13);
  EXPECT_NEAR(model.event_by(19.9, 0.7), 1 - std::exp(-0.4051147564697886 * std::exp(0.7)), 1e-13);
  EXPECT_TRUE(std::isfinite(model.event_by(33, 0)));
  EXPECT_TRUE(std::isnan(model.event_by(33.1, 0)));
}

TEST(CoxRisk, ComesBackBitForBit) {
  const CoxRisk model({0.1, -1.0 / 3}, breslow_hazard(predictor, time_of, event));
  const auto again = load_cox(model.save());
  Matrix x(2, 2);
  x(0, 0) = 0.7, x(0, 1) = -1.3, x(1, 0) = 1e-9, x(1, 1) = 5;
  EXPECT_EQ(again->risk(x), model.risk(x));
  EXPECT_DOUBLE_EQ(model.risk(x)[0], 0.1 * 0.7 + 1.3 / 3);
  EXPECT_EQ(again->event_by(20, 0.4), model.event_by(20, 0.4));
  EXPECT_THROW(again->risk(Matrix(2, 3)), Error);
}

}  // namespace
}  // namespace dlrr
