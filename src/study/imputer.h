// Clinical inputs with their gaps filled several times over by chained equations that were learned
// on training rows (evaluate/frozen_imputation.h). The other clinical columns predict; the outcome
// and the scores, which know the outcome, do not: a patient to come has no outcome yet.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "evaluate/frozen_imputation.h"
#include "table/table.h"

namespace dlrr {

// One characteristic of a patient: a number, or the 0/1 columns of a category ("stage=B", ...) that
// have their gaps together.
struct ImputedVariable {
  std::vector<std::string> columns;
  bool category = false;
};

struct Imputer {
  static constexpr std::size_t most_predictors = 15, iterations = 10;

  std::vector<ImputedVariable> variables;
  FrozenImputation frozen;

  bool empty() const { return frozen.empty(); }
  bool fills(const std::string& column) const;
  // The table once for each imputation. Columns that the table has not count as missing and stay
  // away; a row without gaps is the same in all.
  std::vector<Table> completed(const Table& inputs) const;
};

// With the training rows as models learn from them: filled by draws of their own.
struct LearnedImputer {
  Imputer imputer;
  std::vector<Table> training;  // rows: as taught
};

// `rows` of `inputs` teach; only clinical columns are filled. Without an imputer when there is no
// clinical column.
LearnedImputer learn_imputer(const Table& inputs, std::span<const std::size_t> rows,
                             std::size_t imputations, std::uint64_t seed, unsigned threads);

Json to_json(const Imputer& imputer);
Imputer imputer_from_json(const Json& json);

}  // namespace dlrr
