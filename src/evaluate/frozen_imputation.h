// Chained equations that were learned on training rows and are then applied, one row at a time, to
// anybody: a patient's completed values depend on the patient's own values and on what was frozen,
// never on the other rows, their order or the patient's name.
//
// Every table has its own models (coefficients drawn from their posterior) and its own frozen
// places for the draws: uniform numbers, one per round and column, spread evenly over the tables (a
// Latin hypercube), so that the mean over the tables approximates the mean over the distribution of
// the missing values given the observed ones.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/json.h"
#include "base/matrix.h"
#include "evaluate/imputation.h"

namespace dlrr {

inline constexpr std::size_t kImputationDonors = 5;  // of predictive mean matching

// One column of an imputation model: a number, or whether a column has a level; as a z-score.
struct DesignColumn {
  std::size_t column = 0;
  std::size_t level = 0;  // 0: the number itself
  double mean = 0, sd = 0;
  double of(double value) const;
};

struct Donor {
  double prediction, value;
};

// How the gaps of one column are filled.
struct FrozenColumn {
  std::size_t levels = 0;  // 0: a number
  double start = 0;        // training median, or most frequent level
  std::vector<DesignColumn> predictors;
  std::vector<double> slope;    // of a number: drawn; the intercept, then the predictors
  std::vector<Donor> donors;    // of a number: training rows, by prediction and value
  std::vector<double> present;  // levels of the training rows
  Matrix coefficient;           // of levels: drawn; a row for each present level but the first
};

struct FrozenTable {
  std::vector<FrozenColumn> columns;
  Matrix places;  // rounds x columns, in [0, 1)
};

struct FrozenImputation {
  std::vector<FrozenTable> tables;
  bool empty() const { return tables.empty(); }
};

struct LearnedImputation {
  FrozenImputation frozen;
  std::vector<std::vector<std::vector<double>>> tables;  // [table][column][row], completed
};

// `columns`: training rows alone, each column with an observed value. The completed tables are
// those of `impute`: with random draws for each row, for models to learn from.
LearnedImputation learn_imputation(const std::vector<ImputedColumn>& columns,
                                   const ImputationPlan& plan);

// One row (a value per column, NaN: missing) by one of the tables.
std::vector<double> completed(const FrozenTable& table, std::span<const double> row);

Json to_json(const FrozenImputation& frozen);
FrozenImputation frozen_imputation_from_json(const Json& json);

}  // namespace dlrr
