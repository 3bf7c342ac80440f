#include "select/combat.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/error.h"
#include "base/summary.h"

namespace dlrr {

namespace {

// Relative change of any estimate. neuroCombat stops at 1e-4, so that an estimate depends a little
// on the columns beside it.
constexpr double tolerance = 1e-13;
constexpr int most_steps = 10000;

using Rows = std::vector<std::size_t>;

std::vector<double> finite_values(const Matrix& x, const Rows& rows, std::size_t column) {
  std::vector<double> out;
  for (const auto row : rows)
    if (std::isfinite(x(row, column))) out.push_back(x(row, column));
  return out;
}

// Mean over batches weighted by their rows, and the SD about the batches' own means (divisor n).
void learn_scale(const Matrix& x, const std::vector<Rows>& batches, std::size_t column,
                 Combat& out) {
  double rows = 0, n = 0, mean = 0, squares = 0;
  bool complete = true;
  for (const auto& batch : batches) {
    const auto values = finite_values(x, batch, column);
    complete &= values.size() >= 2;
    const double own = moments(values).mean;
    mean += own * static_cast<double>(batch.size());
    rows += static_cast<double>(batch.size());
    n += static_cast<double>(values.size());
    for (const double value : values) squares += (value - own) * (value - own);
  }
  mean /= rows;
  const double sd = std::sqrt(squares / n);
  const bool usable = complete && std::isfinite(mean) && sd > 1e-12 * (1 + std::abs(mean));
  out.mean.push_back(usable ? mean : 0);
  out.sd.push_back(usable ? sd : 0);
}

// What the columns of one batch have in common.
struct Prior {
  double shift_mean, shift_variance;  // normal
  double shape, scale;                // inverse gamma of the variances
};

Prior prior_of(const std::vector<double>& shift, const std::vector<double>& variance) {
  const auto g = moments(shift), d = moments(variance);
  const double s2 = d.sd * d.sd;
  return {g.mean, g.sd * g.sd, (2 * s2 + d.mean * d.mean) / s2,
          (d.mean * s2 + d.mean * d.mean * d.mean) / s2};
}

// The standardised values of one batch and their estimates; every entry belongs to one column.
struct Batch {
  std::vector<std::vector<double>> z;
  std::vector<double> raw_shift, raw_variance, shift, variance;
};

double relative(double now, double before) {
  const double scale = std::abs(before);
  return scale > 0 ? std::abs(now - before) / scale : std::abs(now - before);
}

// One step of all columns; the largest relative change.
double step(Batch& batch, const Prior& prior) {
  double change = 0;
  for (std::size_t j = 0; j < batch.z.size(); ++j) {
    const double n = static_cast<double>(batch.z[j].size());
    const double shift =
        (prior.shift_variance * n * batch.raw_shift[j] + batch.variance[j] * prior.shift_mean) /
        (prior.shift_variance * n + batch.variance[j]);
    double squares = 0;
    for (const double z : batch.z[j]) squares += (z - shift) * (z - shift);
    const double variance = (0.5 * squares + prior.scale) / (n / 2 + prior.shape - 1);
    change =
        std::max({change, relative(shift, batch.shift[j]), relative(variance, batch.variance[j])});
    batch.shift[j] = shift;
    batch.variance[j] = variance;
  }
  return change;
}

Batch standardised(const Matrix& x, const Rows& rows, const Combat& combat,
                   const std::vector<std::size_t>& columns) {
  Batch out;
  for (const auto j : columns) {
    auto z = finite_values(x, rows, j);
    for (double& value : z) value = (value - combat.mean[j]) / combat.sd[j];
    const auto spread = moments(z);
    out.raw_shift.push_back(spread.mean);
    out.raw_variance.push_back(spread.sd > 0 ? spread.sd * spread.sd : 1);
    out.z.push_back(std::move(z));
  }
  out.shift = out.raw_shift;
  out.variance = out.raw_variance;
  return out;
}

void learn_batch(const Matrix& x, const Rows& rows, const std::vector<std::size_t>& columns,
                 std::size_t index, Combat& out) {
  Batch batch = standardised(x, rows, out, columns);
  const Prior prior = prior_of(batch.raw_shift, batch.raw_variance);
  // Columns without anything of their own have no common prior: their own estimates stand.
  if (std::isfinite(prior.shape) && prior.shift_variance > 0)
    for (int k = 0; k < most_steps && step(batch, prior) > tolerance; ++k) {
    }
  for (std::size_t k = 0; k < columns.size(); ++k) {
    out.shift(index, columns[k]) = batch.shift[k];
    out.spread(index, columns[k]) = batch.variance[k];
  }
}

}  // namespace

std::optional<std::size_t> Combat::find_batch(const std::string& name) const {
  const auto at = std::ranges::lower_bound(batches, name);
  if (at == batches.end() || *at != name) return {};
  return static_cast<std::size_t>(at - batches.begin());
}

double Combat::adjusted(double value, std::size_t column, std::size_t batch) const {
  if (sd[column] == 0) return value;
  const double z = (value - mean[column]) / sd[column];
  return mean[column] + sd[column] * (z - shift(batch, column)) / std::sqrt(spread(batch, column));
}

Combat learn_combat(const Matrix& x, std::span<const std::string> batch) {
  if (batch.size() != x.rows())
    throw Error(ErrorKind::internal, "ComBat: rows and batches differ in number");
  std::map<std::string, Rows> by_name;
  for (std::size_t i = 0; i < batch.size(); ++i) by_name[batch[i]].push_back(i);
  std::erase_if(by_name, [](const auto& one) { return one.second.size() < 2; });
  Combat out;
  if (by_name.size() < 2) return out;
  std::vector<Rows> rows;
  for (auto& [name, members] : by_name) {
    out.batches.push_back(name);
    rows.push_back(std::move(members));
  }
  std::vector<std::size_t> columns;
  for (std::size_t j = 0; j < x.columns(); ++j) {
    learn_scale(x, rows, j, out);
    if (out.sd[j] > 0) columns.push_back(j);
  }
  out.shift = Matrix(rows.size(), x.columns());
  out.spread = Matrix(rows.size(), x.columns(), 1);
  for (std::size_t k = 0; k < rows.size(); ++k) learn_batch(x, rows[k], columns, k, out);
  return out;
}

Combat select_columns(const Combat& combat, std::span<const std::size_t> columns) {
  Combat out;
  out.batches = combat.batches;
  for (const auto j : columns) {
    out.mean.push_back(combat.mean[j]);
    out.sd.push_back(combat.sd[j]);
  }
  out.shift = combat.shift.select_columns(columns);
  out.spread = combat.spread.select_columns(columns);
  return out;
}

}  // namespace dlrr
