#include "select/lasso_columns.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "kernel/whole_sums.h"

namespace dlrr {

namespace {

constexpr double kLargestWhole = 8191;  // of columns and residuals
constexpr double kLargestSum = 2147483000;

// The nearest whole number, for sizes below 2^51: beyond, doubles have no room for halves.
double rounded(double value) {
  constexpr double kShift = 6755399441055744.0;  // 1.5 * 2^52
  return value + kShift - kShift;
}

double length(std::span<const double> values) {
  double squares = 0;
  for (const double v : values) squares += v * v;
  return std::sqrt(squares);
}

double largest(std::span<const double> values) {
  double out = 0;
  for (const double v : values) out = std::max(out, std::abs(v));
  return out;
}

}  // namespace

LassoColumns::LassoColumns(const Matrix& x)
    : rows_(x.rows()),
      mean_(x.columns(), 0.0),
      sd_(x.columns(), 0.0),
      values_(x.rows() * x.columns()) {
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
    const double unit = sd_[j] > 0 ? 1 / sd_[j] : 0.0;
    for (std::size_t i = 0; i < rows_; ++i) column[i] *= unit;
  }
  round_columns();
}

void LassoColumns::round_columns() {
  if (const double most = largest(values_); most > 0) scale_ = kLargestWhole / most;
  const std::size_t panels = (columns() + kernel::kSumPanel - 1) / kernel::kSumPanel;
  whole_.assign(panels * pairs() * kernel::kSumPanel * 2, 0);
  for (std::size_t j = 0; j < columns(); ++j) {
    std::int16_t* to = whole_.data() + 2 * (j / kernel::kSumPanel * pairs() * kernel::kSumPanel +
                                            j % kernel::kSumPanel);
    double squares = 0;
    for (std::size_t i = 0; i < rows_; ++i) {
      const double exact = column(j)[i] * scale_, whole = rounded(exact);
      squares += (exact - whole) * (exact - whole);
      to[i / 2 * kernel::kSumPanel * 2 + i % 2] = static_cast<std::int16_t>(whole);
    }
    error_ = std::max(error_, std::sqrt(squares) / scale_);
  }
}

// A whole-number sum is off by at most what the rounding of both sides can do (Cauchy and Schwarz),
// and that is allowed for. The same inequality keeps every sum within 31 bits.
void LassoColumns::screen(std::span<Screening* const> screenings) const {
  const double columns_length = std::sqrt(static_cast<double>(rows_)) + error_;
  std::vector<std::int16_t> left(screenings.size() * pairs() * 2, 0);
  std::vector<std::int32_t> bar;
  std::vector<double> unit, slack;
  for (std::size_t k = 0; k < screenings.size(); ++k) {
    const auto& residual = screenings[k]->residual;
    const double size = length(residual);
    double scale = 1;
    if (size > 0) {
      const double room = kLargestSum / (columns_length * scale_) - std::sqrt(double(rows_));
      scale = std::min(kLargestWhole / largest(residual), room / size);
    }
    double squares = 0;
    for (std::size_t i = 0; i < rows_; ++i) {
      const double exact = residual[i] * scale, whole = rounded(exact);
      squares += (exact - whole) * (exact - whole);
      left[k * pairs() * 2 + i] = static_cast<std::int16_t>(whole);
    }
    unit.push_back(1 / (scale * scale_));
    slack.push_back(error_ * size + columns_length * std::sqrt(squares) / scale);
    const double limit = std::floor((screenings[k]->bar - slack[k]) / unit[k]);
    bar.push_back(static_cast<std::int32_t>(std::clamp(limit, 0.0, kLargestSum)));
  }
  std::vector<std::vector<kernel::LargeSum>> large(screenings.size());
  kernel::large_sums(left.data(), whole_.data(), pairs(),
                     whole_.size() / (pairs() * kernel::kSumPanel * 2), bar, large.data());
  for (std::size_t k = 0; k < screenings.size(); ++k) {
    screenings[k]->found.clear();
    for (const auto& one : large[k])
      if (one.column < columns())
        screenings[k]->found.push_back({one.column, std::abs(one.sum) * unit[k] + slack[k]});
  }
}

}  // namespace dlrr
