// All columns of a LASSO, laid out one after the other and scaled, in double for solving and as
// 16-bit whole numbers for the pass over every column that says which ones matter.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/matrix.h"

namespace dlrr {

// A column whose sum over rows of column times residual may be large, and the most it can be.
struct Candidate {
  std::size_t column;
  double most;
};

// A residual per row of the table, and how large a sum has to be to be of interest.
struct Screening {
  std::vector<double> residual;
  double bar = 0;
  std::vector<Candidate> found;  // ascending; no column with |sum| >= bar is missing
};

class LassoColumns {
 public:
  explicit LassoColumns(const Matrix& x);

  std::size_t rows() const { return rows_; }
  std::size_t columns() const { return mean_.size(); }
  // (x - mean) / sd over all rows (divisor n); zeros for a constant column.
  std::span<const double> column(std::size_t j) const {
    return {values_.data() + j * rows_, rows_};
  }
  double mean(std::size_t j) const { return mean_[j]; }
  double sd(std::size_t j) const { return sd_[j]; }
  bool constant(std::size_t j) const { return sd_[j] == 0; }

  // Fills `found` of each in one pass over the columns.
  void screen(std::span<Screening* const> screenings) const;

 private:
  std::size_t pairs() const { return (rows_ + 1) / 2; }
  void round_columns();

  std::size_t rows_;
  std::vector<double> mean_, sd_, values_;
  // x * scale_, rounded: [panel][pair of rows][column of the panel][2], zeros beyond the last.
  std::vector<std::int16_t> whole_;
  double scale_ = 1;
  double error_ = 0;  // largest length, over the columns, of what the rounding changed
};

}  // namespace dlrr
