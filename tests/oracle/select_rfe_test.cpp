#include <numeric>

#include "oracle/select_data.h"
#include "select/rfe.h"

namespace dlrr {
namespace {

struct Set {
  Matrix x;
  std::vector<int> outcome, fold;
};

Set read_set(const std::string& name) {
  const Csv csv = oracle_csv("09_rfe/" + name + ".csv");
  Set out{csv_matrix(csv, {"y", "fold"}), {}, {}};
  for (const double v : csv_column(csv, "y")) out.outcome.push_back(v != 0);
  if (csv.find("fold"))
    for (const double v : csv_column(csv, "fold")) out.fold.push_back(static_cast<int>(v) - 1);
  return out;
}

Tree whole_tree(const Set& set, const TreeSettings& settings) {
  std::vector<std::size_t> rows(set.x.rows()), columns(set.x.columns());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  std::iota(columns.begin(), columns.end(), std::size_t{0});
  return grow_tree(set.x, set.outcome, rows, columns, settings);
}

void expect_same_tree(const Json& want, const Tree& tree, int at) {
  const TreeNode& node = tree.nodes()[static_cast<std::size_t>(at)];
  EXPECT_EQ(static_cast<std::int64_t>(node.n), want.at("n").as_integer());
  EXPECT_EQ(static_cast<std::int64_t>(node.events), want.at("n1").as_integer());
  const Json* column = want.find("feature");
  ASSERT_EQ(column != nullptr && !column->is_null(), node.column >= 0);
  if (node.column < 0) return;
  EXPECT_EQ(node.column, column->as_integer());
  EXPECT_NEAR(node.threshold, want.at("threshold").as_number(), 1e-9);
  expect_same_tree(want.at("left"), tree, node.left);
  expect_same_tree(want.at("right"), tree, node.right);
}

TEST(TreeOracle, EqualsScikitLearnWhereNoSplitIsTied) {
  NEEDS_ORACLE("09_rfe/expected.json");
  const Json expected = oracle_json("09_rfe/expected.json");
  for (const auto& [name, want] : expected.at("tie_free").as_object()) {
    const Set set = read_set(name);
    TreeSettings settings;
    settings.max_depth = static_cast<int>(want.at("max_depth").as_integer());
    const Tree tree = whole_tree(set, settings);
    const Json& nodes = want.at("nodes");
    ASSERT_EQ(tree.nodes().size(), nodes.at("feature").size()) << name;
    for (std::size_t i = 0; i < tree.nodes().size(); ++i) {
      const auto item = [&](const char* key) { return nodes.at(key).as_array()[i].as_number(); };
      const TreeNode& node = tree.nodes()[i];
      EXPECT_EQ(node.column, item("feature") < 0 ? -1 : item("feature")) << name;
      EXPECT_EQ(node.n, item("n")) << name;
      if (node.column >= 0) {
        EXPECT_NEAR(node.threshold, item("threshold"), 1e-6) << name;
      }
      EXPECT_NEAR(double(node.events) / double(node.n), item("p1"), 1e-12) << name;
    }
    const auto got = tree.importances(set.x.columns());
    const auto importances = doubles(want.at("importances"));
    for (std::size_t j = 0; j < got.size(); ++j) EXPECT_NEAR(got[j], importances[j], 1e-9) << name;
    const auto order = rfe_order(set.x, set.outcome, settings);
    const auto ranking = doubles(want.at("rfe_ranking"));
    for (std::size_t i = 0; i < order.size(); ++i)
      EXPECT_EQ(static_cast<double>(order.size() - i), ranking[order[i]]) << name;
  }
}

TEST(RfeOracle, EqualsTheReferenceWithTheTieRule) {
  NEEDS_ORACLE("09_rfe/expected.json");
  const Json expected = oracle_json("09_rfe/expected.json");
  for (const auto& [name, all] : expected.at("sets").as_object()) {
    const Json& want = all.at("reference_tie_rule");
    const Set set = read_set(name);
    const Tree tree = whole_tree(set, {});
    expect_same_tree(want.at("full_tree"), tree, 0);
    const auto got = tree.importances(set.x.columns());
    const auto importances = doubles(want.at("full_tree_importances"));
    for (std::size_t j = 0; j < got.size(); ++j) EXPECT_NEAR(got[j], importances[j], 1e-12) << name;
    const auto order = rfe_order(set.x, set.outcome, {});
    const auto elimination = doubles(want.at("elimination_order"));
    for (std::size_t i = 0; i < elimination.size(); ++i)
      EXPECT_EQ(static_cast<double>(order[i]), elimination[i]) << name << " step " << i;
    for (const auto& [key, what] : {std::pair("rfecv_accuracy", RfeScore::accuracy),
                                    std::pair("rfecv_roc_auc", RfeScore::auc)}) {
      const RfeSettings paper{{}, what, RfeChoice::best};
      const auto curve = rfe_cross_validate(set.x, set.outcome, set.fold, paper);
      const auto mean = doubles(want.at(key).at("mean_score_for_k_features_1_to_p"));
      for (std::size_t k = 0; k < mean.size(); ++k)
        EXPECT_NEAR(curve.mean[k], mean[k], 1e-12) << name << " " << key << " k " << k + 1;
      EXPECT_EQ(static_cast<std::int64_t>(curve.chosen), want.at(key).at("optimal_k").as_integer());
      const auto kept = doubles(want.at(key).at("kept"));
      EXPECT_EQ(std::vector<double>(curve.kept.begin(), curve.kept.end()), kept) << name;
      const auto ranking = doubles(want.at(key).at("ranking"));
      EXPECT_EQ(std::vector<double>(curve.ranking.begin(), curve.ranking.end()), ranking) << name;
    }
  }
}

}  // namespace
}  // namespace dlrr
