// The point of an algorithm's declared grid with the best cross-validated AUC, refitted on all
// rows.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "model/model.h"

namespace dlrr {

struct GridScore {
  HyperParameters hyper;
  std::vector<double> fold_auc;  // NaN where a fold has one class only
  double mean_auc = 0;           // over folds with an AUC
};

struct Tuned {
  std::vector<GridScore> grid;  // every point, in the declared order
  std::size_t best = 0;         // first point with the largest mean, compared after 12 decimals
  std::unique_ptr<FittedModel> model;
};

struct TuneSettings {
  std::vector<HyperParameters> grid;  // empty: the algorithm's own
  bool balanced = false;              // class weights at every point
  // Early stopping of algorithms that add trees: the number of rounds is the one with the smallest
  // mean log-loss of the left-out rows, looked for until `patience` rounds bring no better one, up
  // to `most_rounds`. It replaces "rounds" of the grid. 0: the grid's rounds.
  int patience = 0, most_rounds = 500;
};

// fold_of_row: 0-based, by grouped_folds for instance. group: an id per row, for algorithms that
// divide the rows again (Algorithm::fit_grouped); empty: every row by itself. Deterministic for a
// seed.
Tuned tune(const Algorithm& algorithm, const Matrix& x, std::span<const int> outcome,
           std::span<const int> fold_of_row, std::uint64_t seed, const TuneSettings& settings = {},
           std::span<const int> group = {});

// The same rows several times, their gaps filled differently (multiple imputation): one grid whose
// AUCs are means over the tables, and the best point fitted to each table.
struct TunedTables {
  std::vector<GridScore> grid;
  std::size_t best = 0;
  std::vector<HyperParameters> hyper;  // of each table; they differ in the rounds of early stopping
  std::vector<std::unique_ptr<FittedModel>> models;
};
TunedTables tune_tables(const Algorithm& algorithm, std::span<const Matrix> tables,
                        std::span<const int> outcome, std::span<const int> fold_of_row,
                        std::uint64_t seed, const TuneSettings& settings = {},
                        std::span<const int> group = {});

// Risk of every row by a model of the given point that was fitted on the other folds.
std::vector<double> cross_fitted_risk(const Algorithm& algorithm, const HyperParameters& hyper,
                                      const Matrix& x, std::span<const int> outcome,
                                      std::span<const int> fold_of_row, std::uint64_t seed,
                                      std::span<const int> group = {});

}  // namespace dlrr
