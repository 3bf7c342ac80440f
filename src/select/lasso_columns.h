// All columns of a LASSO, laid out one after the other and scaled, in double for solving and in
// single precision for the pass over every column that says which ones matter.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/matrix.h"

namespace dlrr {

class LassoColumns {
 public:
  explicit LassoColumns(const Matrix& x);

  std::size_t rows() const { return rows_; }
  std::size_t columns() const { return mean_.size(); }
  std::size_t padded() const;  // columns(), up to a whole number of panels
  // (x - mean) / sd over all rows (divisor n); zeros for a constant column.
  std::span<const double> column(std::size_t j) const {
    return {values_.data() + j * rows_, rows_};
  }
  double mean(std::size_t j) const { return mean_[j]; }
  double sd(std::size_t j) const { return sd_[j]; }
  bool constant(std::size_t j) const { return sd_[j] == 0; }

  // Sum over rows of column j times residual k, at [k * padded() + j], for `count` residuals that
  // stand one after the other, each as long as rows(). Good to about 1e-5 of the largest.
  void products(std::span<const float> residuals, std::size_t count, std::vector<float>& out) const;

 private:
  std::size_t rows_;
  std::vector<double> mean_, sd_, values_;
  std::vector<float> narrow_;  // [panel][row][column of the panel], zeros beyond the last column
};

}  // namespace dlrr
