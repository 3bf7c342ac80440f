// ComBat: features of several centres brought to one location and scale, each centre's shift and
// spread shrunk towards what its features have in common (parametric empirical Bayes). Johnson, Li
// and Rabinovic, Biostatistics 2007; for imaging: Fortin et al., NeuroImage 2018, whose neuroCombat
// gives the same numbers. No covariate is preserved: the outcome must not enter.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/matrix.h"

namespace dlrr {

struct Combat {
  std::vector<std::string> batches;  // sorted; those with 2 training rows or more
  std::vector<double> mean, sd;      // per column, over batches; sd 0: the column is left alone
  Matrix shift;                      // gamma*: batches x columns, in units of sd
  Matrix spread;                     // delta*: variances, batches x columns

  std::optional<std::size_t> find_batch(const std::string& name) const;
  // A value of one column and batch as if measured in no batch in particular. NaN stays NaN.
  double adjusted(double value, std::size_t column, std::size_t batch) const;
};

// `x`: training rows x columns, NaN for gaps. `batch`: of each row. A batch with fewer than 2 rows
// is left out; with fewer than 2 batches there is nothing to harmonise and `batches` is empty.
Combat learn_combat(const Matrix& x, std::span<const std::string> batch);

// Those columns alone.
Combat select_columns(const Combat& combat, std::span<const std::size_t> columns);

}  // namespace dlrr
