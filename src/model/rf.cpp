#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "model/list.h"
#include "model/parts.h"
#include "table/tree.h"

namespace dlrr {

namespace {

const std::string name = "rf";

class ForestModel : public FittedModel {
 public:
  ForestModel(std::vector<Tree> trees, std::size_t columns)
      : trees_(std::move(trees)), columns_(columns) {}

  std::vector<double> risk(const Matrix& x) const override {
    check_columns(name, x, columns_);
    std::vector<double> out(x.rows(), 0.0);
    for (std::size_t i = 0; i < x.rows(); ++i) {
      for (const auto& tree : trees_) out[i] += tree.risk(x.row(i));
      out[i] /= static_cast<double>(trees_.size());
    }
    return out;
  }
  std::string save() const override {
    Json trees = Json::array();
    for (const auto& tree : trees_) trees.push_back(tree_json(tree));
    return model_text(name, Json::of({{"columns", columns_}, {"trees", trees}}));
  }

  // One list per node: column, threshold, left, right, cases, events.
  static Json tree_json(const Tree& tree) {
    Json nodes = Json::array();
    for (const auto& node : tree.nodes())
      nodes.push_back(Json(
          Json::Array{node.column, node.threshold, node.left, node.right, node.n, node.events}));
    return nodes;
  }

 private:
  std::vector<Tree> trees_;
  std::size_t columns_;
};

Tree tree_of(const Json& value, std::size_t columns) {
  std::vector<TreeNode> nodes;
  const auto count = static_cast<std::int64_t>(value.size());
  for (const auto& item : value.as_array()) {
    const auto& f = item.as_array();
    if (f.size() != 6) throw Error("saved forest: a node has no 6 numbers");
    const auto whole = [&](std::size_t k) { return f[k].as_integer(); };
    const auto here = static_cast<std::int64_t>(nodes.size());
    const bool leaf = whole(0) < 0;
    if (whole(4) <= 0 || whole(0) >= static_cast<std::int64_t>(columns) ||
        (!leaf && (whole(2) <= here || whole(3) <= here || whole(2) >= count || whole(3) >= count)))
      throw Error("saved forest: a node points outside its tree; the file is damaged");
    nodes.push_back({static_cast<int>(whole(0)), f[1].as_number(), static_cast<int>(whole(2)),
                     static_cast<int>(whole(3)), static_cast<std::size_t>(whole(4)),
                     static_cast<std::size_t>(whole(5))});
  }
  if (nodes.empty()) throw Error("saved forest: a tree is empty; the file is damaged");
  return Tree(std::move(nodes));
}

std::vector<HyperParameters> grid() {
  return {{{"trees", 200}, {"min_leaf", 1}},
          {{"trees", 200}, {"min_leaf", 3}},
          {{"trees", 200}, {"min_leaf", 6}}};
}

std::unique_ptr<FittedModel> fit(const Matrix& x, std::span<const int> outcome,
                                 const HyperParameters& hyper, std::uint64_t seed) {
  check_training(name, x, outcome);
  TreeSettings settings;
  settings.min_leaf = static_cast<std::size_t>(hyper_value(hyper, "min_leaf", 1));
  const auto root = static_cast<std::size_t>(std::sqrt(static_cast<double>(x.columns())));
  settings.tried_columns = std::max<std::size_t>(1, root);
  std::vector<std::size_t> columns(x.columns());
  std::iota(columns.begin(), columns.end(), std::size_t{0});
  // Class weights as a balanced bootstrap: each tree sees as many events as non-events (Chen, Liaw
  // and Breiman 2004).
  const bool balanced = hyper_value(hyper, "balanced", 0) != 0;
  std::vector<std::size_t> by_outcome[2];
  for (std::size_t i = 0; i < x.rows(); ++i) by_outcome[outcome[i] != 0].push_back(i);
  std::vector<Tree> trees;
  const auto count = static_cast<std::size_t>(hyper_value(hyper, "trees", 200));
  for (std::size_t t = 0; t < count; ++t) {
    Random random(seed, "forest", t);  // a tree's own stream: it does not depend on its neighbours
    std::vector<std::size_t> rows(x.rows());
    if (balanced)
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& own = by_outcome[i % 2];
        rows[i] = own[random.below(own.size())];
      }
    else
      for (auto& row : rows) row = random.below(x.rows());
    trees.push_back(grow_tree(x, outcome, rows, columns, settings, &random));
  }
  return std::make_unique<ForestModel>(std::move(trees), x.columns());
}

std::unique_ptr<FittedModel> load(const std::string& text) {
  const Json value = read_model_text(name, text);
  const auto columns = static_cast<std::size_t>(value.at("columns").as_integer());
  std::vector<Tree> trees;
  for (const auto& tree : value.at("trees").as_array()) trees.push_back(tree_of(tree, columns));
  return std::make_unique<ForestModel>(std::move(trees), columns);
}

}  // namespace

Algorithm rf_algorithm() { return {name, "random forest", grid, fit, load, {"trees", "min_leaf"}}; }

}  // namespace dlrr
