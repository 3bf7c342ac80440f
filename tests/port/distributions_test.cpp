#include "port/distributions.h"

#include <gtest/gtest.h>

#include <cmath>

namespace dlrr {
namespace {

TEST(Distributions, GiveTheValuesOfPrintedTables) {
  EXPECT_NEAR(normal_cdf(1.959963984540054), 0.975, 1e-14);
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-13);
  EXPECT_NEAR(t_quantile(0.975, 10), 2.22813885198627, 1e-12);
  EXPECT_NEAR(t_cdf(2.22813885198627, 10), 0.975, 1e-13);
  EXPECT_NEAR(chi2_upper(3.841458820694124, 1), 0.05, 1e-13);
  EXPECT_NEAR(chi2_quantile(0.95, 2), 5.991464547107979, 1e-12);
  EXPECT_NEAR(f_quantile(0.95, 3, 20), 3.0984, 1e-4);
  EXPECT_NEAR(f_upper(f_quantile(0.95, 3, 20), 3, 20), 0.05, 1e-12);
  EXPECT_NEAR(beta_quantile(0.5, 2, 2), 0.5, 1e-13);
}

TEST(Distributions, KeepSmallTails) {
  EXPECT_NEAR(normal_cdf(-30) / 4.906713927148187e-198, 1, 1e-10);
  EXPECT_GT(chi2_upper(1000, 1), 0);
}

TEST(Distributions, GiveNaNOutsideTheDomainAndEndsAtTheEnds) {
  EXPECT_TRUE(std::isnan(normal_quantile(1.1)));
  EXPECT_TRUE(std::isnan(f_quantile(0.5, 0, 3)));
  EXPECT_TRUE(std::isnan(t_cdf(std::nan(""), 3)));
  EXPECT_TRUE(std::isinf(normal_quantile(1)));
  EXPECT_EQ(f_upper(-1, 2, 2), 1);
  EXPECT_EQ(chi2_upper(INFINITY, 2), 0);
}

}  // namespace
}  // namespace dlrr
