#include "select/rfe.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/error.h"
#include "base/random.h"
#include "table/folds.h"

namespace dlrr {
namespace {

struct Data {
  Matrix x;
  std::vector<int> outcome, fold;
};

// Column 2 decides; the others are noise.
Data made(std::size_t rows, std::size_t columns) {
  Random random(4, "rfe test");
  Data out{Matrix(rows, columns), {}, {}};
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < columns; ++j) out.x(i, j) = random.normal();
    out.outcome.push_back(out.x(i, 2) > 0);
  }
  out.fold = stratified_folds(out.outcome, 5, 1);
  return out;
}

TEST(Rfe, KeepsTheColumnThatDecides) {
  const Data data = made(80, 6);
  const auto order = rfe_order(data.x, data.outcome, {.max_depth = 3, .min_leaf = 5});
  EXPECT_EQ(order.back(), 2u);
  EXPECT_EQ(std::set<std::size_t>(order.begin(), order.end()).size(), 6u);
  const auto curve = rfe_cross_validate(data.x, data.outcome, data.fold);
  EXPECT_EQ(curve.kept, std::vector<std::size_t>{2});
  EXPECT_EQ(curve.chosen, 1u);
  EXPECT_EQ(curve.mean.size(), 6u);
  EXPECT_EQ(*std::min_element(curve.ranking.begin(), curve.ranking.end()), 1);
  EXPECT_EQ(*std::max_element(curve.ranking.begin(), curve.ranking.end()), 6);
}

TEST(Rfe, RemovesTheLowestOfColumnsThatMatterEquallyLittle) {
  Data data = made(40, 4);
  for (std::size_t i = 0; i < 40; ++i) data.x(i, 0) = data.x(i, 1) = data.x(i, 3) = 1;
  EXPECT_EQ(rfe_order(data.x, data.outcome, {}), (std::vector<std::size_t>{0, 1, 3, 2}));
}

TEST(Rfe, NeverKeepsMoreWithinOneStandardErrorThanAtTheBest) {
  Data data = made(90, 8);
  Random random(9, "noise");
  for (auto& y : data.outcome)
    if (random.uniform() < 0.25) y = 1 - y;
  data.fold = stratified_folds(data.outcome, 5, 2);
  RfeSettings settings;
  const auto thrifty = rfe_cross_validate(data.x, data.outcome, data.fold, settings);
  settings.choice = RfeChoice::best;
  const auto best = rfe_cross_validate(data.x, data.outcome, data.fold, settings);
  EXPECT_LE(thrifty.chosen, best.chosen);
  EXPECT_EQ(thrifty.mean, best.mean);
  EXPECT_EQ(best.mean[best.chosen - 1], *std::max_element(best.mean.begin(), best.mean.end()));
}

TEST(Rfe, TakesOneColumnAndRefusesNone) {
  const Data data = made(30, 3);
  const std::vector<std::size_t> only = {2};
  const Matrix x = data.x.select_columns(only);
  EXPECT_EQ(rfe_cross_validate(x, data.outcome, data.fold).kept.size(), 1u);
  EXPECT_THROW(rfe_cross_validate(Matrix(30, 0), data.outcome, data.fold), Error);
}

}  // namespace
}  // namespace dlrr
