#include "select/active_hessian.h"

#include <algorithm>
#include <cmath>

#include "kernel/columns.h"

namespace dlrr {

namespace {

// A trace on the diagonal for columns that nearly repeat one another; steps that are computed from
// exact gradients remove its effect.
constexpr double kTrace = 1e-11;

double dot(const double* a, const double* b, std::size_t n) {
  return kernel::inner_product(a, b, n);
}

}  // namespace

void ActiveHessian::restart(std::span<const double> weight, double ridge) {
  root_weight_.clear();
  for (const double w : weight) root_weight_.push_back(std::sqrt(w));
  ridge_ = ridge;
  columns_.clear();
  weighted_.clear();
  factor_.clear();
  if (!append(std::vector<double>(weight.size(), 1.0), 0)) forget();
}

bool ActiveHessian::append(std::span<const double> values, double ridge) {
  const std::size_t n = rows(), size = factor_.size();
  for (std::size_t i = 0; i < n; ++i) weighted_.push_back(root_weight_[i] * values[i]);
  const double* own = weighted(size).data();
  std::vector<const double*> others;
  for (std::size_t at = 0; at < size; ++at) others.push_back(weighted(at).data());
  std::vector<double> row(size + 1);
  kernel::inner_products(others, own, n, row.data());
  for (std::size_t at = 0; at < size; ++at)
    row[at] = (row[at] / static_cast<double>(n) - dot(factor_[at].data(), row.data(), at)) /
              factor_[at][at];
  const double square = dot(own, own, n) / static_cast<double>(n) * (1 + kTrace) + ridge;
  const double rest = square - dot(row.data(), row.data(), size);
  if (!(rest > 0)) return false;
  row[size] = std::sqrt(rest);
  factor_.push_back(std::move(row));
  return true;
}

bool ActiveHessian::join(std::size_t column, std::span<const double> values) {
  columns_.push_back(column);
  return append(values, ridge_);
}

bool ActiveHessian::holds(std::size_t column) const {
  return std::ranges::find(columns_, column) != columns_.end();
}

void ActiveHessian::keep(std::span<const std::size_t> columns) {
  for (std::size_t at = columns_.size(); at-- > 0;)
    if (std::ranges::find(columns, columns_[at]) == columns.end()) leave(at + 1);
}

// Without row `at` every later row has one number beyond the diagonal; a rotation of two
// neighbouring columns each brings it back.
void ActiveHessian::leave(std::size_t at) {
  columns_.erase(columns_.begin() + static_cast<std::ptrdiff_t>(at - 1));
  const auto first = weighted_.begin() + static_cast<std::ptrdiff_t>(at * rows());
  weighted_.erase(first, first + static_cast<std::ptrdiff_t>(rows()));
  factor_.erase(factor_.begin() + static_cast<std::ptrdiff_t>(at));
  std::vector<double> cosine, sine;
  for (std::size_t i = at; i < factor_.size(); ++i) {
    auto& row = factor_[i];
    for (std::size_t k = 0; k < cosine.size(); ++k) {
      const double left = row[at + k], right = row[at + k + 1];
      row[at + k] = cosine[k] * left + sine[k] * right;
      row[at + k + 1] = cosine[k] * right - sine[k] * left;
    }
    const double length = std::hypot(row[i], row[i + 1]);
    cosine.push_back(row[i] / length);
    sine.push_back(row[i + 1] / length);
    row[i] = length;
    row.pop_back();
  }
}

std::vector<std::size_t> ActiveHessian::places(std::span<const std::size_t> columns) const {
  std::vector<std::size_t> out = {0};
  for (const auto column : columns)
    out.push_back(static_cast<std::size_t>(std::ranges::find(columns_, column) - columns_.begin()) +
                  1);
  return out;
}

std::vector<double> ActiveHessian::solve(std::span<const double> pull,
                                         std::span<const std::size_t> columns) const {
  const auto place = places(columns);
  std::vector<double> x(pull.size()), out(pull.size());
  for (std::size_t k = 0; k < pull.size(); ++k) x[place[k]] = pull[k];
  for (std::size_t i = 0; i < x.size(); ++i)
    x[i] = (x[i] - dot(factor_[i].data(), x.data(), i)) / factor_[i][i];
  for (std::size_t i = x.size(); i-- > 0;) {
    x[i] /= factor_[i][i];
    for (std::size_t j = 0; j < i; ++j) x[j] -= factor_[i][j] * x[i];
  }
  for (std::size_t k = 0; k < pull.size(); ++k) out[k] = x[place[k]];
  return out;
}

}  // namespace dlrr
