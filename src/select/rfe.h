// Recursive feature elimination (Guyon et al. 2002) with a decision tree: the least important
// column leaves, again and again; cross-validation says how many to keep.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/matrix.h"
#include "table/tree.h"

namespace dlrr {

enum class RfeScore { auc, accuracy };
enum class RfeChoice {
  one_se,  // fewest columns within one standard error of the best mean score
  best,    // fewest columns with the best mean score (the paper; with a tree of full depth)
};

struct RfeSettings {
  TreeSettings tree{.max_depth = 3, .min_leaf = 5};
  RfeScore score = RfeScore::auc;
  RfeChoice choice = RfeChoice::one_se;
};

// Columns in the order they leave (ties: lowest index first); the last entry is the one that stays.
std::vector<std::size_t> rfe_order(const Matrix& x, std::span<const int> outcome,
                                   const TreeSettings& tree);

struct RfeCurve {
  std::vector<std::vector<double>> fold_scores;  // [fold][k - 1]; NaN: the fold has one class
  std::vector<double> mean, standard_error;      // [k - 1], over folds that have a score
  std::size_t chosen = 0;                        // number of columns
  std::vector<std::size_t> kept;                 // columns, ascending
  std::vector<int> ranking;                      // 1: kept; 2: left last; ...
};

// Elimination inside each training part scored on the left-out part, then on all rows.
// fold_of_row: 0-based. Works for one column too; none at all is an Error.
RfeCurve rfe_cross_validate(const Matrix& x, std::span<const int> outcome,
                            std::span<const int> fold_of_row, const RfeSettings& settings = {});

}  // namespace dlrr
