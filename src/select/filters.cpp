#include "select/filters.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/rank.h"

namespace dlrr {

namespace {

// Centred columns of length 1, one after the other; zeros where a column is constant.
class UnitColumns {
 public:
  explicit UnitColumns(const Matrix& x) : rows_(x.rows()), values_(x.rows() * x.columns()) {
    for (std::size_t j = 0; j < x.columns(); ++j) set(j, x.column(j));
  }
  UnitColumns(std::size_t rows, const std::vector<double>& one) : rows_(rows), values_(rows) {
    set(0, one);
  }
  std::span<const double> column(std::size_t j) const { return {&values_[j * rows_], rows_}; }

 private:
  void set(std::size_t j, const std::vector<double>& from) {
    double mean = 0, squares = 0, largest = 0;
    for (const double v : from) {
      mean += v / static_cast<double>(rows_);
      largest = std::max(largest, std::abs(v));
    }
    for (const double v : from) squares += (v - mean) * (v - mean);
    const double length = std::sqrt(squares);
    if (!(length > 1e-12 * largest * std::sqrt(static_cast<double>(rows_)))) return;
    for (std::size_t i = 0; i < rows_; ++i) values_[j * rows_ + i] = (from[i] - mean) / length;
  }

  std::size_t rows_;
  std::vector<double> values_;
};

double correlation(std::span<const double> a, std::span<const double> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

std::vector<std::size_t> falling_order(std::vector<double> values) {
  for (double& v : values) v = -v;
  return rising_order(values);
}

}  // namespace

std::vector<double> separation(const Matrix& x, std::span<const int> outcome) {
  std::vector<double> out;
  for (std::size_t j = 0; j < x.columns(); ++j)
    out.push_back(std::abs(auc(x.column(j), outcome) - 0.5));
  return out;
}

std::vector<std::size_t> univariable_filter(const Matrix& x, std::span<const int> outcome,
                                            std::size_t count) {
  return univariable_filter(separation(x, outcome), count);
}

std::vector<std::size_t> univariable_filter(std::vector<double> separation, std::size_t count) {
  auto order = falling_order(std::move(separation));
  order.resize(std::min(count, order.size()));
  std::ranges::sort(order);
  return order;
}

CorrelationFilter correlation_filter(const Matrix& x, std::span<const int> outcome, double limit) {
  return correlation_filter(x, separation(x, outcome), limit);
}

CorrelationFilter correlation_filter(const Matrix& x, const std::vector<double>& separation,
                                     double limit) {
  const UnitColumns unit(x);
  CorrelationFilter out;
  for (const auto j : falling_order(separation)) {
    const auto twin = std::ranges::find_if(out.kept, [&](std::size_t k) {
      return std::abs(correlation(unit.column(k), unit.column(j))) > limit;
    });
    if (twin == out.kept.end())
      out.kept.push_back(j);
    else
      out.dropped.push_back({j, *twin, correlation(unit.column(*twin), unit.column(j))});
  }
  std::ranges::sort(out.kept);
  std::ranges::sort(out.dropped, {}, &Correlated::column);
  return out;
}

std::vector<std::size_t> mrmr(const Matrix& x, std::span<const int> outcome, std::size_t count) {
  const UnitColumns unit(x);
  const UnitColumns target(x.rows(), {outcome.begin(), outcome.end()});
  std::vector<double> relevance, redundancy(x.columns(), 0.0);
  std::vector<bool> open;
  for (std::size_t j = 0; j < x.columns(); ++j) {
    relevance.push_back(std::abs(correlation(unit.column(j), target.column(0))));
    open.push_back(std::ranges::any_of(unit.column(j), [](double v) { return v != 0; }));
  }
  std::vector<std::size_t> out;
  while (out.size() < count) {
    std::size_t best = x.columns();
    double best_score = 0;
    for (std::size_t j = 0; j < x.columns(); ++j) {
      if (!open[j]) continue;
      const double share = out.empty() ? 0 : redundancy[j] / static_cast<double>(out.size());
      if (best < x.columns() && !(relevance[j] - share > best_score)) continue;
      best = j;
      best_score = relevance[j] - share;
    }
    if (best == x.columns()) break;
    open[best] = false;
    out.push_back(best);
    for (std::size_t j = 0; j < x.columns(); ++j)
      if (open[j]) redundancy[j] += std::abs(correlation(unit.column(j), unit.column(best)));
  }
  return out;
}

}  // namespace dlrr
