#include "select/combat.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/random.h"
#include "base/summary.h"

namespace dlrr {
namespace {

// 18 rows of three batches and 5 columns, by a formula that is easy to write in any language.
struct Data {
  Matrix x{18, 5};
  std::vector<std::string> batch;
};

Data made() {
  Data out;
  const double shift[] = {0.8, -0.5, 0.2};
  for (std::size_t i = 0; i < 18; ++i) {
    const std::size_t k = i < 7 ? 0 : i < 13 ? 1 : 2;
    out.batch.emplace_back(1, "ABC"[k]);
    for (std::size_t j = 0; j < 5; ++j) {
      const double a = static_cast<double>(i), b = static_cast<double>(j);
      out.x(i, j) = 10 * b +
                    (1 + 0.5 * static_cast<double>(k)) * std::sin(1.7 * a + 0.9 * b * b + 0.3) +
                    shift[k] * (1 + 0.3 * std::cos(b));
    }
  }
  return out;
}

// Made with neuroCombat 0.2.12 (pip) of the same table: estimates gamma.star, delta.star,
// stand.mean, var.pooled, and rows 0, 8 and 17 of the harmonised data; its loop it_sol was called
// with conv = 1e-13. At its default of 1e-4 it stops up to 1.3e-6 before this fixed point.
TEST(Combat, EqualsNeuroCombat) {
  const auto data = made();
  const Combat combat = learn_combat(data.x, data.batch);
  ASSERT_EQ(combat.batches, (std::vector<std::string>{"A", "B", "C"}));
  const double shift[3][5] = {{0.627461902755771, 0.599428589183489, 0.536664594153624,
                               0.518091282102129, 0.534004038791561},
                              {-0.565534258200823, -0.507999534767403, -0.613645493156669,
                               -0.461730693593961, -0.479667592536528},
                              {-0.182941677431598, -0.208402225265801, -0.0522714853150523,
                               -0.172791302751249, -0.171659016288369}};
  const double spread[3][5] = {
      {0.545904135153706, 0.546073980138163, 0.545958857477643, 0.545680527549123,
       0.54559897133913},
      {1.16013173546726, 1.15161764719834, 1.15631295041839, 1.16247687827301, 1.16198761298843},
      {2.21993518317069, 2.2218571415099, 2.22277450595119, 2.21962829657677, 2.21957817312483}};
  const double mean[] = {0.266176128814517, 10.202079777578149, 20.188800398464377,
                         30.09677882026433, 40.11704389620774};
  const double variance[] = {1.065011496721013, 1.0935557219784, 1.08104507156877,
                             1.080589587145886, 1.079973848103204};
  for (std::size_t j = 0; j < 5; ++j) {
    EXPECT_NEAR(combat.mean[j], mean[j], 1e-12);
    EXPECT_NEAR(combat.sd[j] * combat.sd[j], variance[j], 1e-12);
    for (std::size_t k = 0; k < 3; ++k) {
      EXPECT_NEAR(combat.shift(k, j), shift[k][j], 1e-10);
      EXPECT_NEAR(combat.spread(k, j), spread[k][j], 1e-10);
    }
  }
  const std::pair<std::size_t, std::vector<double>> rows[] = {
      {0,
       {0.837070540306336, 11.599690846617, 19.1948371647466, 31.1549305161377, 41.2229608265909}},
      {8,
       {1.31108300813282, 11.0691513558814, 18.8387000555529, 30.1138618899246, 40.0622984405883}},
      {17,
       {-0.68380838504211, 9.07023162940334, 21.5341747965598, 29.7250885553563,
        39.7653401893657}}};
  for (const auto& [i, values] : rows)
    for (std::size_t j = 0; j < 5; ++j)
      EXPECT_NEAR(combat.adjusted(data.x(i, j), j, *combat.find_batch(data.batch[i])), values[j],
                  1e-10);
}

// 3 centres of 200 patients that differ by shift and scale of every feature.
TEST(Combat, TakesShiftAndScaleOfCentresAway) {
  Random random(4, "combat test");
  Matrix x(600, 20);
  std::vector<std::string> batch;
  for (std::size_t i = 0; i < 600; ++i) {
    const std::size_t k = i % 3;
    batch.push_back("site " + std::to_string(k));
    for (std::size_t j = 0; j < 20; ++j)
      x(i, j) = 5 + 2.0 * static_cast<double>(k) + (1 + static_cast<double>(k)) * random.normal();
  }
  const Combat combat = learn_combat(x, batch);
  // A single column keeps the chance of its own, which the shrinkage does not take for a shift.
  for (std::size_t k = 0; k < 3; ++k) {
    double shift = 0, scale = 0;
    for (std::size_t j = 0; j < 20; ++j) {
      std::vector<double> values;
      for (std::size_t i = k; i < 600; i += 3)
        values.push_back(combat.adjusted(x(i, j), j, *combat.find_batch(batch[i])));
      shift += (moments(values).mean - combat.mean[j]) / 20;
      scale += moments(values).sd / combat.sd[j] / 20;
    }
    EXPECT_NEAR(shift, 0, 0.02) << k;
    EXPECT_NEAR(scale, 1, 0.02) << k;
  }
}

TEST(Combat, LeavesGapsConstantsAndSmallBatchesAlone) {
  auto data = made();
  for (std::size_t i = 0; i < 18; ++i) data.x(i, 2) = 4;
  data.x(1, 0) = std::numeric_limits<double>::quiet_NaN();
  data.batch[17] = "single";
  const Combat combat = learn_combat(data.x, data.batch);
  EXPECT_FALSE(combat.find_batch("single"));
  EXPECT_FALSE(combat.find_batch("D"));
  EXPECT_EQ(combat.adjusted(4, 2, 0), 4);
  EXPECT_TRUE(std::isnan(combat.adjusted(data.x(1, 0), 0, 0)));
  EXPECT_TRUE(std::isfinite(combat.adjusted(data.x(0, 0), 0, 0)));
  for (const double value : combat.mean) EXPECT_TRUE(std::isfinite(value));
}

TEST(Combat, HasNothingToDoForOneCentre) {
  const auto data = made();
  EXPECT_TRUE(learn_combat(data.x, std::vector<std::string>(18, "A")).batches.empty());
}

}  // namespace
}  // namespace dlrr
