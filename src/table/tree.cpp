#include "table/tree.h"

#include <algorithm>
#include <cstdint>

#include "base/error.h"

namespace dlrr {

namespace {

using Wide = unsigned __int128;

// (l0^2 + l1^2) / nl + (r0^2 + r1^2) / nr as a fraction; the larger, the purer.
struct Purity {
  std::uint64_t above = 0, below = 1;
  bool operator>(const Purity& other) const {
    return static_cast<Wide>(above) * other.below > static_cast<Wide>(other.above) * below;
  }
};

std::uint64_t square(std::uint64_t v) { return v * v; }

Purity purity(std::uint64_t nl, std::uint64_t l1, std::uint64_t nr, std::uint64_t r1) {
  return {(square(nl - l1) + square(l1)) * nr + (square(nr - r1) + square(r1)) * nl, nl * nr};
}

struct Split {
  bool found = false;
  Purity purity;
  std::size_t column = 0;
  double threshold = 0;
};

double between(double low, double high) {
  const double middle = low / 2 + high / 2;
  return middle < high ? middle : low;
}

class Grower {
 public:
  Grower(const Matrix& x, std::span<const int> outcome, std::span<const std::size_t> columns,
         const TreeSettings& settings, Random* random)
      : x_(x),
        outcome_(outcome),
        columns_(columns.begin(), columns.end()),
        settings_(settings),
        random_(random) {}

  int grow(std::span<std::size_t> rows, int depth) {
    TreeNode node;
    node.n = rows.size();
    for (const auto row : rows) node.events += outcome_[row] != 0;
    const int index = static_cast<int>(nodes_.size());
    nodes_.push_back(node);
    if (finished(node, depth)) return index;
    const Split split = best_split(rows, node.events);
    if (!split.found) return index;
    const auto middle = std::stable_partition(rows.begin(), rows.end(), [&](std::size_t row) {
      return x_(row, split.column) <= split.threshold;
    });
    const auto left = static_cast<std::size_t>(middle - rows.begin());
    const int left_index = grow(rows.first(left), depth + 1);
    const int right_index = grow(rows.subspan(left), depth + 1);
    TreeNode& parent = nodes_[static_cast<std::size_t>(index)];
    parent.column = static_cast<int>(split.column);
    parent.threshold = split.threshold;
    parent.left = left_index;
    parent.right = right_index;
    return index;
  }

  std::vector<TreeNode> take() { return std::move(nodes_); }

 private:
  bool finished(const TreeNode& node, int depth) const {
    return node.events == 0 || node.events == node.n || node.n < 2 * settings_.min_leaf ||
           (settings_.max_depth > 0 && depth >= settings_.max_depth);
  }

  Split best_split(std::span<const std::size_t> rows, std::uint64_t events) {
    Split best;
    const std::size_t wanted = settings_.tried_columns ? settings_.tried_columns : columns_.size();
    std::size_t tried = 0;
    for (std::size_t i = 0; i < columns_.size() && (tried < wanted || !best.found); ++i) {
      if (settings_.tried_columns)
        std::swap(columns_[i], columns_[i + random_->below(columns_.size() - i)]);
      tried += search(rows, events, columns_[i], best);
    }
    return best;
  }

  // Looks for a better split in one column; false when the column is constant here.
  bool search(std::span<const std::size_t> rows, std::uint64_t events, std::size_t column,
              Split& best) {
    sorted_.clear();
    for (const auto row : rows) sorted_.emplace_back(x_(row, column), outcome_[row] != 0);
    std::sort(sorted_.begin(), sorted_.end());
    if (sorted_.front().first == sorted_.back().first) return false;
    std::uint64_t left_events = 0;
    for (std::size_t i = 0; i + 1 < sorted_.size(); ++i) {
      left_events += sorted_[i].second;
      const std::size_t left = i + 1, right = sorted_.size() - left;
      if (sorted_[i].first == sorted_[i + 1].first) continue;
      if (left < settings_.min_leaf || right < settings_.min_leaf) continue;
      const Purity here = purity(left, left_events, right, events - left_events);
      const bool same_but_lower = best.found && !(best.purity > here) && column < best.column;
      if (best.found && !(here > best.purity) && !same_but_lower) continue;
      best = {true, here, column, between(sorted_[i].first, sorted_[i + 1].first)};
    }
    return true;
  }

  const Matrix& x_;
  std::span<const int> outcome_;
  std::vector<std::size_t> columns_;
  const TreeSettings& settings_;
  Random* random_;
  std::vector<TreeNode> nodes_;
  std::vector<std::pair<double, bool>> sorted_;
};

// n times the Gini impurity of a node.
double weighted_gini(const TreeNode& node) {
  const auto n = static_cast<double>(node.n), p = static_cast<double>(node.events) / n;
  return n * (1.0 - p * p - (1.0 - p) * (1.0 - p));
}

}  // namespace

double Tree::risk(std::span<const double> row) const {
  const TreeNode* node = &nodes_.front();
  while (node->column >= 0) {
    const bool left = row[static_cast<std::size_t>(node->column)] <= node->threshold;
    node = &nodes_[static_cast<std::size_t>(left ? node->left : node->right)];
  }
  return static_cast<double>(node->events) / static_cast<double>(node->n);
}

std::vector<double> Tree::importances(std::size_t columns) const {
  std::vector<double> out(columns, 0.0);
  double total = 0;
  for (const auto& node : nodes_) {
    if (node.column < 0) continue;
    const TreeNode& left = nodes_[static_cast<std::size_t>(node.left)];
    const TreeNode& right = nodes_[static_cast<std::size_t>(node.right)];
    const double fall = weighted_gini(node) - weighted_gini(left) - weighted_gini(right);
    out[static_cast<std::size_t>(node.column)] += fall / static_cast<double>(nodes_.front().n);
  }
  for (const double v : out) total += v;
  if (total > 0)
    for (double& v : out) v /= total;
  return out;
}

Tree grow_tree(const Matrix& x, std::span<const int> outcome, std::span<const std::size_t> rows,
               std::span<const std::size_t> columns, const TreeSettings& settings, Random* random) {
  if (rows.empty()) throw Error(ErrorKind::internal, "a tree on no rows");
  if (settings.tried_columns && !random)
    throw Error(ErrorKind::internal, "a tree with drawn columns needs a random generator");
  Grower grower(x, outcome, columns, settings, random);
  std::vector<std::size_t> work(rows.begin(), rows.end());
  grower.grow(work, 0);
  return Tree(grower.take());
}

}  // namespace dlrr
