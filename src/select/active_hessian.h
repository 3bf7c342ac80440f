// The Hessian of a LASSO on its active columns and the intercept, as a Cholesky factor that follows
// the active set: a column that joins costs one row, one that leaves a few rotations.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace dlrr {

class ActiveHessian {
 public:
  // Begins anew with the intercept alone; not started when all weights are 0. Hessian = mean over
  // rows of weight * column * column', and `ridge` on the diagonal of all columns but the
  // intercept.
  void restart(std::span<const double> weight, double ridge);
  void forget() { root_weight_.clear(); }
  bool started() const { return !root_weight_.empty(); }

  // Columns are known by a number of the caller. join: false when the columns that are in depend on
  // one another; then nothing but restart or forget is allowed.
  void keep(std::span<const std::size_t> columns);  // the others leave
  bool holds(std::size_t column) const;
  bool join(std::size_t column, std::span<const double> values);

  // Solves Hessian * step = pull; both begin with the intercept and go on as `columns`, which are
  // those that are in, in any order.
  std::vector<double> solve(std::span<const double> pull,
                            std::span<const std::size_t> columns) const;

 private:
  std::size_t rows() const { return root_weight_.size(); }
  std::span<const double> weighted(std::size_t at) const {
    return {weighted_.data() + at * rows(), rows()};
  }
  bool append(std::span<const double> values, double ridge);
  void leave(std::size_t at);
  std::vector<std::size_t> places(std::span<const std::size_t> columns) const;

  std::vector<double> root_weight_;
  double ridge_ = 0;
  std::vector<std::size_t> columns_;         // of each place but the first, the intercept's
  std::vector<double> weighted_;             // root weight * column, place by place
  std::vector<std::vector<double>> factor_;  // lower triangle, row by row
};

}  // namespace dlrr
