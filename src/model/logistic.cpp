#include "model/logistic.h"

#include <Eigen/Dense>
#include <cmath>

namespace dlrr {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

struct Problem {
  MatrixXd design;  // first column 1
  VectorXd outcome, weight;
  double ridge;  // 1 / cost

  double loss(const VectorXd& beta) const {
    const VectorXd eta = design * beta;
    double sum = ridge * beta.tail(beta.size() - 1).squaredNorm() / 2;
    for (Eigen::Index i = 0; i < eta.size(); ++i)
      sum += weight[i] * (std::max(eta[i], 0.0) + std::log1p(std::exp(-std::abs(eta[i]))) -
                          outcome[i] * eta[i]);
    return sum;
  }
};

Problem make_problem(const Matrix& x, std::span<const int> outcome, double cost,
                     std::span<const double> weights) {
  const auto n = static_cast<Eigen::Index>(x.rows()), p = static_cast<Eigen::Index>(x.columns());
  Problem out{MatrixXd::Ones(n, p + 1), VectorXd(n), VectorXd::Ones(n), 1.0 / cost};
  for (Eigen::Index i = 0; i < n; ++i) {
    out.outcome[i] = outcome[static_cast<std::size_t>(i)] ? 1.0 : 0.0;
    if (!weights.empty()) out.weight[i] = weights[static_cast<std::size_t>(i)];
    for (Eigen::Index j = 0; j < p; ++j)
      out.design(i, j + 1) = x(static_cast<std::size_t>(i), static_cast<std::size_t>(j));
  }
  return out;
}

// The Newton direction; `slope` is the fall of the loss along it.
VectorXd direction(const Problem& problem, const VectorXd& beta, double& slope) {
  const VectorXd eta = problem.design * beta;
  VectorXd residual(eta.size()), weight(eta.size());
  for (Eigen::Index i = 0; i < eta.size(); ++i) {
    const double p = logistic(eta[i]);
    residual[i] = problem.weight[i] * (problem.outcome[i] - p);
    weight[i] = problem.weight[i] * p * (1 - p);
  }
  VectorXd gradient = problem.design.transpose() * residual;
  MatrixXd hessian = problem.design.transpose() * weight.asDiagonal() * problem.design;
  for (Eigen::Index j = 1; j < beta.size(); ++j) {
    gradient[j] -= problem.ridge * beta[j];
    hessian(j, j) += problem.ridge;
  }
  // A trace of the diagonal keeps the step finite where columns repeat one another.
  hessian.diagonal().array() += 1e-14 * hessian.diagonal().maxCoeff();
  const VectorXd step = hessian.ldlt().solve(gradient);
  slope = gradient.dot(step);
  return step;
}

}  // namespace

double logistic(double eta) {
  if (eta >= 0) return 1.0 / (1.0 + std::exp(-eta));
  const double e = std::exp(eta);
  return e / (1.0 + e);
}

double Logistic::linear_predictor(std::span<const double> row) const {
  double eta = intercept;
  for (std::size_t j = 0; j < slopes.size(); ++j) eta += slopes[j] * row[j];
  return eta;
}

Logistic fit_logistic(const Matrix& x, std::span<const int> outcome, double cost,
                      std::span<const double> weights) {
  const Problem problem = make_problem(x, outcome, cost, weights);
  VectorXd beta = VectorXd::Zero(problem.design.cols());
  Logistic out;
  for (int round = 0; round < 100 && !out.converged; ++round) {
    double slope = 0;
    VectorXd step = direction(problem, beta, slope);
    if (!step.allFinite()) break;
    const double bar = problem.loss(beta) * (1 + 1e-12);
    for (int half = 0; half < 30 && problem.loss(beta + step) > bar; ++half) step /= 2;
    beta += step;
    out.converged = step.cwiseAbs().maxCoeff() <= 1e-11 * (1 + beta.cwiseAbs().maxCoeff());
  }
  out.intercept = beta[0];
  out.slopes.assign(beta.data() + 1, beta.data() + beta.size());
  return out;
}

}  // namespace dlrr
