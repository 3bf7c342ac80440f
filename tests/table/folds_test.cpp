#include "table/folds.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

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

// 30 patients with 1 to 4 rows each; the event is the patient's, or differs between rows.
struct Rows {
  std::vector<int> outcome, group;
};

Rows lesions() {
  Rows out;
  for (int patient = 0; patient < 30; ++patient)
    for (int lesion = 0; lesion <= patient % 4; ++lesion) {
      out.group.push_back(100 - patient);
      out.outcome.push_back(patient % 3 == 0 || (patient % 7 == 0 && lesion == 1));
    }
  return out;
}

TEST(GroupedFolds, NeverDivideAGroup) {
  const auto rows = lesions();
  const auto fold = grouped_folds(rows.outcome, rows.group, 5, 3);
  std::map<int, std::set<int>> folds_of;
  for (std::size_t i = 0; i < fold.size(); ++i) folds_of[rows.group[i]].insert(fold[i]);
  ASSERT_EQ(folds_of.size(), 30u);
  for (const auto& [group, folds] : folds_of) EXPECT_EQ(folds.size(), 1u) << group;
}

TEST(GroupedFolds, KeepSizesAndEventsNearlyEven) {
  const auto rows = lesions();
  const auto fold = grouped_folds(rows.outcome, rows.group, 5, 3);
  for (int k = 0; k < 5; ++k) {
    int events = 0;
    const auto parts = fold_rows(fold, k);
    for (const auto i : parts.test) events += rows.outcome[i];
    EXPECT_NEAR(static_cast<double>(parts.test.size()), rows.outcome.size() / 5.0, 3) << k;
    EXPECT_NEAR(events, std::ranges::count(rows.outcome, 1) / 5.0, 2) << k;
  }
}

TEST(GroupedFolds, WithoutGroupsAreTheStratifiedOnes) {
  const auto rows = lesions();
  EXPECT_EQ(grouped_folds(rows.outcome, {}, 4, 9, 2), stratified_folds(rows.outcome, 4, 9, 2));
  EXPECT_NE(grouped_folds(rows.outcome, rows.group, 4, 9, 2),
            grouped_folds(rows.outcome, rows.group, 4, 9, 3));
}

TEST(GroupedFolds, CountPatientsNotRows) {
  const std::vector<int> outcome = {1, 1, 1, 1, 0, 0, 0}, group = {1, 1, 1, 2, 3, 4, 5};
  EXPECT_EQ(feasible_folds(outcome, 5), 3);
  EXPECT_EQ(feasible_folds(outcome, 5, group), 2);
  EXPECT_THROW(grouped_folds(outcome, group, 3, 1), Error);
}

}  // namespace
}  // namespace dlrr
