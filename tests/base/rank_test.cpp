#include "base/rank.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/error.h"

namespace dlrr {
namespace {

TEST(RisingOrder, KeepsEqualValuesInPlace) {
  EXPECT_EQ(rising_order(std::vector<double>{3, 1, 3, 2}), (std::vector<std::size_t>{1, 3, 0, 2}));
}

TEST(Auc, CountsWonPairsAndHalfOfTies) {
  const std::vector<int> outcome = {0, 1, 0, 1};
  EXPECT_EQ(auc(std::vector<double>{1, 2, 3, 4}, outcome), 0.75);
  EXPECT_EQ(auc(std::vector<double>{5, 5, 5, 5}, outcome), 0.5);
  EXPECT_EQ(auc(std::vector<double>{0, 1, 0, 1}, outcome), 1);
  EXPECT_EQ(auc(std::vector<double>{1, 0, 0, 0}, outcome), 0.25);
}

TEST(Auc, HasNoValueForOneClassAndRefusesNaN) {
  EXPECT_TRUE(std::isnan(auc(std::vector<double>{1, 2}, std::vector<int>{1, 1})));
  EXPECT_THROW(auc(std::vector<double>{1, std::nan("")}, std::vector<int>{0, 1}), Error);
}

}  // namespace
}  // namespace dlrr
