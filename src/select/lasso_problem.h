// One LASSO problem (all rows, or the training part of a fold) that walks down the lambdas. It
// holds a working set of columns; coordinate descent finds who is active, Newton steps on the
// active columns with fixed signs make it exact.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "select/active_hessian.h"
#include "select/lasso.h"
#include "select/lasso_columns.h"

namespace dlrr {

class LassoProblem {
 public:
  // rows: those that take part. y: one per row of `columns`.
  LassoProblem(const LassoColumns& columns, std::span<const double> y,
               std::vector<std::size_t> rows, const LassoSettings& settings);

  // Means and SDs of every column in each part; needed before anything below.
  static void learn_columns(std::span<LassoProblem> problems);

  // Largest gradient of the loss over all columns, in double precision: of the empty model,
  // lambda_max.
  double largest_gradient() const;

  // Asks for the columns whose gradient may be at least `bar` in size. Each answer serves admit and
  // admit_violators until the residual changes.
  void ask(double bar, Screening& screening) const;

  // Adds what the strong rule lets in at `lambda`.
  void admit(double lambda, std::span<const Candidate> candidates);
  // The exact solution on the working set.
  void solve(double lambda);
  // Adds columns that break the optimality conditions; false when there are none.
  bool admit_violators(double lambda, std::span<const Candidate> candidates);

  LassoFit fit(double lambda) const;
  std::vector<double> predictors(std::span<const std::size_t> rows) const;  // any of the table
  double deviance_ratio() const;

 private:
  struct Member {
    std::size_t column;
    double mean, sd;  // in this part, of the scaled column; sd = the unit of the penalty
    double square;    // mean square of the unit column
    double beta = 0;  // on the unit column
  };

  double absolute(double lambda) const { return settings_.mix * lambda; }
  double quadratic(double lambda) const { return (1 - settings_.mix) * lambda; }
  void enter(std::size_t column);
  void prune(double lambda);
  double gradient(std::size_t member) const;
  std::vector<double> gradients(std::span<const std::size_t> members) const;
  double most_gradient(const Candidate& candidate) const;
  void learn_columns(std::size_t first, std::size_t last);
  double exact_gradient(std::size_t column) const;
  void refresh();
  double loss() const;
  double objective(double lambda) const;
  void sweep(double lambda);
  void newton(double lambda);
  std::vector<std::size_t> active_members() const;
  std::vector<double> pulls(double lambda, std::span<const std::size_t> active) const;
  void restart_hessian(double lambda);
  std::vector<double> newton_step(std::span<const double> pull,
                                  std::span<const std::size_t> active);
  bool move(double lambda, std::span<const double> step, std::span<const std::size_t> active);
  double worst_violation(double lambda) const;
  std::span<const double> unit(std::size_t at) const { return {units_.data() + at * n(), n()}; }
  std::size_t n() const { return rows_.size(); }

  const LassoColumns& columns_;
  const LassoSettings& settings_;
  std::vector<std::size_t> rows_, left_out_;
  std::vector<double> y_;                  // of rows_
  std::vector<double> mean_, inverse_sd_;  // of every column in this part; 0 for a constant one
  double largest_mean_ = 0, largest_inverse_sd_ = 0;
  std::vector<Member> members_;
  std::vector<bool> inside_;   // column -> in the working set
  std::vector<double> units_;  // unit columns of the members, one after the other
  ActiveHessian hessian_;      // on the active columns, of some earlier point
  double intercept_ = 0, null_loss_ = 0, residual_sum_ = 0, last_lambda_ = 0;
  std::vector<double> eta_, residual_;
};

}  // namespace dlrr
