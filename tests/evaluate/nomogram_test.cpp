#include "evaluate/nomogram.h"

#include <gtest/gtest.h>

#include <cmath>

namespace dlrr {
namespace {

TEST(Nomograms, GiveTheRiskOfTheModelForEveryPatient) {
  const std::vector<double> stage = {0, 0.9, -0.4};
  const Nomogram n = nomogram(
      -1.5, {nomogram_number("age", -0.04, 30, 80),
             nomogram_levels("stage", {"I", "II", "III"}, stage), nomogram_number("x", 0.3, 2, 4)});
  EXPECT_NEAR(n.points(n.rows[0], -0.04 * 30), 100, 1e-12);  // widest: 0.04 * 50 = 2
  EXPECT_EQ(n.points(n.rows[0], -0.04 * 80), 0);
  EXPECT_NEAR(n.points(n.rows[1], 0.9), 65, 1e-12);  // 1.3 above the lowest level
  EXPECT_EQ(n.points(n.rows[1], -0.4), 0);
  EXPECT_NEAR(n.points(n.rows[1], 0), 20, 1e-12);
  EXPECT_NEAR(n.most_points(), 100 + 65 + 30, 1e-9);
  for (const double age : {30.0, 47.0, 80.0})
    for (const double level : stage)
      for (const double x : {2.0, 3.1}) {
        const double total = n.points(n.rows[0], -0.04 * age) + n.points(n.rows[1], level) +
                             n.points(n.rows[2], 0.3 * x);
        const double expected = 1 / (1 + std::exp(1.5 + 0.04 * age - level - 0.3 * x));
        EXPECT_NEAR(n.risk(total), expected, 1e-12);
        EXPECT_NEAR(n.total_at(expected), total, 1e-9);
      }
}

TEST(Nomograms, WithoutAnyEffectHaveNoPoints) {
  const Nomogram n = nomogram(0.4, {nomogram_number("a", 0, 1, 5)});
  EXPECT_EQ(n.points(n.rows[0], 0), 0);
  EXPECT_NEAR(n.risk(0), 1 / (1 + std::exp(-0.4)), 1e-15);
  for (const auto& row : nomogram_table(n).rows) EXPECT_EQ(row[2], "0.0");
}

TEST(Nomograms, MarkTheEndsOfARangeAndRoundValuesBetween) {
  EXPECT_EQ(scale_marks(80, 250), (std::vector<double>{80, 100, 150, 200, 250}));
  EXPECT_EQ(scale_marks(0, 1), (std::vector<double>{0, 0.5, 1}));
  EXPECT_EQ(scale_marks(3, 3), (std::vector<double>{3}));
  const auto below = scale_marks(-7.3, 2.1);
  EXPECT_EQ(below.front(), -7.3);
  EXPECT_EQ(below.back(), 2.1);
  for (std::size_t i = 1; i < below.size(); ++i) EXPECT_GT(below[i], below[i - 1]);
}

TEST(Nomograms, TableAndJsonHoldTheSamePoints) {
  const Nomogram n = nomogram(-0.3, {nomogram_number("age", 0.02, 20, 90),
                                     nomogram_levels("sign", {"no", "yes"}, {0, 1.1})});
  const PaperTable table = nomogram_table(n);
  const Json json = to_json(n);
  std::size_t at = 0;
  for (const Json& row : json.at("rows").as_array())
    for (const Json& mark : row.at("marks").as_array()) {
      EXPECT_EQ(table.rows[at][1], mark.at("label").as_string());
      EXPECT_NEAR(std::stod(table.rows[at][2]), mark.at("points").as_number(), 0.05 + 1e-9);
      ++at;
    }
  for (const Json& risk : json.at("risks").as_array()) {
    EXPECT_NEAR(n.risk(risk.at("total").as_number()), risk.at("risk").as_number(), 1e-12);
    ++at;
  }
  EXPECT_EQ(at, table.rows.size());
}

}  // namespace
}  // namespace dlrr
