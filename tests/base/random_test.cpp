#include "base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/summary.h"

namespace dlrr {
namespace {

TEST(Random, DependsOnSeedPurposeAndIndex) {
  EXPECT_EQ(Random(1, "folds").next(), Random(1, "folds").next());
  EXPECT_NE(Random(1, "folds").next(), Random(2, "folds").next());
  EXPECT_NE(Random(1, "folds").next(), Random(1, "bootstrap").next());
  EXPECT_NE(Random(1, "folds", 0).next(), Random(1, "folds", 1).next());
}

TEST(Random, SpreadsAsItsNamesSay) {
  Random random(3);
  std::vector<double> uniform, normal;
  std::vector<int> counts(5);
  for (int i = 0; i < 20000; ++i) {
    uniform.push_back(random.uniform());
    normal.push_back(random.normal());
    ++counts[random.below(5)];
  }
  EXPECT_NEAR(moments(uniform).mean, 0.5, 0.01);
  EXPECT_NEAR(moments(uniform).sd, std::sqrt(1.0 / 12), 0.01);
  EXPECT_TRUE(std::ranges::all_of(uniform, [](double u) { return u >= 0 && u < 1; }));
  EXPECT_NEAR(moments(normal).mean, 0, 0.03);
  EXPECT_NEAR(moments(normal).sd, 1, 0.03);
  for (const int n : counts) EXPECT_NEAR(n, 4000, 250);
}

TEST(Shuffle, KeepsEveryItem) {
  std::vector<int> items{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  auto mixed = items;
  Random(4).shuffle(mixed);
  EXPECT_NE(mixed, items);
  std::ranges::sort(mixed);
  EXPECT_EQ(mixed, items);
}

TEST(Summary, KnowsMeanSpreadAndMedian) {
  const std::vector<double> values{4, 1, 3, 10}, one{7};
  EXPECT_DOUBLE_EQ(moments(values).mean, 4.5);
  EXPECT_DOUBLE_EQ(moments(values).sd, std::sqrt(15.0));  // 45 / 3
  EXPECT_DOUBLE_EQ(median(values), 3.5);
  EXPECT_DOUBLE_EQ(median(one), 7);
  EXPECT_EQ(moments(one).sd, 0);
  EXPECT_TRUE(std::isnan(median({})));
}

}  // namespace
}  // namespace dlrr
