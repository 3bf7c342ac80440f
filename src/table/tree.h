// A decision tree for two classes (CART, Breiman 1984) in which nothing is left to chance: the Gini
// gain is compared exactly in integers, ties go to the lowest column and then the lowest threshold.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/matrix.h"
#include "base/random.h"

namespace dlrr {

struct TreeSettings {
  int max_depth = 0;              // 0: until the leaves are pure
  std::size_t min_leaf = 1;       // cases
  std::size_t tried_columns = 0;  // drawn per node (random forest); 0: all
};

struct TreeNode {
  int column = -1;            // -1 in a leaf
  double threshold = 0;       // left when value <= threshold
  int left = -1, right = -1;  // indices of nodes
  std::size_t n = 0, events = 0;
};

class Tree {
 public:
  explicit Tree(std::vector<TreeNode> nodes) : nodes_(std::move(nodes)) {}

  const std::vector<TreeNode>& nodes() const { return nodes_; }  // root first
  // Share of events in the leaf.
  double risk(std::span<const double> row) const;
  // Share of the total Gini decrease per column, summing to 1 (all 0 for a bare root).
  std::vector<double> importances(std::size_t columns) const;

 private:
  std::vector<TreeNode> nodes_;
};

// Grows on `rows` of x (a row may stand there several times) over `columns`. `random` is needed
// only with tried_columns.
Tree grow_tree(const Matrix& x, std::span<const int> outcome, std::span<const std::size_t> rows,
               std::span<const std::size_t> columns, const TreeSettings& settings,
               Random* random = nullptr);

}  // namespace dlrr
