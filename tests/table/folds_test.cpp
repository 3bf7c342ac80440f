#include "table/folds.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace dlrr {
namespace {

TEST(StratifiedFolds, SpreadBothOutcomesEvenly) {
  std::vector<int> outcome(53, 0);
  for (std::size_t i = 0; i < 17; ++i) outcome[3 * i] = 1;
  const auto folds = stratified_folds(outcome, 5, 1);
  EXPECT_EQ(fold_count(folds), 5);
  for (int fold = 0; fold < 5; ++fold) {
    const auto rows = fold_rows(folds, fold);
    int events = 0;
    for (const auto row : rows.test) events += outcome[row];
    EXPECT_TRUE(rows.test.size() == 10 || rows.test.size() == 11);
    EXPECT_TRUE(events == 3 || events == 4);
    EXPECT_EQ(rows.test.size() + rows.train.size(), 53u);
  }
}

TEST(StratifiedFolds, DependOnSeedAndRepeatOnly) {
  std::vector<int> outcome(40, 0);
  for (std::size_t i = 0; i < 20; ++i) outcome[i] = 1;
  EXPECT_EQ(stratified_folds(outcome, 5, 1), stratified_folds(outcome, 5, 1));
  EXPECT_NE(stratified_folds(outcome, 5, 1), stratified_folds(outcome, 5, 2));
  EXPECT_NE(stratified_folds(outcome, 5, 1, 0), stratified_folds(outcome, 5, 1, 1));
}

TEST(StratifiedFolds, RefuseMoreFoldsThanEvents) {
  EXPECT_THROW(stratified_folds(std::vector<int>{1, 1, 0, 0, 0, 0}, 3, 1), Error);
  EXPECT_THROW(stratified_folds(std::vector<int>{1, 1, 0, 0}, 1, 1), Error);
}

}  // namespace
}  // namespace dlrr
