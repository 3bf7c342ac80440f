// A dense row-major matrix of doubles: rows are patients, columns features, wherever both occur.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace dlrr {

class Matrix {
 public:
  Matrix() = default;
  Matrix(std::size_t rows, std::size_t columns, double fill = 0.0)
      : rows_(rows), columns_(columns), values_(rows * columns, fill) {}

  std::size_t rows() const { return rows_; }
  std::size_t columns() const { return columns_; }
  double& operator()(std::size_t row, std::size_t column) {
    return values_[row * columns_ + column];
  }
  double operator()(std::size_t row, std::size_t column) const {
    return values_[row * columns_ + column];
  }
  std::span<double> row(std::size_t i) { return {values_.data() + i * columns_, columns_}; }
  std::span<const double> row(std::size_t i) const {
    return {values_.data() + i * columns_, columns_};
  }
  std::vector<double> column(std::size_t j) const {
    std::vector<double> out(rows_);
    for (std::size_t i = 0; i < rows_; ++i) out[i] = (*this)(i, j);
    return out;
  }
  Matrix select_rows(std::span<const std::size_t> which) const {
    Matrix out(which.size(), columns_);
    for (std::size_t i = 0; i < which.size(); ++i)
      for (std::size_t j = 0; j < columns_; ++j) out(i, j) = (*this)(which[i], j);
    return out;
  }
  Matrix select_columns(std::span<const std::size_t> which) const {
    Matrix out(rows_, which.size());
    for (std::size_t i = 0; i < rows_; ++i)
      for (std::size_t j = 0; j < which.size(); ++j) out(i, j) = (*this)(i, which[j]);
    return out;
  }

 private:
  std::size_t rows_ = 0, columns_ = 0;
  std::vector<double> values_;
};

}  // namespace dlrr
