#include "evaluate/multinomial.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace dlrr {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kMostSteps = 100, kMostHalvings = 30;
constexpr double kStill = 1e-10;  // largest move of a coefficient at the mode

// Coefficients are one vector: those of level 1, of level 2, ...
class Posterior {
 public:
  Posterior(const Matrix& x, std::span<const std::size_t> level, std::size_t levels,
            double precision)
      : x_(static_cast<Index>(x.rows()), static_cast<Index>(x.columns())),
        is_(MatrixXd::Zero(x_.rows(), static_cast<Index>(levels) - 1)),
        precision_(precision) {
    for (Index i = 0; i < x_.rows(); ++i) {
      const auto row = static_cast<std::size_t>(i);
      for (Index j = 0; j < x_.cols(); ++j) x_(i, j) = x(row, static_cast<std::size_t>(j));
      if (level[row] > 0) is_(i, static_cast<Index>(level[row]) - 1) = 1;
    }
  }

  Index size() const { return x_.cols() * is_.cols(); }

  double log_density(const VectorXd& beta) const {
    const MatrixXd eta = predictors(beta);
    double out = -precision_ / 2 * beta.squaredNorm() + (eta.array() * is_.array()).sum();
    for (Index i = 0; i < eta.rows(); ++i) {
      const double top = std::max(0.0, eta.row(i).maxCoeff());
      out -= top + std::log(std::exp(-top) + (eta.row(i).array() - top).exp().sum());
    }
    return out;
  }

  VectorXd slope(const VectorXd& beta, const MatrixXd& chance) const {
    const MatrixXd by_column = x_.transpose() * (is_ - chance);
    return Eigen::Map<const VectorXd>(by_column.data(), size()) - precision_ * beta;
  }

  MatrixXd curvature(const MatrixXd& chance) const {
    const Index p = x_.cols();
    MatrixXd out(size(), size());
    for (Index k = 0; k < is_.cols(); ++k)
      for (Index l = 0; l <= k; ++l) {
        const VectorXd weight =
            (chance.col(k).array() * ((k == l ? 1.0 : 0.0) - chance.col(l).array())).matrix();
        const MatrixXd block = x_.transpose() * weight.asDiagonal() * x_;
        out.block(k * p, l * p, p, p) = block;
        out.block(l * p, k * p, p, p) = block.transpose();
      }
    out.diagonal().array() += precision_;
    return out;
  }

  MatrixXd chances(const VectorXd& beta) const {
    MatrixXd out = predictors(beta);
    for (Index i = 0; i < out.rows(); ++i) {
      const double top = std::max(0.0, out.row(i).maxCoeff());
      out.row(i) = (out.row(i).array() - top).exp();
      out.row(i) /= std::exp(-top) + out.row(i).sum();
    }
    return out;
  }

 private:
  MatrixXd predictors(const VectorXd& beta) const {
    return x_ * Eigen::Map<const MatrixXd>(beta.data(), x_.cols(), is_.cols());
  }

  MatrixXd x_, is_;
  double precision_;
};

Matrix rows_of(const VectorXd& beta, std::size_t levels, std::size_t columns) {
  Matrix out(levels - 1, columns);
  for (std::size_t k = 0; k + 1 < levels; ++k)
    for (std::size_t j = 0; j < columns; ++j) out(k, j) = beta[static_cast<Index>(k * columns + j)];
  return out;
}

}  // namespace

Multinomial multinomial_fit(const Matrix& x, std::span<const std::size_t> level, std::size_t levels,
                            double precision, const Matrix& start) {
  if (levels < 2 || level.size() != x.rows() || !(precision > 0))
    throw Error(ErrorKind::internal, "a multinomial model needs two levels and a prior");
  const Posterior posterior(x, level, levels, precision);
  VectorXd beta = VectorXd::Zero(posterior.size());
  for (std::size_t k = 0; k < start.rows(); ++k)
    for (std::size_t j = 0; j < start.columns(); ++j)
      beta[static_cast<Index>(k * start.columns() + j)] = start(k, j);
  double density = posterior.log_density(beta);
  for (int step = 0; step < kMostSteps; ++step) {
    const MatrixXd chance = posterior.chances(beta);
    VectorXd move =
        Eigen::LLT<MatrixXd>(posterior.curvature(chance)).solve(posterior.slope(beta, chance));
    // A full step of Newton may go too far where levels are nearly separated.
    double there = posterior.log_density(beta + move);
    for (int half = 0; half < kMostHalvings && there < density; ++half) {
      move /= 2;
      there = posterior.log_density(beta + move);
    }
    beta += move;
    density = there;
    if (move.cwiseAbs().maxCoeff() < kStill) break;
  }
  const MatrixXd root =
      Eigen::LLT<MatrixXd>(posterior.curvature(posterior.chances(beta))).matrixL();
  Multinomial out{
      rows_of(beta, levels, x.columns()),
      Matrix(static_cast<std::size_t>(root.rows()), static_cast<std::size_t>(root.cols()))};
  for (Index i = 0; i < root.rows(); ++i)
    for (Index j = 0; j <= i; ++j)
      out.root(static_cast<std::size_t>(i), static_cast<std::size_t>(j)) = root(i, j);
  return out;
}

Matrix drawn_coefficients(const Multinomial& model, Random& chance) {
  const std::size_t n = model.root.rows(), columns = model.coefficient.columns();
  std::vector<double> move(n);
  for (double& z : move) z = chance.normal();
  // L' move = z, so that the move has the covariance (L L')^-1.
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t j = i + 1; j < n; ++j) move[i] -= model.root(j, i) * move[j];
    move[i] /= model.root(i, i);
  }
  Matrix out = model.coefficient;
  for (std::size_t i = 0; i < n; ++i) out(i / columns, i % columns) += move[i];
  return out;
}

std::vector<double> level_chances(const Matrix& coefficient, std::span<const double> row) {
  std::vector<double> out(coefficient.rows() + 1, 0.0);
  for (std::size_t k = 0; k < coefficient.rows(); ++k)
    for (std::size_t j = 0; j < row.size(); ++j) out[k + 1] += coefficient(k, j) * row[j];
  const double top = *std::max_element(out.begin(), out.end());
  double sum = 0;
  for (double& v : out) sum += v = std::exp(v - top);
  for (double& v : out) v /= sum;
  return out;
}

}  // namespace dlrr
