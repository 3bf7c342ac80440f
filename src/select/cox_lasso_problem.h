// One Cox-LASSO (all rows, or the training part of a fold) that walks down the lambdas: Newton's
// quadratic approximation of the partial likelihood on a working set of columns, minimised with its
// penalty by coordinate descent and then exactly, until no column breaks the optimality conditions.
#pragma once

#include <cstddef>
#include <vector>

#include "select/cox_lasso.h"
#include "select/lasso_columns.h"

namespace dlrr {

class CoxLassoProblem {
 public:
  CoxLassoProblem(const LassoColumns& columns, SurvivalOutcome outcome,
                  std::vector<std::size_t> rows, const LassoSettings& settings);

  double largest_gradient() const;  // over all columns: of the empty model, lambda_max
  void solve(double lambda);
  LassoFit fit(double lambda) const;
  std::vector<double> predictor() const;  // of every row of the table
  const CoxLikelihood& likelihood() const { return likelihood_; }
  std::vector<double> own(
      std::span<const double> values) const;  // those of the rows that take part

 private:
  struct Penalty {
    double absolute, quadratic;
  };
  Penalty penalty(double lambda) const {
    return {settings_.mix * lambda, (1 - settings_.mix) * lambda};
  }
  double n() const { return static_cast<double>(rows_.size()); }
  double gradient(std::size_t column) const;  // of the log likelihood per row, by a unit column
  void refresh();
  double objective(double lambda) const;
  double violation(std::size_t column, const Penalty& penalty) const;
  double worst_violation(double lambda) const;
  bool admit_violators(double lambda);
  Matrix units() const;
  std::vector<double> quadratic_minimum(double lambda) const;
  bool move(double lambda, const std::vector<double>& target);

  const LassoColumns& columns_;
  const LassoSettings& settings_;
  std::vector<std::size_t> rows_;
  CoxLikelihood likelihood_;
  std::vector<double> unit_;          // column -> factor to the unit of the penalty; 0: constant
  std::vector<double> beta_;          // column -> coefficient on the unit column
  std::vector<std::size_t> members_;  // the working set, ascending
  std::vector<double> eta_, residual_;
  double log_likelihood_ = 0, null_deviance_ = 0;
};

}  // namespace dlrr
