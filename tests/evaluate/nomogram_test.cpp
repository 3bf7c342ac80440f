#include "evaluate/nomogram.h"

#include <gtest/gtest.h>

#include <cmath>

namespace dlrr {
namespace {

TEST(Nomograms, GiveTheRiskOfTheModelForEveryPatient) {
  const Nomogram n =
      nomogram(-1.5, {{"age", -0.04, 30, 80}, {"sign", 0.9, 0, 1}, {"x", 0.3, 2, 4}});
  EXPECT_NEAR(n.points(0, 30), 100, 1e-12);  // widest: 0.04 * 50 = 2
  EXPECT_EQ(n.points(0, 80), 0);
  EXPECT_NEAR(n.points(1, 1), 45, 1e-12);
  for (const double age : {30.0, 47.0, 80.0})
    for (const double sign : {0.0, 1.0})
      for (const double x : {2.0, 3.1}) {
        const double total = n.points(0, age) + n.points(1, sign) + n.points(2, x);
        const double expected = 1 / (1 + std::exp(1.5 + 0.04 * age - 0.9 * sign - 0.3 * x));
        EXPECT_NEAR(n.risk(total), expected, 1e-12);
        EXPECT_NEAR(n.total_at(expected), total, 1e-9);
      }
}

TEST(Nomograms, WithoutAnyEffectHaveNoPoints) {
  const Nomogram n = nomogram(0.4, {{"a", 0, 1, 5}});
  EXPECT_EQ(n.points(0, 5), 0);
  EXPECT_NEAR(n.risk(0), 1 / (1 + std::exp(-0.4)), 1e-15);
  for (const auto& row : nomogram_table(n).rows) EXPECT_EQ(row[2], "0.0");
}

}  // namespace
}  // namespace dlrr
