#include "evaluate/sample_size.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"

namespace dlrr {
namespace {

// The published example of pmsampsize: csrsquared 0.288, 24 parameters, prevalence 0.174.
TEST(SampleSize, EqualsThePublishedExample) {
  const auto size = riley_sample_size(24, 0.288, 0.174);
  EXPECT_EQ(size.shrinkage, 623u);
  EXPECT_EQ(size.optimism, 662u);
  EXPECT_EQ(size.intercept, 221u);
  EXPECT_EQ(size.needed, 662u);
  EXPECT_NEAR(size.events_per_parameter, 4.80, 0.005);
}

// 1 - 2^-2 for a fair coin.
TEST(SampleSize, KnowsTheLargestR2) {
  EXPECT_NEAR(largest_cox_snell_r2(0.5), 0.75, 1e-15);
  EXPECT_NEAR(largest_cox_snell_r2(0.1), largest_cox_snell_r2(0.9), 1e-15);
}

TEST(SampleSize, RefusesWhatCannotBe) {
  EXPECT_THROW(riley_sample_size(10, 0.8, 0.5), Error);
  EXPECT_THROW(riley_sample_size(10, 0, 0.5), Error);
  EXPECT_THROW(riley_sample_size(10, 0.1, 1), Error);
  EXPECT_THROW(riley_sample_size(0, 0.1, 0.5), Error);
}

}  // namespace
}  // namespace dlrr
