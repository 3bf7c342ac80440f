#include "evaluate/spline_basis.h"

#include <algorithm>
#include <numeric>

#include "base/error.h"
#include "evaluate/interval.h"

namespace dlrr {

namespace {

constexpr std::size_t kManyValues = 100;

double cube_above(double x, double knot) {
  const double d = std::max(x - knot, 0.0);
  return d * d * d;
}

using Column = std::vector<double>;

double dot(const Column& a, const Column& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

void take_out_mean(Column& column) {
  const double mean =
      std::accumulate(column.begin(), column.end(), 0.0) / static_cast<double>(column.size());
  for (double& v : column) v -= mean;
}

void take_out(const Column& part, Column& column) {
  const double size = dot(part, part);
  if (!(size > 0)) return;
  const double share = dot(part, column) / size;
  for (std::size_t i = 0; i < column.size(); ++i) column[i] -= share * part[i];
}

}  // namespace

std::vector<double> spline_knots(std::span<const double> values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  if (sorted.empty()) return {};
  const std::vector<double> places = sorted.size() < kManyValues
                                         ? std::vector<double>{0.10, 0.50, 0.90}
                                         : std::vector<double>{0.05, 0.35, 0.65, 0.95};
  std::vector<double> out;
  for (const double p : places) out.push_back(quantile_of_sorted(sorted, p));
  const bool rising =
      std::adjacent_find(out.begin(), out.end(), std::greater_equal<>{}) == out.end();
  return rising ? out : std::vector<double>{};
}

Matrix spline_basis(std::span<const double> x, std::span<const double> knots) {
  if (knots.size() < 3)
    throw Error(ErrorKind::internal, "a restricted cubic spline needs three knots");
  const std::size_t k = knots.size();
  const double last = knots[k - 1], before = knots[k - 2];
  const double scale = (last - knots[0]) * (last - knots[0]);
  Matrix out(x.size(), k - 1);
  for (std::size_t i = 0; i < x.size(); ++i) {
    out(i, 0) = x[i];
    for (std::size_t j = 0; j + 2 < k; ++j)
      out(i, j + 1) = (cube_above(x[i], knots[j]) -
                       cube_above(x[i], before) * (last - knots[j]) / (last - before) +
                       cube_above(x[i], last) * (before - knots[j]) / (last - before)) /
                      scale;
  }
  return out;
}

Matrix spline_parts(std::span<const double> x, std::span<const double> knots) {
  Matrix out = spline_basis(x, knots);
  std::vector<Column> parts;
  for (std::size_t j = 0; j < out.columns(); ++j) {
    Column column = out.column(j);
    for (int pass = 0; pass < 2; ++pass) {  // the second takes out what rounding left
      take_out_mean(column);
      for (const Column& part : parts) take_out(part, column);
    }
    for (std::size_t i = 0; i < column.size() && j > 0; ++i) out(i, j) = column[i];
    parts.push_back(std::move(column));
  }
  return out;
}

}  // namespace dlrr
