#include "oracle/select_data.h"
#include "select/lasso.h"

namespace dlrr {
namespace {

struct Set {
  Matrix x;
  std::vector<double> y;
  std::vector<int> fold;
};

Set read_set(const std::string& name) {
  const Csv csv = oracle_csv("data/" + name + ".csv.gz");
  Set out{csv_matrix(csv, {"ID", "Target"}), csv_column(csv, "Target"), {}};
  for (const double v : csv_column(oracle_csv("08_lasso/" + name + "_foldid.csv"), "foldid"))
    out.fold.push_back(static_cast<int>(v) - 1);
  return out;
}

Matrix zscored(const Matrix& x, double divisor_less) {
  Matrix out = x;
  const auto n = static_cast<double>(x.rows());
  for (std::size_t j = 0; j < x.columns(); ++j) {
    double mean = 0, squares = 0;
    for (std::size_t i = 0; i < x.rows(); ++i) mean += x(i, j) / n;
    for (std::size_t i = 0; i < x.rows(); ++i) squares += (x(i, j) - mean) * (x(i, j) - mean);
    const double sd = std::sqrt(squares / (n - divisor_less));
    for (std::size_t i = 0; i < x.rows(); ++i) out(i, j) = sd > 0 ? (x(i, j) - mean) / sd : 0.0;
  }
  return out;
}

// z-scores and five blocks of products of neighbours, as the oracle derives its wide set.
Matrix widened(const Matrix& x) {
  const Matrix z = zscored(x, 0);
  const std::size_t p = x.columns(), shifts[] = {1, 2, 3, 5, 8};
  Matrix out(x.rows(), 6 * p);
  for (std::size_t i = 0; i < x.rows(); ++i)
    for (std::size_t j = 0; j < p; ++j) {
      out(i, j) = z(i, j);
      for (std::size_t b = 0; b < 5; ++b)
        out(i, (b + 1) * p + j) = z(i, j) * z(i, (j + shifts[b]) % p);
    }
  return out;
}

// Columns that are multiples of one another share one entry, so that any split between them is
// equal.
std::vector<double> merged(std::size_t p, const std::vector<double>& index,
                           const std::vector<double>& value, const Json& groups) {
  std::vector<double> out(p, 0.0);
  for (std::size_t k = 0; k < index.size(); ++k) out[static_cast<std::size_t>(index[k])] = value[k];
  for (const auto& group : groups.as_array()) {
    const auto members = doubles(group);
    for (std::size_t m = 1; m < members.size(); ++m) {
      double& twin = out[static_cast<std::size_t>(members[m])];
      out[static_cast<std::size_t>(members[0])] += std::abs(twin);
      twin = 0;
    }
  }
  return out;
}

void expect_fixed_lambdas(const Json& result, const std::string& key, const Matrix& x,
                          std::span<const double> y, LassoSettings settings) {
  const Json& want = result.at(key);
  settings.lambda.clear();
  for (const auto& fixed : want.at("fixed_lambdas").as_array())
    settings.lambda.push_back(fixed.at("lambda").as_number());
  const auto path = lasso_path(x, y, settings);
  EXPECT_NEAR(path.lambda_max / want.at("lambda_max").as_number(), 1, 1e-10) << key;
  for (std::size_t l = 0; l < path.fits.size(); ++l) {
    const Json& fixed = want.at("fixed_lambdas").as_array()[l];
    const LassoFit& fit = path.fits[l];
    EXPECT_NEAR(fit.objective, fixed.at("objective").as_number(), 1e-10) << key << l;
    EXPECT_LE(fit.kkt, 1e-9) << key << l;
    const Json& unit = fixed.at("coef_on_unit_sd_scale");
    const Json& twins = result.at("identical_up_to_scale0");
    const std::vector<double> features(fit.features.begin(), fit.features.end());
    std::vector<double> got_values = fit.unit_coefficients;
    if (!settings.standardise)
      for (double& v : got_values) v *= std::sqrt((double(y.size()) - 1) / double(y.size()));
    const auto got = merged(x.columns(), features, got_values, twins);
    const auto ref =
        merged(x.columns(), doubles(unit.at("index0")), doubles(unit.at("value")), twins);
    for (std::size_t j = 0; j < got.size(); ++j)
      EXPECT_NEAR(got[j], ref[j], 1e-6) << key << " fraction " << l << " column " << j;
    const auto predictor = doubles(fixed.at("linear_predictor_first5"));
    for (std::size_t i = 0; i < predictor.size(); ++i)
      EXPECT_NEAR(fit.linear_predictor(x.row(i)), predictor[i], 1e-6) << key << l;
  }
}

void expect_cross_validation(const Json& result, const std::string& key, const Set& set,
                             LassoSettings settings) {
  const Json& want = result.at(key).at("cv_explicit_lambda");
  settings.lambda = doubles(want.at("lambda"));
  const auto cv = lasso_cross_validate(set.x, set.y, set.fold, settings);
  const auto mean = doubles(want.at("cvm")), sd = doubles(want.at("cvsd"));
  const auto min = static_cast<std::size_t>(want.at("index_min0").as_integer());
  for (std::size_t l = 0; l < mean.size(); ++l) {
    // Far beyond the minimum the models are nearly saturated and the reference itself, stopped by
    // its size of step, is only good to about 1e-4.
    const double tolerance = l <= min + 5 ? 1e-6 : 1e-4;
    EXPECT_NEAR(cv.mean[l], mean[l], tolerance) << key << l;
    EXPECT_NEAR(cv.sd[l], sd[l], tolerance) << key << l;
  }
  if (want.at("gap_second_best").as_number() > 1e-5) {
    EXPECT_EQ(cv.min, min) << key;
    EXPECT_EQ(static_cast<std::int64_t>(cv.one_se), want.at("index_1se0").as_integer()) << key;
  }
  if (want.at("lambda_min_is_first_so_empty").as_bool()) {
    EXPECT_TRUE(cv.at_min().features.empty());
  }
}

void expect_grid(const Json& result, const std::string& key, const Set& set,
                 const LassoSettings& settings) {
  const auto want = doubles(result.at(key).at("lambda_sequence_default"));
  const auto ratio = doubles(result.at(key).at("dev_ratio_default"));
  const auto path = lasso_path(set.x, set.y, settings);
  for (std::size_t l = 0; l < std::min(want.size(), path.fits.size()); ++l) {
    EXPECT_NEAR(path.fits[l].lambda / want[l], 1, 1e-10) << key;
    EXPECT_NEAR(path.fits[l].deviance_ratio, ratio[l], 5e-3) << key << l;
  }
}

class LassoOracle : public testing::TestWithParam<const char*> {};

TEST_P(LassoOracle, AgreesWithTheExactOptimum) {
  const std::string name = GetParam();
  NEEDS_ORACLE("08_lasso/expected_" + name + ".json");
  const Json result = oracle_json("08_lasso/expected_" + name + ".json").at("result");
  const Set set = read_set(name);
  const Matrix z = zscored(set.x, 1);
  for (const std::string word : {"gaussian", "binomial"}) {
    LassoSettings settings;
    settings.family = lasso_family(word);
    expect_fixed_lambdas(result, word + "_standardize_TRUE", set.x, set.y, settings);
    expect_cross_validation(result, word + "_standardize_TRUE", set, settings);
    expect_grid(result, word + "_standardize_TRUE", set, settings);
    settings.standardise = false;
    expect_fixed_lambdas(result, word + "_zscored_standardize_FALSE", z, set.y, settings);
  }
}

INSTANTIATE_TEST_SUITE_P(Sets, LassoOracle,
                         testing::Values("HNSCC", "HCC-TACE-Seg", "WORC-CRLM", "LGG-1p19qDeletion",
                                         "Colorectal-Liver-Metastases", "WORC-Liver"));

TEST(LassoOracleWide, AgreesOnTwelveThousandColumns) {
  NEEDS_ORACLE("08_lasso/expected_LGG-1p19qDeletion_x6.json");
  const Json result = oracle_json("08_lasso/expected_LGG-1p19qDeletion_x6.json").at("result");
  Set set = read_set("LGG-1p19qDeletion");
  set.x = widened(set.x);
  set.fold.clear();
  for (const double v :
       csv_column(oracle_csv("08_lasso/LGG-1p19qDeletion_x6_foldid.csv"), "foldid"))
    set.fold.push_back(static_cast<int>(v) - 1);
  for (const std::string word : {"gaussian", "binomial"}) {
    LassoSettings settings;
    settings.family = lasso_family(word);
    expect_fixed_lambdas(result, word + "_standardize_TRUE", set.x, set.y, settings);
    expect_cross_validation(result, word + "_standardize_TRUE", set, settings);
  }
}

}  // namespace
}  // namespace dlrr
