#include "select/lasso_columns.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "kernel/winograd.h"

namespace dlrr {

LassoColumns::LassoColumns(const Matrix& x)
    : rows_(x.rows()),
      mean_(x.columns(), 0.0),
      sd_(x.columns(), 0.0),
      values_(x.rows() * x.columns()) {
  narrow_.assign(padded() * rows_, 0.0f);
  const auto n = static_cast<double>(rows_);
  // Blocks of columns keep the reading along rows and the writing along columns in the cache.
  constexpr std::size_t block = 64;
  for (std::size_t first = 0; first < columns(); first += block)
    for (std::size_t i = 0; i < rows_; ++i)
      for (std::size_t j = first; j < std::min(first + block, columns()); ++j)
        values_[j * rows_ + i] = x(i, j);
  for (std::size_t j = 0; j < columns(); ++j) {
    double* column = values_.data() + j * rows_;
    double sum = 0, squares = 0, largest = 0;
    for (std::size_t i = 0; i < rows_; ++i) {
      sum += column[i];
      largest = std::max(largest, std::abs(column[i]));
    }
    if (!std::isfinite(sum))
      throw Error(ErrorKind::internal, "LASSO: column " + std::to_string(j) + " has a gap");
    mean_[j] = sum / n;
    for (std::size_t i = 0; i < rows_; ++i) {
      column[i] -= mean_[j];
      squares += column[i] * column[i];
    }
    sd_[j] = std::sqrt(squares / n);
    if (!(sd_[j] > 1e-12 * largest)) sd_[j] = 0;
    for (std::size_t i = 0; i < rows_; ++i) {
      column[i] = sd_[j] > 0 ? column[i] / sd_[j] : 0.0;
      narrow_[(j / kernel::kPanel * rows_ + i) * kernel::kPanel + j % kernel::kPanel] =
          static_cast<float>(column[i]);
    }
  }
}

std::size_t LassoColumns::padded() const {
  return (columns() + kernel::kPanel - 1) / kernel::kPanel * kernel::kPanel;
}

void LassoColumns::products(std::span<const float> residuals, std::size_t count,
                            std::vector<float>& out) const {
  out.resize(padded() * count);
  kernel::multiply_panels(residuals.data(), narrow_.data(), count, rows_, padded(), out.data());
}

}  // namespace dlrr
