#include "study/imputer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "base/random.h"
#include "port/json_text.h"

namespace dlrr {
namespace {

constexpr double kGap = std::numeric_limits<double>::quiet_NaN();

// 60 patients, the first 40 teach: age, weight = age + noise, stage of three levels by age as two
// 0/1 columns, and a score that knows the outcome.
struct Made {
  Table table;
  std::vector<std::size_t> training;

  Made() {
    table.columns = {{"age", Origin::clinical, {}},
                     {"weight", Origin::clinical, {}},
                     {"stage=B", Origin::clinical, {}},
                     {"stage=C", Origin::clinical, {}},
                     {"rad_score", Origin::score, {}}};
    table.values = Matrix(60, 5);
    Random random(9, "imputer test");
    for (std::size_t i = 0; i < 60; ++i) {
      table.patients.push_back("P" + std::to_string(i));
      const double age = 60 + 10 * random.normal();
      const double values[] = {age, age + 2 * random.normal(), double(age > 55 && age <= 65),
                               double(age > 65), random.normal()};
      for (std::size_t j = 0; j < 5; ++j) table.values(i, j) = values[j];
    }
    training.resize(40);
    std::iota(training.begin(), training.end(), 0);
    for (std::size_t i = 0; i < 60; i += 7) gap(i, 1);
    for (std::size_t i = 3; i < 60; i += 8) gap(i, 2), gap(i, 3);
    gap(50, 4);
  }
  void gap(std::size_t row, std::size_t column) {
    table.values(row, column) = kGap;
    table.gaps[{row, column}] = "missing";
  }
  LearnedImputer learned(unsigned threads = 1) const {
    return learn_imputer(table, training, 6, 3, threads);
  }
};

TEST(Imputer, FillsClinicalGapsAlone) {
  const Made made;
  const auto learned = made.learned();
  ASSERT_EQ(learned.imputer.variables.size(), 3u);
  EXPECT_TRUE(learned.imputer.variables[2].category);
  EXPECT_TRUE(learned.imputer.fills("stage=C"));
  EXPECT_FALSE(learned.imputer.fills("rad_score"));
  const auto tables = learned.imputer.completed(made.table);
  ASSERT_EQ(tables.size(), 6u);
  for (const auto& table : tables)
    for (std::size_t i = 0; i < 60; ++i)
      for (std::size_t j = 0; j < 5; ++j) {
        const double was = made.table.values(i, j), is = table.values(i, j);
        if (std::isfinite(was) || j == 4) {
          EXPECT_TRUE(is == was || (i == 50 && j == 4)) << i << " " << j;
        } else {
          EXPECT_TRUE(std::isfinite(is)) << i << " " << j;
          EXPECT_FALSE(table.gaps.contains({i, j}));
        }
      }
  EXPECT_TRUE(std::isnan(tables[0].values(50, 4)));
}

TEST(Imputer, GivesACategoryOneLevelAndANumberThatFits) {
  const Made made;
  const auto tables = made.learned().imputer.completed(made.table);
  for (const auto& table : tables)
    for (std::size_t i = 0; i < 60; ++i) {
      EXPECT_LE(table.values(i, 2) + table.values(i, 3), 1);
      EXPECT_NEAR(table.values(i, 1), table.values(i, 0), 12);  // donors: a rough neighbour
    }
}

TEST(Imputer, LearnsNothingFromOtherRowsAndFillsARowByItself) {
  const Made made;
  auto other = made;
  for (std::size_t i = 40; i < 60; ++i) other.table.values(i, 0) = 1e4;
  const auto learned = made.learned();
  EXPECT_EQ(json_text(to_json(other.learned().imputer)), json_text(to_json(learned.imputer)));
  const std::vector<std::size_t> one = {49};
  const auto together = learned.imputer.completed(made.table);
  const auto alone = learned.imputer.completed(made.table.rows(one));
  EXPECT_TRUE(std::isnan(made.table.values(49, 1)));
  for (std::size_t k = 0; k < 6; ++k)
    for (std::size_t j = 0; j < 4; ++j) EXPECT_EQ(alone[k].values(0, j), together[k].values(49, j));
}

TEST(Imputer, IsTheSameForAnyNumberOfThreadsAndReadsBack) {
  const Made made;
  const auto one = made.learned(1), many = made.learned(4);
  const auto text = json_text(to_json(one.imputer));
  EXPECT_EQ(json_text(to_json(many.imputer)), text);
  for (std::size_t k = 0; k < 6; ++k)
    for (std::size_t i = 0; i < 40; ++i)
      for (std::size_t j = 0; j < 4; ++j)
        EXPECT_EQ(one.training[k].values(i, j), many.training[k].values(i, j));
  const auto again = imputer_from_json(parse_json(text, "imputer.json"));
  EXPECT_EQ(json_text(to_json(again)), text);
  EXPECT_EQ(again.completed(made.table)[2].values(49, 1),
            one.imputer.completed(made.table)[2].values(49, 1));
}

TEST(Imputer, HasNothingToDoWithoutClinicalColumns) {
  const Made made;
  const std::vector<std::size_t> score = {4};
  const auto learned = learn_imputer(made.table.select(score), made.training, 6, 3, 1);
  EXPECT_TRUE(learned.imputer.empty());
  EXPECT_TRUE(learned.training.empty());
}

}  // namespace
}  // namespace dlrr
