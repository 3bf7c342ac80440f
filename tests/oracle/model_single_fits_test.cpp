#include <limits>

#include "base/rank.h"
#include "model/logistic.h"
#include "model/model.h"
#include "model/platt.h"
#include "model/vectors.h"
#include "oracle/select_data.h"
#include "port/svm.h"

namespace dlrr {
namespace {

struct Split {
  Matrix train, test;
  std::vector<int> train_outcome, test_outcome;
};

Split read_split(const std::string& set) {
  const Csv csv = oracle_csv("10_classifiers/single_" + set + ".csv");
  const Matrix x = csv_matrix(csv, {"y", "is_test"});
  const auto y = csv_column(csv, "y"), is_test = csv_column(csv, "is_test");
  std::vector<std::size_t> train, test;
  Split out;
  for (std::size_t i = 0; i < y.size(); ++i) {
    (is_test[i] ? test : train).push_back(i);
    (is_test[i] ? out.test_outcome : out.train_outcome).push_back(y[i] != 0);
  }
  out.train = x.select_rows(train);
  out.test = x.select_rows(test);
  return out;
}

void expect_near(const std::vector<double>& got, const Json& want, double tolerance,
                 const std::string& what) {
  const auto reference = doubles(want);
  ASSERT_EQ(got.size(), reference.size()) << what;
  for (std::size_t i = 0; i < got.size(); ++i)
    EXPECT_NEAR(got[i], reference[i], tolerance) << what << " row " << i;
}

class SingleFits : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    NEEDS_ORACLE("10_classifiers/expected_single_fits.json");
    want = oracle_json("10_classifiers/expected_single_fits.json").at("sets").at(GetParam());
    split = read_split(GetParam());
  }
  std::vector<double> test_risk(const char* name, const HyperParameters& hyper) const {
    return algorithm(name).fit(split.train, split.train_outcome, hyper, 1)->risk(split.test);
  }
  Json want;
  Split split;
};

TEST_P(SingleFits, LogisticRegressionAgreesWithAndWithoutPenalty) {
  const double no_penalty = std::numeric_limits<double>::infinity();
  const Logistic free = fit_logistic(split.train, split.train_outcome, no_penalty);
  std::vector<double> all = {free.intercept};
  all.insert(all.end(), free.slopes.begin(), free.slopes.end());
  EXPECT_TRUE(free.converged);
  expect_near(all, want.at("logistic_unpenalised").at("params_const_first"), 1e-8, "unpenalised");
  expect_near(test_risk("lr", {{"C", no_penalty}}), want.at("logistic_unpenalised").at("test_prob"),
              1e-8, "unpenalised");
  for (const auto& [key, cost] :
       {std::pair("logistic_l2_C0.1", 0.1), std::pair("logistic_l2_C1.0", 1.0)}) {
    const Logistic ridge = fit_logistic(split.train, split.train_outcome, cost);
    expect_near(ridge.slopes, want.at(key).at("coef"), 1e-5, key);
    EXPECT_NEAR(ridge.intercept, want.at(key).at("intercept").as_number(), 1e-5);
    expect_near(test_risk("lr", {{"C", cost}}), want.at(key).at("test_prob"), 1e-5, key);
  }
}

TEST_P(SingleFits, SupportVectorMachineAgrees) {
  for (const auto& [key, rbf] :
       {std::pair("svc_rbf_C1_gamma0.1", true), std::pair("svc_linear_C1", false)}) {
    const SvmSettings settings{.rbf = rbf, .cost = 1, .gamma = 0.1};
    const auto machine = train_svm(split.train, split.train_outcome, settings);
    expect_near(svm_decisions(machine, split.test), want.at(key).at("test_decision"), 1e-4, key);
    const auto train = svm_decisions(machine, split.train);
    expect_near(train, want.at(key).at("train_decision"), 1e-4, key);
    const Platt platt = fit_platt(train, split.train_outcome);
    const Json& reference = want.at(key).at("platt_on_train_decisions");
    EXPECT_NEAR(platt.a, reference.at("A").as_number(), 2e-4) << key;
    EXPECT_NEAR(platt.b, reference.at("B").as_number(), 2e-4) << key;
  }
}

TEST_P(SingleFits, NearestNeighboursAgree) {
  expect_near(test_risk("knn", {{"k", 5}}), want.at("knn5_uniform").at("test_prob"), 1e-12,
              "uniform");
  expect_near(test_risk("knn", {{"k", 5}, {"distance_weights", 1}}),
              want.at("knn5_distance").at("test_prob"), 1e-12, "distance");
}

TEST_P(SingleFits, XgboostAgrees) {
  const Json& all = want.at("xgboost_exact_20x3_eta0.3_lambda1");
  expect_near(test_risk("xgboost", {{"rounds", 20}, {"depth", 3}, {"eta", 0.3}, {"lambda", 1}}),
              all.at("test_prob"), 2e-5, "xgboost");
}

TEST_P(SingleFits, RandomForestLiesBetweenTheReferencesSeeds) {
  const Json& all = want.at("random_forest_1000");
  const auto risk = test_risk("rf", {{"trees", 1000}, {"min_leaf", 1}});
  const auto mean = doubles(all.at("mean_test_prob_over_8_seeds"));
  std::size_t near = 0;
  for (std::size_t i = 0; i < mean.size(); ++i) near += std::abs(risk[i] - mean[i]) < 0.05;
  EXPECT_GE(static_cast<double>(near), 0.95 * static_cast<double>(mean.size()));
  const double area = auc(risk, split.test_outcome);
  EXPECT_GE(area, all.at("auc_min").as_number() - 0.02);
  EXPECT_LE(area, all.at("auc_max").as_number() + 0.02);
}

TEST_P(SingleFits, LightGbmIsAsGoodAsItsFamily) {
  for (const auto& a : algorithms())
    if (a.name == "lightgbm") {
      const auto risk = test_risk("lightgbm", {{"leaves", 7}, {"rounds", 50}});
      const double reference = want.at("hist_gb_50x7leaves_minleaf5").at("test_auc").as_number();
      EXPECT_NEAR(auc(risk, split.test_outcome), reference, 0.1);
    }
}

INSTANTIATE_TEST_SUITE_P(Sets, SingleFits, testing::Values("HNSCC", "WORC-Liver", "Arita2018"));

}  // namespace
}  // namespace dlrr
