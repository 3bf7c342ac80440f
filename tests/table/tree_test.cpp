#include "table/tree.h"

#include <gtest/gtest.h>

#include <numeric>

#include "base/error.h"

namespace dlrr {
namespace {

Tree grown(const Matrix& x, const std::vector<int>& outcome, const TreeSettings& settings = {}) {
  std::vector<std::size_t> rows(x.rows()), columns(x.columns());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  std::iota(columns.begin(), columns.end(), std::size_t{0});
  return grow_tree(x, outcome, rows, columns, settings);
}

Matrix line(std::size_t n, std::size_t columns) {
  Matrix x(n, columns);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < columns; ++j) x(i, j) = static_cast<double>(i);
  return x;
}

TEST(Tree, SplitsInTheMiddleBetweenTheOutcomes) {
  const Tree tree = grown(line(4, 1), {0, 0, 1, 1});
  ASSERT_EQ(tree.nodes().size(), 3u);
  EXPECT_EQ(tree.nodes()[0].threshold, 1.5);
  EXPECT_EQ(tree.risk(std::vector<double>{1.5}), 0);
  EXPECT_EQ(tree.risk(std::vector<double>{1.6}), 1);
  EXPECT_EQ(tree.importances(1), std::vector<double>{1.0});
}

TEST(Tree, GivesTiesToTheLowestColumnAndThreshold) {
  const Tree tree = grown(line(4, 3), {0, 1, 1, 0}, {.max_depth = 1});
  EXPECT_EQ(tree.nodes()[0].column, 0);
  EXPECT_EQ(tree.nodes()[0].threshold, 0.5);
}

TEST(Tree, SolvesTheExclusiveOrThoughItsFirstSplitGainsNothing) {
  Matrix x(4, 2);
  x(1, 0) = x(2, 1) = x(3, 0) = x(3, 1) = 1;
  const std::vector<int> outcome = {0, 1, 1, 0};
  const Tree tree = grown(x, outcome);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(tree.risk(x.row(i)), outcome[i]);
}

TEST(Tree, KeepsToDepthAndLeafSize) {
  std::vector<int> outcome;
  for (int i = 0; i < 32; ++i) outcome.push_back(i % 2);
  EXPECT_LE(grown(line(32, 1), outcome, {.max_depth = 2}).nodes().size(), 7u);
  const Tree wide = grown(line(32, 1), outcome, {.min_leaf = 5});
  for (const auto& node : wide.nodes()) EXPECT_GE(node.n, 5u);
}

TEST(Tree, IsABareRootWhenNothingCanBeSplit) {
  EXPECT_EQ(grown(Matrix(3, 2, 1.0), {0, 1, 0}).nodes().size(), 1u);
  EXPECT_EQ(grown(line(3, 1), {1, 1, 1}).nodes().size(), 1u);
  EXPECT_EQ(grown(line(3, 1), {1, 1, 1}).importances(1), std::vector<double>{0.0});
  EXPECT_THROW(grown(Matrix(0, 1), {}), Error);
}

}  // namespace
}  // namespace dlrr
