// Least squares, dependent columns and variance inflation (evaluate/regression.h).
#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "evaluate/regression.h"

namespace dlrr {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kDependent = 1e-9;  // share of a column's length that the others do not explain

// Centred columns of length 1; zero where a column is constant.
MatrixXd unit_columns(const Matrix& covariates) {
  const auto n = static_cast<Index>(covariates.rows()),
             k = static_cast<Index>(covariates.columns());
  MatrixXd out(n, k);
  for (Index j = 0; j < k; ++j) {
    for (Index i = 0; i < n; ++i)
      out(i, j) = covariates(static_cast<std::size_t>(i), static_cast<std::size_t>(j));
    const double size = out.col(j).cwiseAbs().maxCoeff(), mean = out.col(j).mean();
    out.col(j).array() -= mean;
    const double norm = out.col(j).norm();
    if (norm > 1e-12 * size)
      out.col(j) /= norm;
    else
      out.col(j).setZero();
  }
  return out;
}

double determinant_of(const MatrixXd& correlation, const std::vector<Index>& which) {
  return which.empty() ? 1.0 : MatrixXd(correlation(which, which)).determinant();
}

}  // namespace

std::vector<std::size_t> dependent_columns(const Matrix& covariates) {
  std::vector<std::size_t> out;
  if (covariates.rows() == 0) return out;
  const MatrixXd unit = unit_columns(covariates);
  MatrixXd basis(unit.rows(), 0);
  for (Index j = 0; j < unit.cols(); ++j) {
    VectorXd rest = unit.col(j);
    // Twice, because one pass leaves rounding of the size of what it takes away.
    for (int pass = 0; pass < 2; ++pass) rest -= basis * (basis.transpose() * rest);
    if (!(rest.norm() > kDependent)) {
      out.push_back(static_cast<std::size_t>(j));
      continue;
    }
    basis.conservativeResize(Eigen::NoChange, basis.cols() + 1);
    basis.col(basis.cols() - 1) = rest.normalized();
  }
  return out;
}

LinearTerms linear_terms(const Matrix& covariates, std::span<const double> outcome) {
  if (!dependent_columns(covariates).empty())
    throw Error("a linear regression: a column is constant or follows from the others");
  const auto n = static_cast<Index>(covariates.rows()),
             k = static_cast<Index>(covariates.columns());
  MatrixXd x = MatrixXd::Ones(n, k + 1);
  VectorXd y(n);
  for (Index i = 0; i < n; ++i) {
    y(i) = outcome[static_cast<std::size_t>(i)];
    for (Index j = 0; j < k; ++j)
      x(i, j + 1) = covariates(static_cast<std::size_t>(i), static_cast<std::size_t>(j));
  }
  const Eigen::HouseholderQR<MatrixXd> qr(x);
  const VectorXd beta = qr.solve(y);
  const MatrixXd r = qr.matrixQR().topRows(k + 1).triangularView<Eigen::Upper>();
  const MatrixXd inverse = r.triangularView<Eigen::Upper>().solve(MatrixXd::Identity(k + 1, k + 1));
  LinearTerms out;
  out.n = covariates.rows();
  out.df = static_cast<double>(n - k - 1);
  out.residual_variance = out.df > 0 ? (y - x * beta).squaredNorm() / out.df : kNaN;
  for (Index j = 0; j <= k; ++j) {
    out.coefficient.push_back(beta(j));
    out.se.push_back(std::sqrt(out.residual_variance * inverse.row(j).squaredNorm()));
  }
  return out;
}

std::vector<double> variance_inflation(const Matrix& covariates,
                                       const std::vector<std::vector<std::size_t>>& groups) {
  const MatrixXd unit = unit_columns(covariates);
  const MatrixXd correlation = unit.transpose() * unit;
  const bool dependent = !dependent_columns(covariates).empty();
  const double whole = dependent || unit.cols() == 0 ? kNaN : correlation.determinant();
  std::vector<double> out;
  for (const auto& group : groups) {
    std::vector<Index> inside, outside;
    for (Index j = 0; j < unit.cols(); ++j) {
      const bool in =
          std::find(group.begin(), group.end(), static_cast<std::size_t>(j)) != group.end();
      (in ? inside : outside).push_back(j);
    }
    const double factor =
        determinant_of(correlation, inside) * determinant_of(correlation, outside) / whole;
    out.push_back(std::pow(factor, 1.0 / static_cast<double>(group.size())));
  }
  return out;
}

}  // namespace dlrr
