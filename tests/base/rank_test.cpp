#include "base/rank.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "base/error.h"
#include "base/random.h"

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

TEST(RisingOrder, OfManyValuesIsTheStableOrderByComparison) {
  Random random(4, "many");
  std::vector<double> values{0.0, -0.0, 1e-310, -1e-310, 1e300, -1e300, HUGE_VAL, -HUGE_VAL};
  for (int i = 0; i < 9000; ++i)
    values.push_back(i % 3 ? std::round(50.0 * random.normal()) : random.normal());
  std::vector<std::size_t> wanted(values.size());
  std::iota(wanted.begin(), wanted.end(), std::size_t{0});
  std::stable_sort(wanted.begin(), wanted.end(),
                   [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  EXPECT_EQ(rising_order(values), wanted);
}

}  // namespace
}  // namespace dlrr
