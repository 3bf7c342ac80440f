// What the steps of a score share: its training rows, and the columns that are fit to be looked at.
#pragma once

#include <span>
#include <vector>

#include "base/matrix.h"
#include "study/feature_gaps.h"
#include "study/score.h"

namespace dlrr {

struct ScoreProblem {
  const Table& features;
  std::span<const Remeasured> again;
  std::span<const std::size_t> rows;
  std::vector<int> outcome;    // of the training rows
  std::vector<double> target;  // the outcome as numbers
  std::vector<double> time;    // empty: the outcome is no time to an event
  std::vector<int> fold_class;
  const SelectionPlan& plan;
  std::uint64_t seed;
  std::span<const int> group;  // of the training rows; empty: every row by itself
  FeatureGaps gaps;
};

using Columns = std::vector<std::size_t>;

Matrix filled_matrix(const ScoreProblem& p, const Columns& columns);

// How far each column of x goes with the endpoint by itself; larger is better.
std::vector<double> separation_of(const ScoreProblem& p, const Matrix& x);

// Without columns of many gaps, idle ones, those that other masks measure differently, and what the
// declared filters leave out; each with its reason in score.dropped.
Columns clean_columns(const ScoreProblem& p, const Columns& columns, StageCount& count,
                      Score& score);
// The declared filters alone: correlation, then univariable or mRMR.
Columns filter_columns(const ScoreProblem& p, const Columns& columns, StageCount& count,
                       Score& score);

}  // namespace dlrr
