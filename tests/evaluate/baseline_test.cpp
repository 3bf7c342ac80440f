#include "evaluate/baseline.h"

#include <gtest/gtest.h>

#include <cmath>

namespace dlrr {
namespace {

using Values = std::vector<double>;

TEST(ChiSquaredTest, IsKnownForTheTeaTastingTable) {
  const ChiSquared test = chi_squared({{3, 1}, {1, 3}});
  EXPECT_DOUBLE_EQ(test.chi2, 2.0);
  EXPECT_EQ(test.df, 1.0);
  EXPECT_EQ(test.smallest_expected, 2.0);
}

TEST(ChiSquaredTest, IgnoresEmptyRowsAndColumns) {
  EXPECT_DOUBLE_EQ(chi_squared({{3, 0, 1}, {0, 0, 0}, {1, 0, 3}}).chi2, 2.0);
  EXPECT_TRUE(std::isnan(chi_squared({{3, 0}, {4, 0}}).p));
}

TEST(FisherTest, IsKnownForTheTeaTastingTable) {
  EXPECT_NEAR(fisher_exact({{3, 1}, {1, 3}}).p, 34.0 / 70.0, 1e-12);
}

TEST(FisherTest, DoesNotDependOnTheOrderOfRowsAndColumns) {
  const double p = fisher_exact({{3, 1, 2}, {0, 4, 1}, {2, 2, 5}}).p;
  EXPECT_NEAR(fisher_exact({{0, 4, 1}, {2, 2, 5}, {3, 1, 2}}).p, p, 1e-12);
  EXPECT_NEAR(fisher_exact({{3, 0, 2}, {1, 4, 2}, {2, 1, 5}}).p, p, 1e-12);
}

TEST(FisherTest, OfAThreeByThreeTableIsTheSumOverAllTables) {
  // margins 2, 1, 1 and 2, 1, 1: by hand, the table diag(2, 1, 1) and its mirror have chance 1/12
  // each
  EXPECT_NEAR(fisher_exact({{2, 0, 0}, {0, 1, 0}, {0, 0, 1}}).p, 2.0 / 12.0, 1e-12);
}

// R 4.2.2: uniroot at 1e-14 on the mean and tails of dhyper's weights times ratio^x.
TEST(ConditionalOddsRatio, AgreesWithRootsFoundInR) {
  const Interval tea = conditional_odds_ratio({{3, 1}, {1, 3}});
  EXPECT_NEAR(tea.estimate / 6.408319658199677, 1.0, 1e-8);
  EXPECT_NEAR(tea.lower / 0.211735595446579, 1.0, 1e-8);
  EXPECT_NEAR(tea.upper / 626.243530588814451, 1.0, 1e-8);
  const Interval empty = conditional_odds_ratio({{0, 7}, {12, 9}});
  EXPECT_EQ(empty.estimate, 0.0);
  EXPECT_EQ(empty.lower, 0.0);
  EXPECT_NEAR(empty.upper / 0.709844281045925, 1.0, 1e-8);
}

TEST(CountTestRule, TakesFisherOnlyForSmallExpectedCounts) {
  EXPECT_EQ(test_counts({{3, 1}, {1, 3}}).method, "Fisher exact");
  EXPECT_EQ(test_counts({{3, 1, 2}, {1, 3, 1}}).method, "Fisher-Freeman-Halton");
  EXPECT_EQ(test_counts({{3, 1, 0}, {1, 3, 0}, {0, 0, 0}}).method, "Fisher exact");
  EXPECT_EQ(test_counts({{30, 10}, {10, 30}}).method, "chi-squared");
}

TEST(DescriptionOfValues, HasTypeSevenQuartiles) {
  const Description d = describe(Values{4, 1, 3, 2});
  EXPECT_DOUBLE_EQ(d.q1, 1.75);
  EXPECT_DOUBLE_EQ(d.median, 2.5);
  EXPECT_DOUBLE_EQ(d.q3, 3.25);
  EXPECT_DOUBLE_EQ(d.mean, 2.5);
}

TEST(AnovaTest, OfTwoGroupsIsTheSquaredTTest) {
  const Values a{1, 2, 4, 7}, b{3, 5, 8};
  EXPECT_NEAR(anova({a, b}).f, std::pow(student_t(a, b).t, 2), 1e-12);
  EXPECT_NEAR(welch_anova({a, b}).f, std::pow(welch_t(a, b).t, 2), 1e-12);
  EXPECT_NEAR(welch_anova({a, b}).df2, welch_t(a, b).df, 1e-10);
}

TEST(MannWhitneyTest, HasTheExactPOfSmallSamples) {
  const MannWhitney test = mann_whitney(Values{1, 2, 3}, Values{4, 5, 6});
  EXPECT_EQ(test.u, 0.0);
  EXPECT_NEAR(test.p_exact, 0.1, 1e-12);
}

TEST(KruskalWallisTest, OfTwoGroupsIsTheUncorrectedMannWhitney) {
  const Values a{1, 2, 2, 7}, b{3, 5, 8, 2};
  EXPECT_NEAR(kruskal_wallis({a, b}).p, mann_whitney(a, b).p_uncorrected, 1e-12);
}

TEST(ShapiroWilkTest, NeedsThreeDifferentValues) {
  EXPECT_TRUE(std::isnan(shapiro_wilk(Values{1, 2}).p));
  EXPECT_TRUE(std::isnan(shapiro_wilk(Values{1, 1, 1, 1}).p));
  EXPECT_NEAR(shapiro_wilk(Values{1, 2, 3}).w, 1.0, 1e-12);
}

TEST(BaselineRowRule, TellsSkewedDataByMedianAndRanks) {
  Values skewed, even;
  for (int i = 1; i <= 60; ++i) {
    skewed.push_back(std::exp(0.1 * i));
    even.push_back(std::sin(1.0 * i) + 0.05 * i);
  }
  EXPECT_EQ(compare_groups({skewed, even}).method, "Mann-Whitney");
  const Values few(skewed.begin(), skewed.begin() + 49);
  EXPECT_EQ(compare_groups({few, even}).method, "Mann-Whitney");
  EXPECT_EQ(compare_groups({few, few}).method, "exact Mann-Whitney");
  EXPECT_EQ(compare_groups({skewed, even, skewed}).method, "Kruskal-Wallis");
}

TEST(BaselineRowRule, SaysWhenThereIsNothingToCompare) {
  const BaselineRow row = compare_groups({{1, 2, 3}, {}});
  EXPECT_TRUE(std::isnan(row.p));
  EXPECT_EQ(row.groups.size(), 2u);
}

}  // namespace
}  // namespace dlrr
