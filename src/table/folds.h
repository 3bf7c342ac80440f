// Cross-validation folds that keep the share of events: each class is shuffled on its own and dealt
// out in turn, the second class from where the first stopped, so fold sizes differ by at most one.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace dlrr {

// 0-based fold of each row. `outcome`: 0 or 1. Fewer than 2 folds, or a class with fewer rows than
// folds, is an Error. `index` tells repeats apart.
std::vector<int> stratified_folds(std::span<const int> outcome, int folds, std::uint64_t seed,
                                  std::uint64_t index = 0);

// The same for rows that belong together (several of one patient): a group is never divided. Groups
// are shuffled, then the larger ones first, each goes where the shares of both classes stay most
// even (as StratifiedGroupKFold of scikit-learn does). `group`: an id per row; empty: every row by
// itself, which is stratified_folds. A class with fewer groups than folds is an Error.
std::vector<int> grouped_folds(std::span<const int> outcome, std::span<const int> group, int folds,
                               std::uint64_t seed, std::uint64_t index = 0);

// `wanted`, or the number of rows (with `group`: of groups) of the rarer class where that is
// smaller, then perhaps below 2: no folds.
int feasible_folds(std::span<const int> outcome, int wanted, std::span<const int> group = {});

// Rows outside (first) and inside (second) of one fold, ascending.
struct FoldRows {
  std::vector<std::size_t> train, test;
};
FoldRows fold_rows(std::span<const int> fold_of_row, int fold);

// One more than the largest fold.
int fold_count(std::span<const int> fold_of_row);

}  // namespace dlrr
