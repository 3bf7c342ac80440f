#include "study/baselines.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "base/random.h"
#include "base/summary.h"
#include "study/report_parts.h"

namespace dlrr {
namespace {

// 40 rows, 30 columns: c0 rises with the event, c1 falls, c2 is a copy of c0, the rest is noise.
struct Made {
  Table table;
  std::vector<int> outcome;
  std::vector<std::size_t> training;
  Made() : training(30) {
    Random random(3, "baselines test");
    std::iota(training.begin(), training.end(), std::size_t{0});
    table.values = Matrix(40, 30);
    for (std::size_t j = 0; j < 30; ++j)
      table.columns.push_back({"c" + std::to_string(j), Origin::radiomics, {}});
    for (std::size_t i = 0; i < 40; ++i) {
      table.patients.push_back("P" + std::to_string(i));
      outcome.push_back(i % 2 == 0);
      for (std::size_t j = 0; j < 30; ++j) table.values(i, j) = 5 + random.normal();
      table.values(i, 0) += 9 * outcome[i];
      table.values(i, 1) -= 9 * outcome[i];
      table.values(i, 2) = table.values(i, 0);
    }
  }
};

TEST(MeanZ, AveragesTenZScoresTurnedTowardsTheEvent) {
  const Made made;
  const Score score = learn_mean_z(made.table, made.training, made.outcome);
  ASSERT_EQ(score.terms.size(), 10u);
  EXPECT_EQ(score.terms[0].feature, "c0");
  EXPECT_DOUBLE_EQ(score.terms[0].coefficient, 0.1);
  EXPECT_EQ(score.terms[1].feature, "c1");
  EXPECT_DOUBLE_EQ(score.terms[1].coefficient, -0.1);
  for (const auto& term : score.terms) EXPECT_NE(term.feature, "c2");  // the copy
  std::vector<double> column;
  for (const auto row : made.training) column.push_back(made.table.values(row, 0));
  EXPECT_DOUBLE_EQ(score.terms[0].mean, moments(column).mean);
  EXPECT_DOUBLE_EQ(score.terms[0].sd, moments(column).sd);
}

TEST(MeanZ, LearnsFromTrainingRowsAlone) {
  Made made;
  const auto before =
      apply_score(learn_mean_z(made.table, made.training, made.outcome), made.table);
  const Table same = made.table;
  for (std::size_t i = 30; i < 40; ++i) {
    made.outcome[i] = 1 - made.outcome[i];
    for (std::size_t j = 0; j < 30; ++j) made.table.values(i, j) = 1e6;
  }
  EXPECT_EQ(apply_score(learn_mean_z(made.table, made.training, made.outcome), same), before);
}

TEST(MeanZ, HasNoTermWhereNoColumnVaries) {
  Made made;
  for (std::size_t i = 0; i < 40; ++i)
    for (std::size_t j = 0; j < 30; ++j) made.table.values(i, j) = j % 2 ? 3 : std::nan("");
  EXPECT_TRUE(learn_mean_z(made.table, made.training, made.outcome).terms.empty());
}

TEST(Size, PrefersTheDiameterOfTheTumour) {
  Made made;
  made.table.columns[3].name = "art.rim.original_shape_Maximum3DDiameter";
  made.table.columns[4].name = "art.tumour.original_shape_VoxelVolume";
  EXPECT_EQ(size_column(made.table, ""), 4u);
  made.table.columns[5].name = "art.tumour.original_shape_Maximum3DDiameter";
  EXPECT_EQ(size_column(made.table, ""), 5u);
  EXPECT_EQ(size_column(made.table, "c7"), 7u);
  EXPECT_FALSE(size_column(made.table, "c99"));
  EXPECT_FALSE(size_column(Made().table, ""));
}

TEST(Size, IsTheColumnItselfWithTheTrainingMedianInItsGaps) {
  Made made;
  made.table.values(35, 6) = std::nan("");
  const Score score = learn_size(made.table, made.training, "c6");
  const auto values = apply_score(score, made.table);
  EXPECT_DOUBLE_EQ(values[3], made.table.values(3, 6));
  std::vector<double> column;
  for (const auto row : made.training) column.push_back(made.table.values(row, 6));
  EXPECT_DOUBLE_EQ(values[35], median(column));
}

Json against(const char* set, const char* model, const char* baseline, double difference,
             Json lower) {
  return Json::of({{"protocol", "nested"},
                   {"set", set},
                   {"model", model},
                   {"baseline", baseline},
                   {"difference", difference},
                   {"lower", std::move(lower)}});
}

TEST(WarningsOfBaselines, NameWhoDoesNotBeatThemOnLeftOutPatients) {
  Json rows = Json::array();
  rows.push_back(against("resampled", "Cli", "Size", -0.1, -0.3));
  rows.push_back(against("resampled", "Rad", "Size", 0.0, Json()));
  rows.push_back(against("resampled", "DLRR", "Size", 0.2, 0.05));
  rows.push_back(against("resampled", "DLRR", "MeanZ", 0.1, -0.05));
  rows.push_back(against("external", "DLRR", "MeanZ", -0.5, -0.6));
  const auto found = warnings_of_baselines(rows);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_NE(found[0].find("Cli, Rad do not beat the baseline Size"), std::string::npos) << found[0];
  EXPECT_NE(found[1].find("the gain of DLRR over the baseline MeanZ"), std::string::npos)
      << found[1];
  EXPECT_TRUE(warnings_of_baselines(Json::array()).empty());
}

}  // namespace
}  // namespace dlrr
