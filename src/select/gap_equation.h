// The expected value of a column, given others: ridge regression on the columns that correlate most
// with it, learned on training rows. It stands in for a gap.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/matrix.h"

namespace dlrr {

// intercept + sum of slope * (value - mean) over the predictors; one without a value adds nothing.
struct GapEquation {
  double intercept = 0;  // mean of the observed training values
  std::vector<std::size_t> columns;
  std::vector<double> slope, mean;
};

// At most 15 predictors, and one per 10 observed rows; of the candidates those with the largest
// |Pearson correlation|, and only where it is above sqrt(2 ln(candidates) / rows): the size that
// the best of so many unrelated columns would reach by chance. Ties: the lowest column.
class GapEquations {
 public:
  static constexpr std::size_t most_predictors = 15, most_candidates = 1000;

  // `values` must outlive this. Candidates are the columns that vary and have no gap in the
  // training rows; of more than `most_candidates` evenly spread ones.
  GapEquations(const Matrix& values, std::span<const std::size_t> rows);

  // `near`: columns that are candidates too, where they have no gap. Without predictors when none
  // tells the column better than chance. NaN intercept without an observed value. Quick when it
  // follows a column with gaps in the same rows, as the columns of one region are.
  GapEquation learn(std::size_t column, std::span<const std::size_t> near = {});

 private:
  std::vector<double> column(std::size_t j, std::span<const std::size_t> rows) const;
  void observe(std::vector<std::size_t> rows);
  std::vector<std::size_t> predictors(std::size_t target, std::span<const std::size_t> near) const;

  const Matrix& values_;
  std::vector<std::size_t> rows_;
  std::vector<bool> usable_;  // of each column: it varies, without a gap
  std::vector<std::size_t> candidates_;
  std::vector<std::size_t> seen_;  // training rows where the column is observed
  // Each candidate over these rows, centred and of length 1 (0 where it does not vary).
  std::vector<std::vector<double>> directions_;
};

}  // namespace dlrr
