// Selection inside the training parts against selection on all rows, on published tables: features
// and AUCs of both, and of shuffled labels, with the reference's folds.
#include <algorithm>
#include <iterator>
#include <map>

#include "base/rank.h"
#include "base/summary.h"
#include "model/model.h"
#include "model/vectors.h"
#include "oracle/select_data.h"
#include "port/svm.h"
#include "select/filters.h"
#include "select/lasso.h"
#include "select/standardise.h"

namespace dlrr {
namespace {

using Rows = std::vector<std::size_t>;

// Rows of one training part and of its test part, as z-scores of the training part; a constant
// column is 0.
struct Part {
  Matrix train, test;
  std::vector<int> train_outcome, test_outcome;
};

Matrix z_scores(const Matrix& x, const Standardiser& s, const Rows& rows) {
  Matrix out(rows.size(), x.columns());
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t k = 0; k < s.kept.size(); ++k)
      out(i, s.kept[k]) = (x(rows[i], s.kept[k]) - s.mean[k]) / s.sd[k];
  return out;
}

// Mean and SD of every column that varies: the reference keeps copies of columns.
Standardiser every_column(const Matrix& training) {
  Standardiser out;
  for (std::size_t j = 0; j < training.columns(); ++j) {
    const auto spread = moments(training.column(j));
    if (!(spread.sd > 0)) continue;
    out.kept.push_back(j);
    out.mean.push_back(spread.mean);
    out.sd.push_back(spread.sd);
  }
  return out;
}

Part make_part(const Matrix& x, const std::vector<int>& outcome, const Rows& train,
               const Rows& test) {
  const auto standardiser = every_column(x.select_rows(train));
  Part part{z_scores(x, standardiser, train), z_scores(x, standardiser, test), {}, {}};
  for (const auto i : train) part.train_outcome.push_back(outcome[i]);
  for (const auto i : test) part.test_outcome.push_back(outcome[i]);
  return part;
}

// The reference's rule: non-zero at lambda.min; when nothing is, at the first lambda with any.
Rows lasso_features(const Matrix& z, const std::vector<int>& outcome,
                    const std::vector<int>& fold) {
  LassoSettings settings;
  settings.family = LassoFamily::binomial;
  settings.standardise = false;
  const std::vector<double> y(outcome.begin(), outcome.end());
  const auto cv = lasso_cross_validate(z, y, fold, settings);
  if (!cv.at_min().features.empty()) return cv.at_min().features;
  for (const auto& fit : cv.path.fits)
    if (!fit.features.empty()) return fit.features;
  return {};
}

std::vector<double> support_vector_decisions(const Part& part) {
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < part.train.rows(); ++i)
    for (const double v : part.train.row(i)) sum += v;
  const auto count = static_cast<double>(part.train.rows() * part.train.columns());
  for (std::size_t i = 0; i < part.train.rows(); ++i)
    for (const double v : part.train.row(i)) squares += (v - sum / count) * (v - sum / count);
  const double gamma = count / (static_cast<double>(part.train.columns()) * squares);
  const SvmSettings settings{.rbf = true, .cost = 1, .gamma = gamma, .tolerance = 1e-6};
  const auto machine = train_svm(part.train, part.train_outcome, settings);
  return svm_decisions(machine, part.test);
}

// The reference's classifiers by their names there.
std::vector<double> scores(const std::string& classifier, const Part& part) {
  static const std::map<std::string, std::pair<std::string, HyperParameters>> ours = {
      {"LR", {"lr", {{"C", 1}}}},
      {"KNN5", {"knn", {{"k", 5}}}},
      {"RF", {"rf", {{"trees", 300}, {"min_leaf", 1}}}},
      {"XGB", {"xgboost", {{"rounds", 100}, {"depth", 3}, {"eta", 0.1}, {"lambda", 1}}}},
      {"HGB", {"lightgbm", {{"leaves", 31}, {"rounds", 100}, {"min_leaf", 20}}}}};
  if (classifier == "SVC") return support_vector_decisions(part);
  const auto& [name, hyper] = ours.at(classifier);
  return algorithm(name).fit(part.train, part.train_outcome, hyper, 1)->risk(part.test);
}

Part only(const Part& part, const Rows& features) {
  return {part.train.select_columns(features), part.test.select_columns(features),
          part.train_outcome, part.test_outcome};
}

Rows indices(const Json& list) {
  Rows out;
  for (const auto& item : list.as_array())
    out.push_back(static_cast<std::size_t>(item.as_integer()));
  std::ranges::sort(out);
  return out;
}

std::vector<int> integers(const Json& list) {
  std::vector<int> out;
  for (const auto& item : list.as_array()) out.push_back(static_cast<int>(item.as_integer()));
  return out;
}

class Leaky : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    NEEDS_ORACLE("10_classifiers/expected.json");
    const std::string set = GetParam();
    want = oracle_json("10_classifiers/expected.json").at("sets").at(set);
    given = oracle_json("10_classifiers/" + set + "_selection.json");
    folds = oracle_csv("10_classifiers/" + set + "_folds.csv");
    x = csv_matrix(oracle_csv("data/" + set + ".csv.gz"), {"ID", "Target"});
    for (const double y : csv_column(folds, "y")) outcome.push_back(y != 0);
    ASSERT_EQ(x.rows(), outcome.size());
    all.resize(x.rows());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  }
  // 0-based folds of a column of the fold table, over `rows`.
  std::vector<int> fold_of(const std::string& column, const Rows& rows) const {
    const auto numbers = csv_column(folds, column);
    std::vector<int> out;
    for (const auto i : rows) out.push_back(static_cast<int>(numbers[i]) - 1);
    return out;
  }
  struct Outer {
    Rows train, test;
    std::string inner, name;  // column of the inner folds; "rep1_out2"
  };
  std::vector<Outer> outer_folds() const {
    std::vector<Outer> out;
    for (const auto* rep : {"1", "2", "3"}) {
      const auto fold = fold_of(std::string("outer_rep") + rep, all);
      for (int k = 0; k < 5; ++k) {
        const std::string name = std::string("rep") + rep + "_out" + std::to_string(k + 1);
        Outer one{{}, {}, "inner_" + name, name};
        for (const auto i : all) (fold[i] == k ? one.test : one.train).push_back(i);
        out.push_back(std::move(one));
      }
    }
    return out;
  }
  Json want, given;
  Csv folds;
  Matrix x;
  std::vector<int> outcome;
  Rows all;
};

// Share of features that both have, of those that either has.
double overlap(const Rows& a, const Rows& b) {
  Rows both;
  std::ranges::set_intersection(a, b, std::back_inserter(both));
  const auto either = a.size() + b.size() - both.size();
  return either ? static_cast<double>(both.size()) / static_cast<double>(either) : 1;
}

// The reference's LASSO ends at glmnet's usual threshold of 1e-7: features whose coefficient is all
// but 0 come and go with it, and lambda.min moves by a step in a few folds.
TEST_P(Leaky, TheSameFeaturesAreSelectedAndGiveTheSameNestedAuc) {
  double agreement = 0, area = 0;
  const auto outers = outer_folds();
  for (const auto& outer : outers) {
    const Part part = make_part(x, outcome, outer.train, outer.test);
    const auto& reference = given.at("nested").at(outer.name);
    EXPECT_EQ(univariable_filter(part.train, part.train_outcome, 10),
              indices(reference.at("uni10")))
        << outer.name;
    const auto mine =
        lasso_features(part.train, part.train_outcome, fold_of(outer.inner, outer.train));
    agreement += overlap(mine, indices(reference.at("lasso")));
    area += auc(scores("LR", only(part, mine)), part.test_outcome);
  }
  const auto count = static_cast<double>(outers.size());
  EXPECT_GT(agreement / count, 0.93);
  EXPECT_NEAR(area / count,
              want.at("modes").at("nested_lasso").at("LR").at("mean_fold_auc").as_number(), 0.01);
  const Part whole = make_part(x, outcome, all, {});
  EXPECT_EQ(univariable_filter(whole.train, outcome, 10), indices(given.at("leaky").at("uni10")));
  EXPECT_GT(overlap(lasso_features(whole.train, outcome, fold_of("full_data_fold", all)),
                    indices(given.at("leaky").at("lasso"))),
            0.9);
}

// LightGBM stands where the reference has scikit-learn's histogram trees: the same family with
// other bins, so a band and not a value.
double tolerance_of(const std::string& classifier, const Json& reference) {
  return classifier == "HGB" ? 0.12 : reference.at("tolerance").as_number();
}

TEST_P(Leaky, NestedAndLeakyAucsAgree) {
  const auto outers = outer_folds();
  for (const std::string mode : {"nested_lasso", "leaky_lasso", "nested_uni10", "leaky_uni10"})
    for (const std::string classifier : {"LR", "SVC", "KNN5", "RF", "XGB", "HGB"}) {
      const std::string way = mode.substr(mode.find('_') + 1);
      double sum = 0;
      for (const auto& outer : outers) {
        const auto& source =
            mode.starts_with("nested") ? given.at("nested").at(outer.name) : given.at("leaky");
        const Part part =
            only(make_part(x, outcome, outer.train, outer.test), indices(source.at(way)));
        sum += auc(scores(classifier, part), part.test_outcome);
      }
      const Json& reference = want.at("modes").at(mode).at(classifier);
      EXPECT_NEAR(sum / static_cast<double>(outers.size()),
                  reference.at("mean_fold_auc").as_number(), tolerance_of(classifier, reference))
          << mode << " " << classifier;
    }
}

// Noise: with selection on all rows shuffled labels look predictable, with selection inside the
// training parts they do not. One AUC per permutation.
TEST_P(Leaky, ShuffledLabelsAgree) {
  if (given.at("permuted").is_null()) GTEST_SKIP() << "skipped: no permutations for this table";
  const auto& permutations = given.at("permuted").as_array();
  ASSERT_EQ(permutations.size(), 5u);
  for (const std::string mode : {"nested_lasso", "leaky_lasso", "nested_uni10", "leaky_uni10"}) {
    const std::string way = mode.substr(mode.find('_') + 1);
    const auto reference =
        doubles(want.at("permuted_labels_LR").at(mode).at("auc_per_permutation"));
    for (std::size_t p = 0; p < permutations.size(); ++p) {
      const auto& one = permutations[p];
      const auto labels = integers(one.at("y")), fold = integers(one.at("fold"));
      double sum = 0;
      for (int k = 0; k < 5; ++k) {
        Rows train, test;
        for (const auto i : all) (fold[i] == k + 1 ? test : train).push_back(i);
        const auto& features =
            mode.starts_with("nested")
                ? one.at("nested").as_array()[static_cast<std::size_t>(k)].at(way)
                : one.at("leaky_" + way);
        const Part part = only(make_part(x, labels, train, test), indices(features));
        sum += auc(scores("LR", part), part.test_outcome);
      }
      EXPECT_NEAR(sum / 5, reference[p], 0.003) << mode << " permutation " << p;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Sets, Leaky,
                         testing::Values("HCC-TACE-Seg", "Colorectal-Liver-Metastases", "WORC-CRLM",
                                         "WORC-Liver"));

}  // namespace
}  // namespace dlrr
