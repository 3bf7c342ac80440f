#include "table/folds.h"

#include <algorithm>
#include <string>

#include "base/error.h"
#include "base/random.h"

namespace dlrr {

int feasible_folds(std::span<const int> outcome, int wanted) {
  const auto events = std::ranges::count(outcome, 1);
  const auto rarer = std::min<std::ptrdiff_t>(events, std::ssize(outcome) - events);
  return static_cast<int>(std::min<std::ptrdiff_t>(rarer, wanted));
}

std::vector<int> stratified_folds(std::span<const int> outcome, int folds, std::uint64_t seed,
                                  std::uint64_t index) {
  if (folds < 2) throw Error(std::to_string(folds) + " folds, expected at least 2");
  Random random(seed, "folds", index);
  std::vector<int> fold_of_row(outcome.size(), 0);
  std::size_t dealt = 0;
  for (const int label : {1, 0}) {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < outcome.size(); ++i)
      if ((outcome[i] != 0) == (label == 1)) rows.push_back(i);
    if (rows.size() < static_cast<std::size_t>(folds))
      throw Error("only " + std::to_string(rows.size()) + " patients with outcome " +
                  std::to_string(label) + " for " + std::to_string(folds) +
                  " folds; use fewer folds or more patients");
    random.shuffle(rows);
    for (const auto row : rows) fold_of_row[row] = static_cast<int>(dealt++ % folds);
  }
  return fold_of_row;
}

FoldRows fold_rows(std::span<const int> fold_of_row, int fold) {
  FoldRows rows;
  for (std::size_t i = 0; i < fold_of_row.size(); ++i)
    (fold_of_row[i] == fold ? rows.test : rows.train).push_back(i);
  return rows;
}

int fold_count(std::span<const int> fold_of_row) {
  int most = -1;
  for (const int fold : fold_of_row) most = std::max(most, fold);
  return most + 1;
}

}  // namespace dlrr
