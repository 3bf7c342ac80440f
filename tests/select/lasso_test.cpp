#include "select/lasso.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/random.h"
#include "table/folds.h"

namespace dlrr {
namespace {

struct Data {
  Matrix x;
  std::vector<double> y;
  std::vector<int> fold;
};

Data made(std::size_t rows, std::size_t columns, bool classes, double signal = 1) {
  Random random(3, "lasso test");
  Data out{Matrix(rows, columns), {}, {}};
  std::vector<int> above;
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < columns; ++j) out.x(i, j) = 2 + 3 * random.normal();
    const double eta = signal * (out.x(i, 0) - out.x(i, 1)) + random.normal();
    out.y.push_back(classes ? eta > 0 : eta);
    above.push_back(eta > 0);
  }
  out.fold = stratified_folds(above, 5, 1);
  return out;
}

// The optimality conditions, worked out from the definition alone.
double violation(const Data& data, const LassoFit& fit, LassoFamily family, double mix = 1) {
  const auto n = static_cast<double>(data.y.size());
  double worst = 0;
  for (std::size_t j = 0; j < data.x.columns(); ++j) {
    double mean = 0, squares = 0, product = 0;
    for (std::size_t i = 0; i < data.y.size(); ++i) mean += data.x(i, j) / n;
    for (std::size_t i = 0; i < data.y.size(); ++i) {
      const double d = data.x(i, j) - mean, eta = fit.linear_predictor(data.x.row(i));
      squares += d * d;
      const double fitted = family == LassoFamily::gaussian ? eta : 1 / (1 + std::exp(-eta));
      product += d * (data.y[i] - fitted);
    }
    double gradient = product / n / std::sqrt(squares / n);
    const auto at = std::find(fit.features.begin(), fit.features.end(), j);
    const bool active = at != fit.features.end();
    const double beta = active ? fit.coefficients[std::size_t(at - fit.features.begin())] : 0;
    gradient -= (1 - mix) * fit.lambda * beta * std::sqrt(squares / n);
    const double bar = mix * fit.lambda;
    worst = std::max(
        worst, active ? std::abs(gradient - std::copysign(bar, beta)) : std::abs(gradient) - bar);
  }
  return worst / fit.lambda;
}

TEST(Lasso, SoftensTheSlopeOfASingleColumn) {
  Matrix x(4, 1);
  const std::vector<double> y = {1, 2, 3, 6};
  for (std::size_t i = 0; i < 4; ++i) x(i, 0) = i % 2 ? 1 : -1;  // mean 0, SD 1
  LassoSettings settings;
  settings.lambda = {0.5};
  const auto path = lasso_path(x, y, settings);
  EXPECT_NEAR(path.lambda_max, 1, 1e-14);
  EXPECT_NEAR(path.fits[0].coefficients[0], 0.5, 1e-12);
  EXPECT_NEAR(path.fits[0].intercept, 3, 1e-12);
}

TEST(Lasso, MeetsTheOptimalityConditionsAlongTheWholePath) {
  for (const auto family : {LassoFamily::gaussian, LassoFamily::binomial}) {
    const Data data = made(60, 200, family == LassoFamily::binomial, 0.3);
    LassoSettings settings;
    settings.family = family;
    const auto path = lasso_path(data.x, data.y, settings);
    for (const auto& fit : path.fits) {
      EXPECT_LT(violation(data, fit, family), 1e-9);
      EXPECT_LE(fit.kkt, 1e-9);
    }
  }
}

TEST(Lasso, StartsEmptyAndFindsTheTrueColumns) {
  const Data data = made(80, 50, false);
  const auto path = lasso_path(data.x, data.y);
  EXPECT_TRUE(path.fits.front().features.empty());
  const auto cv = lasso_cross_validate(data.x, data.y, data.fold);
  const auto& kept = cv.at_min().features;
  EXPECT_TRUE(std::count(kept.begin(), kept.end(), 0u) && std::count(kept.begin(), kept.end(), 1u));
  EXPECT_LE(cv.one_se, cv.min);
  EXPECT_EQ(cv.mean.size(), cv.path.fits.size());
}

TEST(Lasso, MayKeepNothing) {
  const Data data = made(40, 30, true, 0);
  LassoSettings settings;
  settings.family = LassoFamily::binomial;
  const auto cv = lasso_cross_validate(data.x, data.y, data.fold, settings);
  EXPECT_TRUE(cv.at_one_se().features.empty());
}

TEST(Lasso, DoesNotSeeTheUnitOfAColumn) {
  Data data = made(50, 20, false);
  const auto before = lasso_path(data.x, data.y);
  for (std::size_t i = 0; i < 50; ++i) data.x(i, 0) *= 1000;
  const auto after = lasso_path(data.x, data.y);
  EXPECT_EQ(before.fits[30].features, after.fits[30].features);
  EXPECT_NEAR(before.fits[30].coefficients[0], 1000 * after.fits[30].coefficients[0], 1e-9);
}

TEST(Lasso, HasHeldOutErrorsThatPlainCodeRepeats) {
  const Data data = made(50, 20, false, 0.2);
  LassoSettings settings;
  settings.lambda = {0.4, 0.2, 0.1};
  const auto cv = lasso_cross_validate(data.x, data.y, data.fold, settings);
  std::vector<double> mean(3, 0.0);
  for (int fold = 0; fold < 5; ++fold) {
    const auto rows = fold_rows(data.fold, fold);
    std::vector<double> y;
    for (const auto row : rows.train) y.push_back(data.y[row]);
    const auto path = lasso_path(data.x.select_rows(rows.train), y, settings);
    for (std::size_t l = 0; l < 3; ++l)
      for (const auto row : rows.test)
        mean[l] += std::pow(data.y[row] - path.fits[l].linear_predictor(data.x.row(row)), 2) / 50;
  }
  for (std::size_t l = 0; l < 3; ++l) EXPECT_NEAR(cv.mean[l], mean[l], 1e-9);
}

TEST(Lasso, NeverChoosesAConstantColumnAndGivesCopiesToTheFirst) {
  Data data = made(40, 5, false);
  for (std::size_t i = 0; i < 40; ++i) {
    data.x(i, 2) = 7;
    data.x(i, 4) = 2 * data.x(i, 0);
  }
  const auto path = lasso_path(data.x, data.y);
  for (const auto& fit : path.fits) {
    EXPECT_EQ(std::count(fit.features.begin(), fit.features.end(), 2u), 0);
    EXPECT_EQ(std::count(fit.features.begin(), fit.features.end(), 4u), 0);
  }
}

TEST(Lasso, StopsAtTheLimitOfFeatures) {
  const Data data = made(40, 100, false, 0.2);
  LassoSettings settings;
  settings.max_features = 5;
  const auto path = lasso_path(data.x, data.y, settings);
  EXPECT_GT(path.fits.back().features.size(), 5u);
  for (std::size_t l = 0; l + 1 < path.fits.size(); ++l)
    EXPECT_LE(path.fits[l].features.size(), 5u);
}

TEST(Lasso, RefusesOneOutcomeNoColumnAndUnknownFamilies) {
  const Data data = made(20, 4, false);
  EXPECT_THROW(lasso_path(data.x, std::vector<double>(20, 1.0)), Error);
  EXPECT_THROW(lasso_path(Matrix(20, 0), data.y), Error);
  EXPECT_THROW(lasso_family("cox"), Error);
}

TEST(Lasso, TheElasticNetMeetsItsOptimalityConditionsAndKeepsMoreColumns) {
  for (const bool classes : {false, true}) {
    const Data data = made(60, 90, classes);
    LassoSettings settings;
    settings.family = classes ? LassoFamily::binomial : LassoFamily::gaussian;
    settings.lambdas = 40;
    const auto lasso = lasso_path(data.x, data.y, settings);
    settings.mix = 0.3;
    const auto net = lasso_path(data.x, data.y, settings);
    EXPECT_NEAR(net.lambda_max, lasso.lambda_max / 0.3, 1e-12 * net.lambda_max);
    for (const auto& fit : net.fits)
      EXPECT_LT(violation(data, fit, settings.family, 0.3), 1e-9) << fit.lambda;
    EXPECT_TRUE(net.fits.front().features.empty());
    EXPECT_GT(net.fits[15].features.size(), lasso.fits[15].features.size());
  }
}

TEST(Lasso, RepeatsAverageTheCurvesOfTheirFolds) {
  const Data data = made(40, 12, false);
  std::vector<std::vector<int>> repeats = {data.fold};
  repeats.emplace_back(data.fold.rbegin(), data.fold.rend());
  LassoSettings settings;
  settings.lambda = {1, 0.5, 0.2, 0.1};
  const auto both = lasso_cross_validate(data.x, data.y, repeats, settings);
  const auto first = lasso_cross_validate(data.x, data.y, repeats[0], settings);
  const auto second = lasso_cross_validate(data.x, data.y, repeats[1], settings);
  for (std::size_t l = 0; l < settings.lambda.size(); ++l) {
    EXPECT_NEAR(both.mean[l], (first.mean[l] + second.mean[l]) / 2, 1e-9);
    EXPECT_NEAR(both.sd[l], (first.sd[l] + second.sd[l]) / 2, 1e-9);
  }
  EXPECT_NE(first.mean[3], second.mean[3]);
}

}  // namespace
}  // namespace dlrr
