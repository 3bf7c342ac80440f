#include "evaluate/optimism.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace dlrr {
namespace {

// By hand: the mean loss is 0.1; the left-out mean is 0.7, so of 0.4 above chance the half is lost,
// the weight is 0.632 / (1 - 0.368 / 2).
TEST(Optimism, IsWhatTheFormulasSay) {
  const BootstrapAuc samples[] = {{0.95, 0.85, 0.75}, {0.90, 0.80, 0.65}};
  const auto o = bootstrap_optimism(0.9, samples);
  EXPECT_NEAR(o.optimism, 0.1, 1e-12);
  EXPECT_NEAR(o.harrell, 0.8, 1e-12);
  EXPECT_NEAR(o.out_of_bag, 0.7, 1e-12);
  EXPECT_NEAR(o.overfitting, 0.5, 1e-12);
  EXPECT_NEAR(o.weight, 0.632 / 0.816, 1e-12);
  EXPECT_NEAR(o.plus632, 0.9 - 0.632 / 0.816 * 0.2, 1e-12);
}

TEST(Optimism, CountsWorseThanChanceAsChance) {
  const BootstrapAuc samples[] = {{1, 0.8, 0.3}};
  const auto o = bootstrap_optimism(1, samples);
  EXPECT_NEAR(o.overfitting, 1, 1e-12);
  EXPECT_NEAR(o.weight, 1, 1e-12);
  EXPECT_NEAR(o.plus632, 0.5, 1e-12);
}

TEST(Optimism, WithoutOverfittingIsThe632Rule) {
  const BootstrapAuc samples[] = {{0.7, 0.7, 0.7}};
  const auto o = bootstrap_optimism(0.7, samples);
  EXPECT_NEAR(o.weight, 0.632, 1e-12);
  EXPECT_NEAR(o.plus632, 0.7, 1e-12);
  EXPECT_NEAR(o.harrell, 0.7, 1e-12);
}

TEST(Optimism, LeavesOutSamplesThatTellNothing) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  const BootstrapAuc samples[] = {{0.9, 0.8, none}, {0.8, 0.7, 0.6}};
  EXPECT_NEAR(bootstrap_optimism(0.9, samples).out_of_bag, 0.6, 1e-12);
  EXPECT_TRUE(std::isnan(bootstrap_optimism(0.9, {}).harrell));
  EXPECT_TRUE(to_json(bootstrap_optimism(0.9, {})).at("plus632").is_null());
}

}  // namespace
}  // namespace dlrr
