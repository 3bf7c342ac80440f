#include "study/imputer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace dlrr {

namespace {

constexpr double kGap = std::numeric_limits<double>::quiet_NaN();

using Places = std::vector<std::optional<std::size_t>>;  // of a variable's columns in a table

Places places_of(const ImputedVariable& variable, const Table& table) {
  Places out;
  for (const auto& name : variable.columns) out.push_back(table.find_column(name));
  return out;
}

// The number, or the level: 0 for the one that has no column, else which column is 1.
double value_of(const ImputedVariable& variable, const Places& places, const Table& table,
                std::size_t row) {
  double level = 0;
  for (std::size_t k = 0; k < places.size(); ++k) {
    const double value = places[k] ? table.values(row, *places[k]) : kGap;
    if (!std::isfinite(value)) return kGap;
    if (!variable.category) return value;
    if (value == 1) level = static_cast<double>(k + 1);
  }
  return level;
}

void put(double value, const ImputedVariable& variable, const Places& places, std::size_t row,
         Table& table) {
  for (std::size_t k = 0; k < places.size(); ++k) {
    if (!places[k]) continue;
    table.values(row, *places[k]) =
        variable.category ? static_cast<double>(value == static_cast<double>(k + 1)) : value;
    table.gaps.erase({row, *places[k]});
  }
}

std::vector<ImputedVariable> variables_of(const Table& inputs) {
  std::vector<ImputedVariable> out;
  std::string category;
  for (const auto& column : inputs.columns) {
    if (column.origin != Origin::clinical) continue;
    const auto equals = column.name.find('=');
    const std::string name = equals == std::string::npos ? "" : column.name.substr(0, equals);
    if (!name.empty() && name == category)
      out.back().columns.push_back(column.name);
    else
      out.push_back({{column.name}, !name.empty()});
    category = name;
  }
  return out;
}

// 0/1 columns are two levels. The training rows alone.
ImputedColumn column_of(const ImputedVariable& variable, const Table& inputs,
                        std::span<const std::size_t> rows) {
  ImputedColumn out;
  const Places places = places_of(variable, inputs);
  for (const auto row : rows) out.values.push_back(value_of(variable, places, inputs, row));
  const bool binary = std::ranges::all_of(
      out.values, [](double value) { return std::isnan(value) || value == 0 || value == 1; });
  out.levels = variable.category ? variable.columns.size() + 1 : (binary ? 2 : 0);
  return out;
}

bool has_value(const ImputedColumn& column) {
  return !std::ranges::all_of(column.values, [](double value) { return std::isnan(value); });
}

}  // namespace

bool Imputer::fills(const std::string& column) const {
  return std::ranges::any_of(variables, [&](const ImputedVariable& variable) {
    return std::ranges::find(variable.columns, column) != variable.columns.end();
  });
}

std::vector<Table> Imputer::completed(const Table& inputs) const {
  std::vector<Table> out(frozen.tables.size(), inputs);
  std::vector<Places> places;
  for (const auto& variable : variables) places.push_back(places_of(variable, inputs));
  for (std::size_t row = 0; row < inputs.patients.size(); ++row) {
    std::vector<double> values;
    for (std::size_t v = 0; v < variables.size(); ++v)
      values.push_back(value_of(variables[v], places[v], inputs, row));
    if (std::ranges::none_of(values, [](double value) { return std::isnan(value); })) continue;
    for (std::size_t k = 0; k < out.size(); ++k) {
      const auto filled = dlrr::completed(frozen.tables[k], values);
      for (std::size_t v = 0; v < variables.size(); ++v)
        if (std::isnan(values[v])) put(filled[v], variables[v], places[v], row, out[k]);
    }
  }
  return out;
}

LearnedImputer learn_imputer(const Table& inputs, std::span<const std::size_t> rows,
                             std::size_t imputations, std::uint64_t seed, unsigned threads) {
  LearnedImputer out;
  std::vector<ImputedColumn> columns;
  for (auto& variable : variables_of(inputs))
    if (auto column = column_of(variable, inputs, rows); has_value(column)) {
      columns.push_back(std::move(column));
      out.imputer.variables.push_back(std::move(variable));
    }
  if (columns.empty()) return out;
  auto learned = learn_imputation(
      columns, {imputations, Imputer::iterations, seed, threads, Imputer::most_predictors});
  out.imputer.frozen = std::move(learned.frozen);
  out.training.assign(imputations, inputs.rows(rows));
  for (std::size_t v = 0; v < columns.size(); ++v) {
    const auto& variable = out.imputer.variables[v];
    const Places places = places_of(variable, inputs);
    for (std::size_t k = 0; k < imputations; ++k)
      for (std::size_t i = 0; i < rows.size(); ++i)
        if (std::isnan(columns[v].values[i]))
          put(learned.tables[k][v][i], variable, places, i, out.training[k]);
  }
  return out;
}

Json to_json(const Imputer& imputer) {
  Json variables = Json::array();
  for (const auto& variable : imputer.variables)
    variables.push_back(Json::of({{"columns", variable.columns}, {"category", variable.category}}));
  return Json::of(
      {{"method", "chained"}, {"variables", variables}, {"tables", to_json(imputer.frozen)}});
}

Imputer imputer_from_json(const Json& json) {
  Imputer out;
  for (const auto& one : json.at("variables").as_array()) {
    ImputedVariable variable{{}, one.at("category").as_bool()};
    for (const auto& name : one.at("columns").as_array())
      variable.columns.push_back(name.as_string());
    out.variables.push_back(std::move(variable));
  }
  out.frozen = frozen_imputation_from_json(json.at("tables"));
  return out;
}

}  // namespace dlrr
