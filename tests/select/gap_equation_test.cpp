#include "select/gap_equation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/random.h"

namespace dlrr {
namespace {

constexpr double kGap = std::numeric_limits<double>::quiet_NaN();

// Column 0 = 5 + 2 * column 1 - column 2 + a little noise, every eighth row missing; columns 3 to
// 20 are noise, 21 is constant, 22 is a copy of column 1 with a gap.
struct Made {
  Matrix values{100, 23};
  std::vector<std::size_t> rows;

  Made() {
    Random random(2, "gap equation test");
    for (std::size_t i = 0; i < 100; ++i) {
      for (std::size_t j = 1; j < 21; ++j) values(i, j) = 10 + 3 * random.normal();
      values(i, 0) = 5 + 2 * values(i, 1) - values(i, 2) + 0.1 * random.normal();
      values(i, 21) = 7;
      values(i, 22) = i == 5 ? kGap : values(i, 1);
      if (i % 8 == 0) values(i, 0) = kGap;
    }
    rows.resize(80);
    std::iota(rows.begin(), rows.end(), 0);
  }
};

double expected(const GapEquation& equation, const Matrix& values, std::size_t row) {
  double out = equation.intercept;
  for (std::size_t k = 0; k < equation.columns.size(); ++k)
    out += equation.slope[k] * (values(row, equation.columns[k]) - equation.mean[k]);
  return out;
}

TEST(GapEquation, FindsWhatTellsTheColumnAndNothingElse) {
  const Made made;
  const auto equation = GapEquations(made.values, made.rows).learn(0);
  ASSERT_FALSE(equation.columns.empty());
  EXPECT_EQ(equation.columns.front(), 1u);
  std::vector<double> slope(23, 0.0);
  for (std::size_t k = 0; k < equation.columns.size(); ++k)
    slope[equation.columns[k]] = equation.slope[k];
  for (std::size_t j = 0; j < 23; ++j)  // the ridge shrinks by about a hundredth
    EXPECT_NEAR(slope[j], j == 1 ? 2 : (j == 2 ? -1 : 0), 0.06) << j;
  for (std::size_t i = 81; i < 100; ++i) {  // rows that did not teach
    const double truth = 5 + 2 * made.values(i, 1) - made.values(i, 2);
    EXPECT_NEAR(expected(equation, made.values, i), truth, 0.6);
  }
}

// The limit is what the best of so many unrelated columns reaches: most noise is told by none, and
// a gap then takes the median. Gaps and constants are no predictors.
TEST(GapEquation, AsksNoColumnThatIsAsGoodAsChance) {
  const Made made;
  const GapEquations equations(made.values, made.rows);
  int told = 0;
  for (std::size_t noise = 3; noise < 21; ++noise) {
    const auto columns = equations.learn(noise).columns;
    told += !columns.empty();
    for (const auto column : columns) EXPECT_TRUE(column > 0 && column < 21) << column;
  }
  EXPECT_LE(told, 9);
}

TEST(GapEquation, LearnsFromTrainingRowsAlone) {
  Made made;
  const auto before = GapEquations(made.values, made.rows).learn(0);
  for (std::size_t i = 80; i < 100; ++i) made.values(i, 1) = 1e6;
  const auto after = GapEquations(made.values, made.rows).learn(0);
  EXPECT_EQ(before.slope, after.slope);
  EXPECT_EQ(before.mean, after.mean);
}

TEST(GapEquation, HasNoMeanWithoutAnObservedValue) {
  Made made;
  for (std::size_t i = 0; i < 100; ++i) made.values(i, 0) = kGap;
  const auto equation = GapEquations(made.values, made.rows).learn(0);
  EXPECT_TRUE(std::isnan(equation.intercept));
  EXPECT_TRUE(equation.columns.empty());
}

// Of 3000 columns every third is a candidate: 1, 4, 7 ... since 0 has gaps. The twin, 3, is none.
TEST(GapEquation, LooksAtNearColumnsBesideTheEvenlySpreadOnes) {
  Matrix values(60, 3000);
  Random random(3, "near");
  for (std::size_t i = 0; i < 60; ++i) {
    for (std::size_t j = 0; j < 3000; ++j) values(i, j) = random.normal();
    values(i, 0) = i % 6 == 0 ? kGap : values(i, 3);
  }
  std::vector<std::size_t> rows(60);
  std::iota(rows.begin(), rows.end(), 0);
  const GapEquations equations(values, rows);
  const std::vector<std::size_t> near = {3};
  EXPECT_EQ(equations.learn(0, near).columns.at(0), 3u);
  const auto far = equations.learn(0).columns;
  EXPECT_EQ(std::find(far.begin(), far.end(), 3u), far.end());
}

}  // namespace
}  // namespace dlrr
