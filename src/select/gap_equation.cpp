#include "select/gap_equation.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

namespace dlrr {

namespace {

constexpr double kRidge = 0.01;  // share of a predictor's variance: collinear ones share the slope

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// Centred and of length 1, so that a product of two is Pearson's correlation; 0 without variation.
std::vector<double> direction(std::vector<double> values) {
  Eigen::Map<VectorXd> v(values.data(), static_cast<Index>(values.size()));
  const double mean = v.mean(), largest = v.cwiseAbs().maxCoeff();
  v.array() -= mean;
  const double length = v.norm();
  const bool varies = length > 1e-12 * largest * std::sqrt(static_cast<double>(values.size()));
  v *= varies ? 1 / length : 0.0;
  return values;
}

double product(const std::vector<double>& a, const std::vector<double>& b) {
  const auto n = static_cast<Index>(a.size());
  return Eigen::Map<const VectorXd>(a.data(), n).dot(Eigen::Map<const VectorXd>(b.data(), n));
}

}  // namespace

GapEquations::GapEquations(const Matrix& values, std::span<const std::size_t> rows)
    : values_(values), rows_(rows.begin(), rows.end()), usable_(values.columns(), false) {
  if (rows_.empty()) return;
  std::vector<bool> whole(values.columns(), true);
  for (const auto row : rows_)  // as the matrix lies
    for (std::size_t j = 0; j < usable_.size(); ++j) {
      if (!std::isfinite(values(row, j))) whole[j] = false;
      if (values(row, j) != values(rows_.front(), j)) usable_[j] = true;
    }
  std::vector<std::size_t> all;
  for (std::size_t j = 0; j < usable_.size(); ++j) {
    usable_[j] = usable_[j] && whole[j];
    if (usable_[j]) all.push_back(j);
  }
  const std::size_t step =
      std::max<std::size_t>(1, (all.size() + most_candidates - 1) / most_candidates);
  for (std::size_t k = 0; k < all.size(); k += step) candidates_.push_back(all[k]);
}

std::vector<double> GapEquations::column(std::size_t j, std::span<const std::size_t> rows) const {
  std::vector<double> out;
  for (const auto row : rows) out.push_back(values_(row, j));
  return out;
}

void GapEquations::observe(std::vector<std::size_t> rows) {
  if (rows == seen_) return;
  seen_ = std::move(rows);
  directions_.clear();
  for (const auto j : candidates_) directions_.push_back(direction(column(j, seen_)));
}

std::vector<std::size_t> GapEquations::predictors(std::size_t target,
                                                  std::span<const std::size_t> near) const {
  const auto wanted = direction(column(target, seen_));
  std::vector<std::pair<double, std::size_t>> asked;  // minus |r|, so that ties keep the order
  const auto ask = [&](std::size_t one, const std::vector<double>& values) {
    if (one != target) asked.emplace_back(-std::abs(product(wanted, values)), one);
  };
  for (std::size_t k = 0; k < candidates_.size(); ++k) ask(candidates_[k], directions_[k]);
  for (const auto one : near)
    if (usable_[one] && !std::ranges::binary_search(candidates_, one))
      ask(one, direction(column(one, seen_)));
  const auto asked_for = static_cast<double>(std::max<std::size_t>(asked.size(), 2));
  const double chance = std::sqrt(2 * std::log(asked_for) / static_cast<double>(seen_.size()));
  std::erase_if(asked, [&](const auto& one) { return -one.first <= chance; });
  std::ranges::sort(asked);
  asked.resize(std::min({asked.size(), most_predictors, seen_.size() / 10}));
  std::vector<std::size_t> out;
  for (const auto& [r, one] : asked) out.push_back(one);
  return out;
}

GapEquation GapEquations::learn(std::size_t column, std::span<const std::size_t> near) {
  std::vector<std::size_t> seen;
  for (const auto row : rows_)
    if (std::isfinite(values_(row, column))) seen.push_back(row);
  GapEquation out;
  if (seen.empty()) {
    out.intercept = std::numeric_limits<double>::quiet_NaN();
    return out;
  }
  const auto n = static_cast<Index>(seen.size());
  VectorXd y(n);
  for (Index i = 0; i < n; ++i) y[i] = values_(seen[static_cast<std::size_t>(i)], column);
  out.intercept = y.mean();
  observe(seen);
  out.columns = predictors(column, near);
  if (out.columns.empty()) return out;
  MatrixXd z(n, static_cast<Index>(out.columns.size()));
  VectorXd sd(z.cols());
  for (Index j = 0; j < z.cols(); ++j) {
    for (Index i = 0; i < n; ++i)
      z(i, j) =
          values_(seen[static_cast<std::size_t>(i)], out.columns[static_cast<std::size_t>(j)]);
    const double mean = z.col(j).mean();
    out.mean.push_back(mean);
    z.col(j).array() -= mean;
    sd[j] = std::sqrt(z.col(j).squaredNorm() / static_cast<double>(n));
    z.col(j) /= sd[j];
  }
  MatrixXd cross = z.transpose() * z / static_cast<double>(n);
  cross.diagonal().array() += kRidge;
  const VectorXd centred = (y.array() - out.intercept).matrix();
  const VectorXd slope =
      cross.llt().solve(z.transpose() * centred / static_cast<double>(n)).cwiseQuotient(sd);
  out.slope.assign(slope.begin(), slope.end());
  return out;
}

}  // namespace dlrr
