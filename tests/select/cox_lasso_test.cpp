#include "select/cox_lasso.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "base/csv.h"
#include "base/error.h"
#include "base/random.h"
#include "select/cox_score.h"

namespace dlrr {
namespace {

struct Data {
  Matrix x;
  std::vector<double> time;
  std::vector<int> event, fold;
  SurvivalOutcome outcome() const { return {time, event}; }
};

// The table of cox_lasso_references.R, number by number: times have ties.
Data reference_table() {
  double state = 20240117;
  const auto draw = [&] {
    state = std::fmod(state * 16807, 2147483647.0);
    return state / 2147483647.0;
  };
  Data out{Matrix(90, 30), {}, {}, {}};
  for (std::size_t i = 0; i < 90; ++i) {
    for (std::size_t j = 0; j < 30; ++j) {
      const double a = draw(), b = draw(), c = draw();
      out.x(i, j) = a + b + c + (j > 0 ? out.x(i, j - 1) / 2 : 0);
    }
    const double eta = 1.5 * out.x(i, 0) - 1.2 * out.x(i, 3) + 0.8 * out.x(i, 8);
    out.time.push_back(std::ceil(40 * draw() / std::exp(eta - 3)));
    out.event.push_back(draw() < 0.7);
    out.fold.push_back(static_cast<int>(i % 5));
  }
  return out;
}

Data wide(std::size_t rows, std::size_t columns) {
  Random random(5, "cox lasso test");
  Data out{Matrix(rows, columns), {}, {}, {}};
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < columns; ++j) out.x(i, j) = 2 + 3 * random.normal();
    const double eta = (out.x(i, 0) - out.x(i, 1)) / 3;
    out.time.push_back(std::ceil(30 * std::exp(random.normal() - eta)));
    out.event.push_back(random.uniform() < 0.6);
    out.fold.push_back(static_cast<int>(i % 5));
  }
  return out;
}

// The optimality conditions from the definition alone, pair by pair: of each event, the column's
// value minus its weighted mean among those who are still at risk.
double violation(const Data& data, const LassoFit& fit, double mix) {
  const std::size_t rows = data.time.size();
  const auto n = static_cast<double>(rows);
  std::vector<double> weight;
  for (std::size_t i = 0; i < rows; ++i)
    weight.push_back(std::exp(fit.linear_predictor(data.x.row(i))));
  double worst = 0;
  for (std::size_t j = 0; j < data.x.columns(); ++j) {
    double gradient = 0, mean = 0, squares = 0;
    for (std::size_t i = 0; i < rows; ++i) mean += data.x(i, j) / n;
    for (std::size_t i = 0; i < rows; ++i) {
      squares += (data.x(i, j) - mean) * (data.x(i, j) - mean);
      if (data.event[i] == 0) continue;
      double sum = 0, total = 0;
      for (std::size_t k = 0; k < rows; ++k) {
        if (data.time[k] < data.time[i]) continue;
        sum += weight[k] * (data.x(k, j) - mean);
        total += weight[k];
      }
      gradient += data.x(i, j) - mean - sum / total;
    }
    if (squares == 0) continue;
    const double sd = std::sqrt(squares / n), bar = mix * fit.lambda;
    const auto at = std::find(fit.features.begin(), fit.features.end(), j);
    const bool active = at != fit.features.end();
    const double beta = active ? fit.coefficients[std::size_t(at - fit.features.begin())] : 0;
    gradient = gradient / n / sd - (1 - mix) * fit.lambda * beta * sd;
    worst = std::max(
        worst, active ? std::abs(gradient - std::copysign(bar, beta)) : std::abs(gradient) - bar);
  }
  return worst / fit.lambda;
}

using References = std::map<std::string, std::map<std::size_t, double>>;

std::map<double, References> references() {
  std::map<double, References> out;
  const Csv csv = read_csv(std::string(DLRR_TESTS_DIR) + "/select/cox_lasso_references.csv");
  for (const auto& row : csv.rows)
    out[std::stod(row.at(0))][row.at(1)][std::stoul(row.at(2))] = std::stod(row.at(3));
  return out;
}

TEST(CoxLasso, EqualsGlmnet) {
  const Data data = reference_table();
  const auto known = references();
  ASSERT_EQ(known.size(), 3u);
  for (const auto& [mix, expected] : known) {
    if (mix == 0) continue;  // of the score test
    LassoSettings settings;
    settings.mix = mix;
    for (const auto& [l, value] : expected.at("lambda")) settings.lambda.push_back(value);
    const LassoCv cv = cox_lasso_cross_validate(data.x, data.outcome(), data.fold, settings);
    ASSERT_EQ(cv.path.fits.size(), 30u);
    EXPECT_NEAR(cv.path.lambda_max, settings.lambda.front(), 1e-12);
    for (const auto& [l, value] : expected.at("mean")) EXPECT_NEAR(cv.mean[l], value, 1e-7) << l;
    for (const auto& [l, value] : expected.at("sd")) EXPECT_NEAR(cv.sd[l], value, 1e-7) << l;
    for (const auto& [l, value] : expected.at("deviance_ratio"))
      EXPECT_NEAR(cv.path.fits[l].deviance_ratio, value, 1e-9) << l;
    EXPECT_EQ(double(cv.min), expected.at("min").at(0));
    EXPECT_EQ(double(cv.one_se), expected.at("one_se").at(0));
    const auto& coefficients = expected.at("coefficient");
    const auto& fit = cv.at_min();
    ASSERT_EQ(fit.features.size(), coefficients.size());
    for (std::size_t k = 0; k < fit.features.size(); ++k)
      EXPECT_NEAR(fit.coefficients[k], coefficients.at(fit.features[k]), 1e-7);
  }
}

// R's survival: the score test of each column by itself.
TEST(CoxScore, EqualsTheScoreTestOfCoxph) {
  Data data = reference_table();
  const auto z = cox_score(data.x, data.outcome());
  const auto known = references().at(0).at("score_chi2");
  ASSERT_EQ(known.size(), 5u);
  for (const auto& [column, chi2] : known) EXPECT_NEAR(z[column] * z[column], chi2, 1e-9 * chi2);
  for (std::size_t i = 0; i < 90; ++i) data.x(i, 2) = 7;
  EXPECT_EQ(cox_score(data.x, data.outcome())[2], 0);
}

TEST(CoxLasso, MeetsTheOptimalityConditionsAlongTheWholePath) {
  for (const double mix : {1.0, 0.5}) {
    const Data data = wide(80, 300);
    LassoSettings settings;
    settings.mix = mix;
    settings.lambda_min_ratio = 0.05;
    const auto path = cox_lasso_path(data.x, data.outcome(), settings);
    EXPECT_TRUE(path.fits.front().features.empty());
    EXPECT_GT(path.fits.back().features.size(), 10u);
    for (const auto& fit : path.fits) {
      EXPECT_LT(violation(data, fit, mix), 1e-9) << fit.lambda;
      EXPECT_LE(fit.kkt, 1e-9) << fit.lambda;
    }
  }
}

// Any split of a coefficient between two equal columns is an optimum: their sum is what counts.
TEST(CoxLasso, TakesTwoEqualColumnsAsOneAndNoConstantOne) {
  Data data = wide(60, 20);
  for (std::size_t i = 0; i < 60; ++i) data.x(i, 5) = data.x(i, 6) = 4;
  LassoSettings settings;
  settings.lambda_min_ratio = 0.01;
  const auto once = cox_lasso_path(data.x, data.outcome(), settings);
  for (std::size_t i = 0; i < 60; ++i) data.x(i, 5) = data.x(i, 0);
  settings.stop_when_saturated = false;
  const auto twice = cox_lasso_path(data.x, data.outcome(), settings);
  for (std::size_t l = 0; l < once.fits.size(); ++l) {
    const auto sum = [](const LassoFit& fit) {
      double out = 0;
      for (std::size_t k = 0; k < fit.features.size(); ++k) {
        EXPECT_NE(fit.features[k], 6u);
        if (fit.features[k] == 0 || fit.features[k] == 5) out += fit.coefficients[k];
      }
      return out;
    };
    EXPECT_NEAR(sum(once.fits[l]), sum(twice.fits[l]), 1e-6) << l;
    EXPECT_LT(violation(data, twice.fits[l], 1), 1e-9) << l;
  }
  EXPECT_FALSE(once.fits.back().features.empty());
}

TEST(CoxLasso, DoesNotMindTheUnitsOfTimeAndColumns) {
  const Data data = wide(60, 40);
  Data other = data;
  for (std::size_t i = 0; i < 60; ++i) {
    other.time[i] = data.time[i] / 30.4375;
    for (std::size_t j = 0; j < 40; ++j) other.x(i, j) = 1000 * data.x(i, j) - 7;
  }
  const auto a = cox_lasso_cross_validate(data.x, data.outcome(), data.fold);
  const auto b = cox_lasso_cross_validate(other.x, other.outcome(), data.fold);
  EXPECT_EQ(a.min, b.min);
  ASSERT_EQ(a.at_min().features, b.at_min().features);
  for (std::size_t k = 0; k < a.at_min().features.size(); ++k)
    EXPECT_NEAR(a.at_min().coefficients[k], 1000 * b.at_min().coefficients[k], 1e-6);
}

void expect_error(const Data& data, const std::string& words) {
  try {
    cox_lasso_cross_validate(data.x, data.outcome(), data.fold);
    FAIL() << "no error: " << words;
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find(words), std::string::npos) << e.what();
  }
}

TEST(CoxLasso, SaysWhatItCannotLearnFrom) {
  Data data = wide(40, 5);
  data.time[3] = -2;
  expect_error(data, "row 4 has the time -2");
  data = wide(40, 5);
  data.event[7] = 2;
  expect_error(data, "row 8 has the event 2");
  data = wide(40, 5);
  for (std::size_t i = 0; i < 40; ++i)
    if (data.fold[i] == 2) data.event[i] = 0;
  expect_error(data, "of fold 3 has an event");
  data.event.assign(40, 0);
  expect_error(data, "has an event");
}

}  // namespace
}  // namespace dlrr
