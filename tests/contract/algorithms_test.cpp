// What every algorithm must obey beside tests/model/model_test.cpp (same bits for a seed, after
// saving, and from any number of threads); walks the list.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/random.h"
#include "model/model.h"

namespace dlrr {
namespace {

struct Data {
  Matrix x;
  std::vector<int> outcome;
};

Data made(std::size_t rows) {
  Random random(1, "contract");
  Data out{Matrix(rows, 4), {}};
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < 4; ++j) out.x(i, j) = random.normal();
    out.outcome.push_back(out.x(i, 1) + 0.5 * random.normal() > 0);
  }
  return out;
}

TEST(EveryAlgorithm, HasNamesAndADeclaredGridWithoutRepeats) {
  std::set<std::string> names, full_names;
  for (const auto& a : algorithms()) {
    EXPECT_TRUE(names.insert(a.name).second) << a.name;
    EXPECT_TRUE(full_names.insert(a.full_name).second) << a.name;
    EXPECT_FALSE(a.full_name.empty()) << a.name;
    const auto grid = a.grid();
    EXPECT_FALSE(grid.empty()) << a.name;
    EXPECT_EQ(std::set<HyperParameters>(grid.begin(), grid.end()).size(), grid.size()) << a.name;
    EXPECT_EQ(&algorithm(a.name), &a);
  }
}

// A prediction of one patient must be the number that the whole cohort's run gave.
TEST(EveryAlgorithm, GivesAPatientTheSameBitsAloneAndInACohort) {
  const Data data = made(40);
  for (const auto& a : algorithms()) {
    const auto model = a.fit(data.x, data.outcome, a.grid().front(), 2);
    const auto together = model->risk(data.x);
    for (std::size_t i = 0; i < 40; ++i) {
      Matrix one(1, 4);
      for (std::size_t j = 0; j < 4; ++j) one(0, j) = data.x(i, j);
      EXPECT_EQ(model->risk(one), std::vector<double>{together[i]}) << a.name << " row " << i;
    }
  }
}

TEST(EveryAlgorithm, IsSavedAsTextThatAReaderCanOpen) {
  const Data data = made(30);
  for (const auto& a : algorithms()) {
    const std::string text = a.fit(data.x, data.outcome, a.grid().front(), 2)->save();
    EXPECT_FALSE(text.empty()) << a.name;
    EXPECT_TRUE(std::ranges::all_of(text, [](unsigned char c) { return c >= ' ' || c == '\n'; }))
        << a.name;
  }
}

}  // namespace
}  // namespace dlrr
