#include "evaluate/multinomial.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "evaluate/regression.h"

namespace dlrr {
namespace {

using Levels = std::vector<std::size_t>;

struct Made {
  Matrix x;  // intercept, normal, 0/1
  Levels level;
};

Made made_rows(std::size_t n, std::size_t levels) {
  Random chance(4, "multinomial test");
  Made out{Matrix(n, 3), {}};
  for (std::size_t i = 0; i < n; ++i) {
    out.x(i, 0) = 1;
    out.x(i, 1) = chance.normal();
    out.x(i, 2) = static_cast<double>(chance.below(2));
    const double lean = out.x(i, 1) + out.x(i, 2) + chance.normal();
    out.level.push_back(lean < 0 ? 0 : 1 + chance.below(levels - 1));
  }
  return out;
}

TEST(MultinomialModel, OfTwoLevelsIsTheLogisticModel) {
  const Made data = made_rows(150, 2);
  Matrix covariates(150, 2);
  std::vector<int> y;
  for (std::size_t i = 0; i < 150; ++i) {
    for (std::size_t j = 0; j < 2; ++j) covariates(i, j) = data.x(i, j + 1);
    y.push_back(static_cast<int>(data.level[i]));
  }
  const LogisticTerms wanted = logistic_terms(covariates, y);
  const Multinomial found = multinomial_fit(data.x, data.level, 2, 1e-12);
  for (std::size_t j = 0; j < 3; ++j)
    EXPECT_NEAR(found.coefficient(0, j), wanted.coefficient[j], 1e-8);

  // Draws scatter round the estimate as its covariance says.
  Random chance(1, "draws");
  const int draws = 20000;
  std::vector<double> sum(3, 0), squares(3, 0);
  for (int k = 0; k < draws; ++k) {
    const Matrix drawn = drawn_coefficients(found, chance);
    for (std::size_t j = 0; j < 3; ++j) {
      const double d = drawn(0, j) - found.coefficient(0, j);
      sum[j] += d;
      squares[j] += d * d;
    }
  }
  for (std::size_t j = 0; j < 3; ++j) {
    EXPECT_NEAR(sum[j] / draws, 0, 5 * wanted.se[j] / std::sqrt(draws));
    EXPECT_NEAR(std::sqrt(squares[j] / draws), wanted.se[j], 0.03 * wanted.se[j]);
  }
}

// With one indicator per group the model is saturated: its chances are the shares of the groups.
TEST(MultinomialModel, ThatIsSaturatedGivesTheSharesOfEachGroup) {
  const std::size_t counts[2][4] = {{5, 12, 3, 7}, {9, 2, 8, 1}};
  const double total[2] = {27, 20};
  Matrix x(47, 2);
  Levels level;
  for (std::size_t g = 0; g < 2; ++g)
    for (std::size_t l = 0; l < 4; ++l)
      for (std::size_t k = 0; k < counts[g][l]; ++k) {
        x(level.size(), 0) = 1;
        x(level.size(), 1) = static_cast<double>(g);
        level.push_back(l);
      }
  const Multinomial found = multinomial_fit(x, level, 4, 1e-12);
  for (std::size_t g = 0; g < 2; ++g) {
    const auto chances =
        level_chances(found.coefficient, std::vector<double>{1, static_cast<double>(g)});
    for (std::size_t l = 0; l < 4; ++l)
      EXPECT_NEAR(chances[l], static_cast<double>(counts[g][l]) / total[g], 1e-9);
  }
}

// At the mode the chances of a level add up to its number of patients, weighted by every column.
TEST(MultinomialModel, HasNoSlopeLeftAtItsMode) {
  const Made data = made_rows(120, 4);
  const double precision = 0.01;
  const Multinomial found = multinomial_fit(data.x, data.level, 4, precision);
  for (std::size_t k = 1; k < 4; ++k)
    for (std::size_t j = 0; j < 3; ++j) {
      double slope = -precision * found.coefficient(k - 1, j);
      for (std::size_t i = 0; i < 120; ++i)
        slope += data.x(i, j) * ((data.level[i] == k ? 1.0 : 0.0) -
                                 level_chances(found.coefficient, data.x.row(i))[k]);
      EXPECT_NEAR(slope, 0, 1e-7) << k << " " << j;
    }
}

TEST(MultinomialModel, HasOneModeWhereverTheSearchBegins) {
  const Made data = made_rows(120, 4);
  const Multinomial found = multinomial_fit(data.x, data.level, 4, 0.01);
  const Multinomial again = multinomial_fit(data.x, data.level, 4, 0.01, Matrix(3, 3, 1.5));
  for (std::size_t k = 0; k < 3; ++k)
    for (std::size_t j = 0; j < 3; ++j)
      EXPECT_NEAR(found.coefficient(k, j), again.coefficient(k, j), 1e-8);
}

TEST(MultinomialModel, StaysFiniteWhenTheLevelsAreSeparated) {
  Matrix x(30, 2);
  Levels level;
  for (std::size_t i = 0; i < 30; ++i) {
    x(i, 0) = 1;
    x(i, 1) = static_cast<double>(i) / 10 - 1.5;
    level.push_back(i / 10);
  }
  const Multinomial found = multinomial_fit(x, level, 3, 0.01);
  for (std::size_t i = 0; i < 30; ++i) {
    const auto chances = level_chances(found.coefficient, x.row(i));
    EXPECT_GT(chances[level[i]], 0.4) << i;
    EXPECT_NEAR(chances[0] + chances[1] + chances[2], 1, 1e-14);
  }
}

TEST(MultinomialModel, RefusesOneLevelAndNoPrior) {
  const Matrix x(3, 1, 1.0);
  EXPECT_THROW(multinomial_fit(x, Levels{0, 0, 0}, 1, 0.1), Error);
  EXPECT_THROW(multinomial_fit(x, Levels{0, 1, 0}, 2, 0.0), Error);
}

}  // namespace
}  // namespace dlrr
