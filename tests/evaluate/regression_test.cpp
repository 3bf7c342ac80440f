#include "evaluate/regression.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/random.h"

namespace dlrr {
namespace {

struct Data {
  Matrix x;
  std::vector<int> y;
};

Data simulated(std::size_t n, std::size_t columns) {
  Random random(7, "regression test");
  Data out{Matrix(n, columns), {}};
  for (std::size_t i = 0; i < n; ++i) {
    double eta = -0.4;
    for (std::size_t j = 0; j < columns; ++j) {
      out.x(i, j) = 50.0 + 3.0 * random.normal();
      eta += (j % 2 ? -0.2 : 0.25) * (out.x(i, j) - 50.0);
    }
    out.y.push_back(random.uniform() < 1.0 / (1.0 + std::exp(-eta)));
  }
  return out;
}

// Counts of a two by two table: events and non-events of exposed and unexposed.
Data two_by_two(int a, int b, int c, int d) {
  Data out{Matrix(static_cast<std::size_t>(a + b + c + d), 1), {}};
  const auto add = [&](int count, double x, int y) {
    for (int i = 0; i < count; ++i) {
      out.x(out.y.size(), 0) = x;
      out.y.push_back(y);
    }
  };
  add(a, 1, 1), add(b, 1, 0), add(c, 0, 1), add(d, 0, 0);
  return out;
}

double log_likelihood(double events, double n, double chance) {
  return events * std::log(chance) + (n - events) * std::log1p(-chance);
}

TEST(Regression, AnOddsRatioOfATwoByTwoTableIsTheCrossProduct) {
  const Data data = two_by_two(12, 8, 5, 25);
  const LogisticTerms model = logistic_terms(data.x, data.y);
  ASSERT_TRUE(model.estimable);
  EXPECT_NEAR(model.odds_ratio[1].estimate, 12.0 * 25.0 / (8.0 * 5.0), 1e-9);
  EXPECT_NEAR(model.se[1], std::sqrt(1.0 / 12 + 1.0 / 8 + 1.0 / 5 + 1.0 / 25), 1e-9);
}

// With one binary column the profile can be written down: the best intercept solves one equation.
TEST(Regression, AtAProfileEndTwiceTheFallOfTheLikelihoodIsTheQuantile) {
  const Data data = two_by_two(12, 8, 5, 25);
  const LogisticTerms model = logistic_terms(data.x, data.y);
  for (const double ratio : {model.profile[1].lower, model.profile[1].upper}) {
    double low = 0.0, high = 1.0;  // chance of the unexposed
    for (int round = 0; round < 200; ++round) {
      const double q = (low + high) / 2, odds = ratio * q / (1 - q), p = odds / (1 + odds);
      (20 * p + 30 * q < 17 ? low : high) = q;
    }
    const double odds = ratio * low / (1 - low), p = odds / (1 + odds);
    const double there = log_likelihood(12, 20, p) + log_likelihood(5, 30, low);
    EXPECT_NEAR(2 * (model.log_likelihood - there), 3.841458820694124, 1e-8);
  }
}

TEST(Regression, FirthOfATwoByTwoTableAddsOneHalfToEachCell) {
  for (const auto& [a, b, c, d] : {std::tuple{0, 7, 12, 9}, std::tuple{3, 4, 5, 6}}) {
    const Data data = two_by_two(a, b, c, d);
    const LogisticTerms model = logistic_terms(data.x, data.y, LogisticMethod::firth);
    const double wanted = std::log((a + 0.5) * (d + 0.5) / ((b + 0.5) * (c + 0.5)));
    EXPECT_NEAR(model.coefficient[1], wanted, 1e-8);
  }
}

TEST(Regression, AnEmptyCellIsSaidToSeparateAndNoNumberRunsAway) {
  const Data data = two_by_two(0, 7, 12, 9);
  const LogisticTerms model = logistic_terms(data.x, data.y);
  EXPECT_TRUE(model.separated);
  EXPECT_EQ(model.method, LogisticMethod::firth);
  EXPECT_EQ(model.infinite, std::vector<std::size_t>{1});
  EXPECT_TRUE(std::isfinite(model.coefficient[1]) && std::isfinite(model.profile[1].upper));
}

TEST(Regression, AStrongEffectThatIsFiniteIsNotCalledSeparated) {
  const Data data = two_by_two(59, 1, 1, 59);
  EXPECT_FALSE(logistic_terms(data.x, data.y).separated);
}

TEST(Regression, TheOrderOfRowsChangesNothing) {
  const Data data = simulated(150, 4);
  std::vector<std::size_t> order(150);
  std::iota(order.begin(), order.end(), std::size_t{0});
  Random(1, "order").shuffle(order);
  std::vector<int> y;
  for (const auto i : order) y.push_back(data.y[i]);
  const auto first = logistic_terms(data.x, data.y);
  const auto second = logistic_terms(data.x.select_rows(order), y);
  for (std::size_t j = 0; j < 5; ++j) {
    EXPECT_NEAR(first.coefficient[j], second.coefficient[j], 1e-9 * (1 + std::abs(first.z[j])));
    EXPECT_NEAR(first.profile[j].upper / second.profile[j].upper, 1.0, 1e-7);
  }
}

TEST(Regression, AColumnThatFollowsFromOthersGivesNoNumbersButAReason) {
  Data data = simulated(80, 3);
  for (std::size_t i = 0; i < 80; ++i) data.x(i, 2) = 2 * data.x(i, 0) - data.x(i, 1) + 3;
  EXPECT_EQ(dependent_columns(data.x), std::vector<std::size_t>{2});
  const LogisticTerms model = logistic_terms(data.x, data.y);
  EXPECT_FALSE(model.estimable);
  EXPECT_NE(model.reason.find("follows from the others"), std::string::npos);
}

TEST(Regression, OneOutcomeAloneGivesAReason) {
  const Data data = two_by_two(4, 0, 5, 0);
  const LogisticTerms model = logistic_terms(data.x, data.y);
  EXPECT_FALSE(model.estimable);
  EXPECT_NE(model.reason.find("same in every row"), std::string::npos);
}

TEST(Regression, InflationOfTwoColumnsIsOneOverOneMinusTheSquaredCorrelation) {
  const Data data = simulated(60, 2);
  const LinearTerms line =
      linear_terms(data.x.select_columns(std::vector<std::size_t>{0}), data.x.column(1));
  const auto y = data.x.column(1);
  const double mean = std::accumulate(y.begin(), y.end(), 0.0) / 60;
  double total = 0;
  for (const double v : y) total += (v - mean) * (v - mean);
  const double wanted = total / (line.residual_variance * line.df);
  for (const double found : variance_inflation(data.x, {{0}, {1}}))
    EXPECT_NEAR(found, wanted, 1e-9);
}

TEST(Regression, TheJointTestOfOneEntryIsItsOwnWaldTest) {
  const Data data = simulated(120, 3);
  const LogisticTerms model = logistic_terms(data.x, data.y);
  const JointTest test = joint_wald(model, std::vector<std::size_t>{2});
  EXPECT_NEAR(test.p, model.p[2], 1e-10);
}

}  // namespace
}  // namespace dlrr
