// Filters that look at one column, or one pair of columns, at a time; cheap steps before or instead
// of the LASSO. All of them see training rows only.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/matrix.h"

namespace dlrr {

// |AUC - 0.5| of each column: 0 for a column that does not vary with the outcome.
std::vector<double> separation(const Matrix& x, std::span<const int> outcome);

// The `count` columns of the largest separation, ascending; ties: lowest index first. `separation`:
// one number per column, larger is better, whatever it measures.
std::vector<std::size_t> univariable_filter(std::vector<double> separation, std::size_t count);
std::vector<std::size_t> univariable_filter(const Matrix& x, std::span<const int> outcome,
                                            std::size_t count);

// A column that left because of an earlier choice that says nearly the same.
struct Correlated {
  std::size_t column, kept;
  double correlation;  // Pearson, with its sign
};
// Goes through the columns by falling separation (ties: lowest index) and drops each one whose
// |Pearson correlation| with a column kept before is above `limit`.
struct CorrelationFilter {
  std::vector<std::size_t> kept;  // ascending
  std::vector<Correlated> dropped;
};
CorrelationFilter correlation_filter(const Matrix& x, const std::vector<double>& separation,
                                     double limit);
CorrelationFilter correlation_filter(const Matrix& x, std::span<const int> outcome, double limit);

// Minimum redundancy, maximum relevance (Ding & Peng 2005; difference form with correlations): each
// round adds the column with the largest |correlation with the outcome| minus mean |correlation
// with the columns added so far|. In the order of choice; ties: lowest index. A constant column is
// never chosen.
std::vector<std::size_t> mrmr(const Matrix& x, std::span<const int> outcome, std::size_t count);

}  // namespace dlrr
