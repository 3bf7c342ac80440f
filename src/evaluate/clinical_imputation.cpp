#include "evaluate/clinical_imputation.h"

#include <cmath>
#include <limits>

#include "base/text.h"
#include "evaluate/imputation.h"

namespace dlrr {

namespace {

std::vector<bool> teachers(const ClinicalTable& table) {
  std::vector<bool> out;
  for (std::size_t r = 0; r < table.rows; ++r)
    out.push_back(table.set_of[r] == table.train && table.outcome[r] >= 0);
  return out;
}

// To the chain, the outcome of a row that does not teach is one more gap.
ImputedColumn outcome_column(const ClinicalTable& table, const std::vector<bool>& training) {
  ImputedColumn out{{}, 2};
  for (std::size_t r = 0; r < table.rows; ++r)
    out.values.push_back(training[r] ? table.outcome[r] : std::numeric_limits<double>::quiet_NaN());
  return out;
}

std::string cell_of(const ClinicalVariable& variable, double value) {
  if (std::isnan(value)) return {};
  return variable.continuous ? number_text(value)
                             : variable.levels[static_cast<std::size_t>(value)];
}

}  // namespace

std::vector<ClinicalTable> completed_tables(const ClinicalTable& table,
                                            const DescribeOptions& options) {
  const auto training = teachers(table);
  std::vector<ImputedColumn> columns;
  std::vector<std::size_t> places;
  for (std::size_t v = 0; v < table.variables.size(); ++v) {
    const auto& variable = table.variables[v];
    if (missing_in_training(table, variable) > options.most_missing) continue;
    columns.push_back({variable.values, variable.levels.size()});
    places.push_back(v);
  }
  columns.push_back(outcome_column(table, training));
  std::vector<ClinicalTable> out;
  for (auto& filled :
       impute(columns, training, {options.imputations, 10, options.seed, options.threads})) {
    out.push_back(table);
    for (std::size_t c = 0; c < places.size(); ++c)
      out.back().variables[places[c]].values = std::move(filled[c]);
  }
  return out;
}

Csv completed_csv(const ClinicalTable& table, const DescribeOptions& options) {
  Csv out{{"patient"}, {}};
  const bool sets = table.sets.size() > 1;
  if (sets) out.header.emplace_back("set");
  out.header.push_back(table.outcome_name);
  std::vector<const ClinicalVariable*> used;
  for (const auto& variable : table.variables) {
    if (missing_in_training(table, variable) > options.most_missing) continue;
    used.push_back(&variable);
    out.header.push_back(variable.name);
  }
  for (std::size_t r = 0; r < table.rows; ++r) {
    std::vector<std::string> row = {table.patients[r]};
    if (sets) row.push_back(table.sets[table.set_of[r]]);
    row.push_back(table.outcome[r] < 0 ? std::string() : std::to_string(table.outcome[r]));
    for (const auto* variable : used) row.push_back(cell_of(*variable, variable->values[r]));
    out.rows.push_back(std::move(row));
  }
  return out;
}

}  // namespace dlrr
