#include "select/standardise.h"

#include <gtest/gtest.h>

#include <cmath>

namespace dlrr {
namespace {

Matrix of_columns(const std::vector<std::vector<double>>& columns) {
  Matrix out(columns.front().size(), columns.size());
  for (std::size_t j = 0; j < columns.size(); ++j)
    for (std::size_t i = 0; i < out.rows(); ++i) out(i, j) = columns[j][i];
  return out;
}

TEST(Standardiser, UsesTheDivisorNMinusOne) {
  const Matrix x = of_columns({{1, 2, 3}});
  const auto learned = learn_standardiser(x);
  EXPECT_EQ(learned.mean[0], 2);
  EXPECT_EQ(learned.sd[0], 1);
  EXPECT_EQ(learned.apply(x)(0, 0), -1);
}

TEST(Standardiser, AppliesTrainingMomentsToOtherRows) {
  const auto learned = learn_standardiser(of_columns({{5, 5, 5}, {0, 2, 4}}));
  ASSERT_EQ(learned.kept, std::vector<std::size_t>{1});
  const Matrix z = learned.apply(of_columns({{9}, {8}}));
  EXPECT_EQ(z.columns(), 1u);
  EXPECT_EQ(z(0, 0), 3);
}

TEST(Standardiser, DropsConstantAndNearlyConstantColumns) {
  const Matrix x = of_columns({{7, 7, 7}, {1e6, 1e6 + 1e-9, 1e6}, {1, 2, 4}});
  const auto learned = learn_standardiser(x);
  EXPECT_EQ(learned.kept, std::vector<std::size_t>{2});
  ASSERT_EQ(learned.dropped.size(), 2u);
  EXPECT_EQ(learned.dropped[0].reason, "constant in the training rows");
}

TEST(Standardiser, KeepsTheFirstOfCopiesUpToScaleAndSign) {
  const auto learned = learn_standardiser(
      of_columns({{1, 2, 4, 3}, {10, 20, 40, 30}, {-1, -2, -4, -3}, {1, 2, 4, 3.001}}));
  EXPECT_EQ(learned.kept, (std::vector<std::size_t>{0, 3}));
  EXPECT_EQ(learned.dropped[0].reason, "the same as column 0");
}

TEST(Standardiser, DropsColumnsWithAGap) {
  const auto learned = learn_standardiser(of_columns({{1, std::nan(""), 3}, {1, 2, 5}}));
  EXPECT_EQ(learned.kept, std::vector<std::size_t>{1});
}

}  // namespace
}  // namespace dlrr
