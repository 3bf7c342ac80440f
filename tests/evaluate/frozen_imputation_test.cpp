#include "evaluate/frozen_imputation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "base/random.h"

namespace dlrr {
namespace {

constexpr double kGap = std::numeric_limits<double>::quiet_NaN();

// x, y = 3 x + noise of SD 0.3, and three levels by x: 0 below -0.5, 2 above 0.5. A fifth is
// missing.
std::vector<ImputedColumn> made_columns() {
  std::vector<ImputedColumn> out(3);
  out[2].levels = 3;
  Random random(4, "frozen imputation test");
  for (int i = 0; i < 200; ++i) {
    const double x = random.normal();
    out[0].values.push_back(i % 5 == 1 ? kGap : x);
    out[1].values.push_back(i % 5 == 2 ? kGap : 3 * x + 0.3 * random.normal());
    out[2].values.push_back(i % 5 == 3 ? kGap : x < -0.5 ? 0 : (x > 0.5 ? 2 : 1));
  }
  return out;
}

double mean_filled(const FrozenImputation& frozen, const std::vector<double>& row, std::size_t at) {
  double sum = 0;
  for (const auto& table : frozen.tables) sum += completed(table, row)[at];
  return sum / static_cast<double>(frozen.tables.size());
}

TEST(FrozenImputation, KeepsWhatIsKnownAndFillsWithTrainingValues) {
  const auto columns = made_columns();
  const auto learned = learn_imputation(columns, {4, 5, 7});
  ASSERT_EQ(learned.frozen.tables.size(), 4u);
  for (const auto& table : learned.frozen.tables) {
    const auto filled = completed(table, std::vector<double>{0.25, kGap, kGap});
    EXPECT_EQ(filled[0], 0.25);
    const auto& y = columns[1].values;
    EXPECT_NE(std::find(y.begin(), y.end(), filled[1]), y.end());
    EXPECT_TRUE(filled[2] == 0 || filled[2] == 1 || filled[2] == 2);
    EXPECT_EQ(completed(table, std::vector<double>{1, 2, 0}), (std::vector<double>{1, 2, 0}));
  }
}

// Over many tables the mean is the mean of what is missing given what is known: 3 x, as far as the
// few donors near each x allow.
TEST(FrozenImputation, MeansOverTheDistributionOfWhatIsMissing) {
  const auto learned = learn_imputation(made_columns(), {60, 5, 7});
  double sum = 0;
  for (double x = -1.5; x <= 1.5; x += 0.25) {
    const double apart = mean_filled(learned.frozen, {x, kGap, kGap}, 1) - 3 * x;
    EXPECT_LT(std::abs(apart), 0.5) << x;
    sum += apart;
  }
  EXPECT_LT(std::abs(sum / 13), 0.1);
  EXPECT_GT(mean_filled(learned.frozen, {1.5, 4.5, kGap}, 2), 1.8);
  EXPECT_LT(mean_filled(learned.frozen, {-1.5, -4.5, kGap}, 2), 0.2);
  std::set<double> drawn;
  for (const auto& table : learned.frozen.tables)
    drawn.insert(completed(table, std::vector<double>{0, kGap, 1})[1]);
  EXPECT_GT(drawn.size(), 5u) << "drawn, not decided";
}

TEST(FrozenImputation, TrainingTablesAreThoseOfImpute) {
  const auto columns = made_columns();
  const ImputationPlan plan{3, 4, 7};
  EXPECT_EQ(learn_imputation(columns, plan).tables,
            impute(columns, std::vector<bool>(200, true), plan));
}

// What every table makes of some rows.
std::vector<std::vector<double>> draws(const FrozenImputation& frozen) {
  std::vector<std::vector<double>> out;
  for (const auto& table : frozen.tables)
    for (const auto& row : std::vector<std::vector<double>>{
             {kGap, kGap, kGap}, {0.3, kGap, kGap}, {kGap, -2, 1}, {kGap, 4, kGap}})
      out.push_back(completed(table, row));
  return out;
}

TEST(FrozenImputation, DependsOnTheSeedAndNotOnThreads) {
  const auto columns = made_columns();
  const auto drawn = [&](std::uint64_t seed, unsigned threads) {
    return draws(learn_imputation(columns, {3, 4, seed, threads}).frozen);
  };
  EXPECT_EQ(drawn(7, 1), drawn(7, 4));
  EXPECT_NE(drawn(7, 1), drawn(8, 1));
}

TEST(FrozenImputation, ReadsBackFromItsJsonToTheSameDraws) {
  const auto frozen = learn_imputation(made_columns(), {3, 4, 7}).frozen;
  const auto again = frozen_imputation_from_json(to_json(frozen));
  ASSERT_EQ(again.tables.size(), 3u);
  EXPECT_EQ(draws(again), draws(frozen));
}

// In each round and column every table draws at a place of its own share of [0, 1).
TEST(FrozenImputation, SpreadsItsPlacesEvenlyOverTheTables) {
  const auto frozen = learn_imputation(made_columns(), {8, 4, 7}).frozen;
  for (std::size_t round = 0; round < 4; ++round)
    for (std::size_t c = 0; c < 3; ++c) {
      std::set<int> shares;
      for (const auto& table : frozen.tables)
        shares.insert(static_cast<int>(table.places(round, c) * 8));
      EXPECT_EQ(shares.size(), 8u);
      EXPECT_EQ(*shares.rbegin(), 7);
    }
}

}  // namespace
}  // namespace dlrr
