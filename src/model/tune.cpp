#include "model/tune.h"

#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/pick.h"
#include "base/rank.h"
#include "table/folds.h"

namespace dlrr {

namespace {

// One fold's rows, cut out once for the whole grid.
struct Part {
  FoldRows rows;
  Matrix train, test;
  std::vector<int> train_outcome, test_outcome;
};

std::vector<Part> cut(const Matrix& x, std::span<const int> outcome, std::span<const int> folds) {
  if (x.rows() != outcome.size() || x.rows() != folds.size())
    throw Error(ErrorKind::internal, "tuning: rows, outcomes and folds differ in number");
  std::vector<Part> parts;
  for (int fold = 0; fold < fold_count(folds); ++fold) {
    FoldRows rows = fold_rows(folds, fold);
    parts.push_back({rows, x.select_rows(rows.train), x.select_rows(rows.test),
                     pick(outcome, rows.train), pick(outcome, rows.test)});
  }
  return parts;
}

GridScore score(const Algorithm& algorithm, const HyperParameters& hyper,
                const std::vector<Part>& parts, std::uint64_t seed) {
  GridScore out{hyper, {}, 0};
  int counted = 0;
  for (const auto& part : parts) {
    const auto model = algorithm.fit(part.train, part.train_outcome, hyper, seed);
    out.fold_auc.push_back(auc(model->risk(part.test), part.test_outcome));
    if (std::isnan(out.fold_auc.back())) continue;
    out.mean_auc += out.fold_auc.back();
    ++counted;
  }
  out.mean_auc = counted ? out.mean_auc / counted : std::numeric_limits<double>::quiet_NaN();
  return out;
}

double round12(double value) { return std::round(value * 1e12) / 1e12; }

}  // namespace

Tuned tune(const Algorithm& algorithm, const Matrix& x, std::span<const int> outcome,
           std::span<const int> fold_of_row, std::uint64_t seed) {
  const auto parts = cut(x, outcome, fold_of_row);
  Tuned out;
  for (const auto& hyper : algorithm.grid())
    out.grid.push_back(score(algorithm, hyper, parts, seed));
  for (std::size_t i = 0; i < out.grid.size(); ++i) {
    if (std::isnan(out.grid[i].mean_auc))
      throw Error(algorithm.name + ": no fold holds both outcomes; use fewer folds");
    if (round12(out.grid[i].mean_auc) > round12(out.grid[out.best].mean_auc)) out.best = i;
  }
  out.model = algorithm.fit(x, outcome, out.grid[out.best].hyper, seed);
  return out;
}

std::vector<double> cross_fitted_risk(const Algorithm& algorithm, const HyperParameters& hyper,
                                      const Matrix& x, std::span<const int> outcome,
                                      std::span<const int> fold_of_row, std::uint64_t seed) {
  std::vector<double> out(x.rows());
  for (const auto& part : cut(x, outcome, fold_of_row)) {
    const auto risk = algorithm.fit(part.train, part.train_outcome, hyper, seed)->risk(part.test);
    for (std::size_t i = 0; i < risk.size(); ++i) out[part.rows.test[i]] = risk[i];
  }
  return out;
}

}  // namespace dlrr
