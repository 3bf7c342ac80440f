#include "model/tune.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/pick.h"
#include "base/rank.h"
#include "table/folds.h"

namespace dlrr {

namespace {

double round12(double value) { return std::round(value * 1e12) / 1e12; }

// One fold's rows, cut out once for the whole grid.
struct Part {
  FoldRows rows;
  Matrix train, test;
  std::vector<int> train_outcome, test_outcome, train_group;
};

std::unique_ptr<FittedModel> fit_model(const Algorithm& algorithm, const Matrix& x,
                                       std::span<const int> outcome, std::span<const int> group,
                                       const HyperParameters& hyper, std::uint64_t seed) {
  return algorithm.fit_grouped ? algorithm.fit_grouped(x, outcome, group, hyper, seed)
                               : algorithm.fit(x, outcome, hyper, seed);
}

std::vector<Part> cut(const Matrix& x, std::span<const int> outcome, std::span<const int> folds,
                      std::span<const int> group) {
  if (x.rows() != outcome.size() || x.rows() != folds.size() ||
      (!group.empty() && x.rows() != group.size()))
    throw Error(ErrorKind::internal, "tuning: rows, outcomes, folds and groups differ in number");
  std::vector<Part> parts;
  for (int fold = 0; fold < fold_count(folds); ++fold) {
    FoldRows rows = fold_rows(folds, fold);
    parts.push_back({rows, x.select_rows(rows.train), x.select_rows(rows.test),
                     pick(outcome, rows.train), pick(outcome, rows.test),
                     group.empty() ? std::vector<int>{} : pick(group, rows.train)});
  }
  return parts;
}

void add_fold(GridScore& out, std::span<const double> risk, std::span<const int> outcome) {
  out.fold_auc.push_back(auc(risk, outcome));
}

// Over folds with an AUC; NaN when there is none.
void set_mean(GridScore& out) {
  int counted = 0;
  for (const double value : out.fold_auc)
    if (!std::isnan(value)) {
      out.mean_auc += value;
      ++counted;
    }
  out.mean_auc = counted ? out.mean_auc / counted : std::numeric_limits<double>::quiet_NaN();
}

GridScore score(const Algorithm& algorithm, const HyperParameters& hyper,
                const std::vector<Part>& parts, std::uint64_t seed) {
  GridScore out{hyper, {}, 0};
  for (const auto& part : parts) {
    const auto model =
        fit_model(algorithm, part.train, part.train_outcome, part.train_group, hyper, seed);
    add_fold(out, model->risk(part.test), part.test_outcome);
  }
  set_mean(out);
  return out;
}

double log_loss(std::span<const double> risk, std::span<const int> outcome) {
  double sum = 0;
  for (std::size_t i = 0; i < risk.size(); ++i) {
    const double p = std::clamp(outcome[i] ? risk[i] : 1 - risk[i], 1e-7, 1.0);
    sum -= std::log(p);
  }
  return sum;
}

// The first of the smallest values, given up on when `patience` later ones are no better.
std::size_t stopping_round(std::span<const double> loss, int patience) {
  std::size_t best = 0;
  for (std::size_t k = 1; k < loss.size(); ++k) {
    if (round12(loss[k]) < round12(loss[best])) best = k;
    if (k - best >= static_cast<std::size_t>(patience)) break;
  }
  return best;
}

GridScore score_early(const Algorithm& algorithm, const HyperParameters& hyper,
                      const std::vector<Part>& parts, std::uint64_t seed,
                      const TuneSettings& settings) {
  const auto most = static_cast<std::size_t>(settings.most_rounds);
  std::vector<std::vector<std::vector<double>>> stages;  // [fold][round][row]
  std::vector<double> loss(most, 0.0);
  for (const auto& part : parts) {
    stages.push_back(algorithm.staged(part.train, part.train_outcome, hyper, seed, part.test,
                                      settings.most_rounds));
    for (std::size_t k = 0; k < most; ++k) loss[k] += log_loss(stages.back()[k], part.test_outcome);
  }
  const std::size_t best = stopping_round(loss, settings.patience);
  GridScore out{hyper, {}, 0};
  out.hyper["rounds"] = static_cast<double>(best + 1);
  for (std::size_t i = 0; i < parts.size(); ++i)
    add_fold(out, stages[i][best], parts[i].test_outcome);
  set_mean(out);
  return out;
}

// The declared points; those that differ in the number of rounds alone are one when it is looked
// for.
std::vector<HyperParameters> points(const Algorithm& algorithm, const TuneSettings& settings,
                                    bool early) {
  std::vector<HyperParameters> out;
  for (auto hyper : settings.grid.empty() ? algorithm.grid() : settings.grid) {
    if (early) hyper.erase("rounds");
    if (settings.balanced) hyper["balanced"] = 1;
    if (std::ranges::find(out, hyper) == out.end()) out.push_back(std::move(hyper));
  }
  return out;
}

std::vector<GridScore> score_grid(const Algorithm& algorithm, const Matrix& x,
                                  std::span<const int> outcome, std::span<const int> folds,
                                  std::uint64_t seed, const TuneSettings& settings,
                                  std::span<const int> group) {
  const auto parts = cut(x, outcome, folds, group);
  const bool early = settings.patience > 0 && algorithm.staged;
  std::vector<GridScore> grid;
  for (const auto& hyper : points(algorithm, settings, early))
    grid.push_back(early ? score_early(algorithm, hyper, parts, seed, settings)
                         : score(algorithm, hyper, parts, seed));
  for (const auto& point : grid)
    if (std::isnan(point.mean_auc))
      throw Error(algorithm.name + ": no fold holds both outcomes; use fewer folds");
  return grid;
}

// Point by point and fold by fold; a fold without an AUC has none in any table.
std::vector<GridScore> mean_grid(const std::vector<std::vector<GridScore>>& grids) {
  std::vector<GridScore> out = grids.front();
  const auto n = static_cast<double>(grids.size());
  for (std::size_t i = 0; i < out.size() && grids.size() > 1; ++i) {
    out[i].mean_auc = 0;
    std::ranges::fill(out[i].fold_auc, 0);
    for (const auto& grid : grids) {
      out[i].mean_auc += grid[i].mean_auc / n;
      for (std::size_t k = 0; k < out[i].fold_auc.size(); ++k)
        out[i].fold_auc[k] += grid[i].fold_auc[k] / n;
    }
  }
  return out;
}

std::size_t best_point(const std::vector<GridScore>& grid) {
  std::size_t best = 0;
  for (std::size_t i = 0; i < grid.size(); ++i)
    if (round12(grid[i].mean_auc) > round12(grid[best].mean_auc)) best = i;
  return best;
}

}  // namespace

TunedTables tune_tables(const Algorithm& algorithm, std::span<const Matrix> tables,
                        std::span<const int> outcome, std::span<const int> fold_of_row,
                        std::uint64_t seed, const TuneSettings& settings,
                        std::span<const int> group) {
  std::vector<std::vector<GridScore>> grids;
  for (const auto& x : tables)
    grids.push_back(score_grid(algorithm, x, outcome, fold_of_row, seed, settings, group));
  TunedTables out;
  out.grid = mean_grid(grids);
  out.best = best_point(out.grid);
  for (std::size_t k = 0; k < tables.size(); ++k) {
    out.hyper.push_back(grids[k][out.best].hyper);
    out.models.push_back(fit_model(algorithm, tables[k], outcome, group, out.hyper.back(), seed));
  }
  return out;
}

Tuned tune(const Algorithm& algorithm, const Matrix& x, std::span<const int> outcome,
           std::span<const int> fold_of_row, std::uint64_t seed, const TuneSettings& settings,
           std::span<const int> group) {
  auto tuned =
      tune_tables(algorithm, std::span(&x, 1), outcome, fold_of_row, seed, settings, group);
  return {std::move(tuned.grid), tuned.best, std::move(tuned.models.front())};
}

std::vector<double> cross_fitted_risk(const Algorithm& algorithm, const HyperParameters& hyper,
                                      const Matrix& x, std::span<const int> outcome,
                                      std::span<const int> fold_of_row, std::uint64_t seed,
                                      std::span<const int> group) {
  std::vector<double> out(x.rows());
  for (const auto& part : cut(x, outcome, fold_of_row, group)) {
    const auto risk =
        fit_model(algorithm, part.train, part.train_outcome, part.train_group, hyper, seed)
            ->risk(part.test);
    for (std::size_t i = 0; i < risk.size(); ++i) out[part.rows.test[i]] = risk[i];
  }
  return out;
}

}  // namespace dlrr
