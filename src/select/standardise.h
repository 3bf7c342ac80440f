// Columns as z-scores whose mean and SD (divisor n - 1) were learned on training rows only, without
// columns that say nothing (constant) or nothing new (exact copies).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/matrix.h"

namespace dlrr {

struct Standardiser {
  std::vector<std::size_t> kept;  // columns of the learning matrix, ascending
  std::vector<double> mean, sd;   // of the kept columns
  struct Dropped {
    std::size_t column;
    std::string reason;
    std::optional<std::size_t> copy_of;  // the earlier column
  };
  std::vector<Dropped> dropped;

  // z-scores of the kept columns of `x`, which has the columns of the learning matrix.
  Matrix apply(const Matrix& x) const;
};

// A column with a gap or an infinity is dropped too. A column is constant when its SD is below
// 1e-10 times its largest magnitude; a copy when its z-scores (or their negatives) equal an earlier
// column's within 1e-9.
Standardiser learn_standardiser(const Matrix& training_rows);

}  // namespace dlrr
