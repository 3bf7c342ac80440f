#include "evaluate/frozen_imputation.h"

#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "evaluate/imputation_chain.h"
#include "evaluate/multinomial.h"

namespace dlrr {

namespace {

// [table] rounds x columns: in each round and column every table has a stratum of its own.
std::vector<Matrix> places(const ImputationPlan& plan, std::size_t columns) {
  std::vector<Matrix> out(plan.tables, Matrix(plan.iterations, columns));
  Random chance(plan.seed, "places of the draws of a frozen imputation");
  std::vector<std::size_t> stratum(plan.tables);
  for (std::size_t k = 0; k < stratum.size(); ++k) stratum[k] = k;
  for (std::size_t round = 0; round < plan.iterations; ++round)
    for (std::size_t c = 0; c < columns; ++c) {
      chance.shuffle(stratum);
      for (std::size_t k = 0; k < plan.tables; ++k)
        out[k](round, c) =
            (static_cast<double>(stratum[k]) + chance.uniform()) / static_cast<double>(plan.tables);
    }
  return out;
}

std::vector<double> design_row(const FrozenColumn& column, std::span<const double> values) {
  std::vector<double> out = {1.0};
  for (const auto& predictor : column.predictors)
    out.push_back(predictor.of(values[predictor.column]));
  return out;
}

// Of the nearest donors, and of others as near as the farthest of them, the one at `place`.
double matched(const FrozenColumn& column, double goal, double place) {
  const auto& donors = column.donors;
  const auto distance = [&](std::size_t k) { return std::abs(donors[k].prediction - goal); };
  std::size_t last = static_cast<std::size_t>(
      std::ranges::lower_bound(donors, goal, {}, &Donor::prediction) - donors.begin());
  std::size_t first = last;
  double farthest = 0;
  const auto left_is_nearer = [&] {
    return last == donors.size() || (first > 0 && distance(first - 1) <= distance(last));
  };
  while (first > 0 || last < donors.size()) {
    const bool left = left_is_nearer();
    const double next = distance(left ? first - 1 : last);
    if (last - first >= kImputationDonors && next > farthest) break;
    farthest = next;
    if (left)
      --first;
    else
      ++last;
  }
  const auto n = static_cast<double>(last - first);
  return donors[first + std::min(last - first - 1, static_cast<std::size_t>(place * n))].value;
}

double drawn(const FrozenColumn& column, std::span<const double> values, double place) {
  const auto row = design_row(column, values);
  if (column.levels == 0) {
    double goal = 0;
    for (std::size_t j = 0; j < row.size(); ++j) goal += column.slope[j] * row[j];
    return matched(column, goal, place);
  }
  if (column.present.size() == 1) return column.present[0];
  const auto chances = level_chances(column.coefficient, row);
  std::size_t k = 0;
  while (k + 1 < chances.size() && place >= chances[k]) place -= chances[k++];
  return column.present[k];
}

std::vector<double> numbers(const Json& json) {
  std::vector<double> out;
  for (const auto& value : json.as_array()) out.push_back(value.as_number());
  return out;
}

Json rows_json(const Matrix& matrix) {
  Json out = Json::array();
  for (std::size_t i = 0; i < matrix.rows(); ++i)
    out.push_back(std::vector<double>(matrix.row(i).begin(), matrix.row(i).end()));
  return out;
}

Matrix matrix_of(const Json& json) {
  const auto& rows = json.as_array();
  if (rows.empty()) return {};
  Matrix out(rows.size(), rows.front().size());
  for (std::size_t i = 0; i < out.rows(); ++i)
    for (std::size_t j = 0; j < out.columns(); ++j)
      out(i, j) = rows[i].as_array().at(j).as_number();
  return out;
}

Json column_json(const FrozenColumn& column) {
  Json predictors = Json::array(), donors = Json::array();
  for (const auto& p : column.predictors)
    predictors.push_back(
        Json::of({{"column", p.column}, {"level", p.level}, {"mean", p.mean}, {"sd", p.sd}}));
  for (const auto& d : column.donors) donors.push_back(std::vector<double>{d.prediction, d.value});
  return Json::of({{"levels", column.levels},
                   {"start", column.start},
                   {"predictors", predictors},
                   {"slope", column.slope},
                   {"donors", donors},
                   {"present", column.present},
                   {"coefficient", rows_json(column.coefficient)}});
}

FrozenColumn column_from(const Json& json) {
  FrozenColumn out;
  out.levels = static_cast<std::size_t>(json.at("levels").as_integer());
  out.start = json.at("start").as_number();
  for (const auto& p : json.at("predictors").as_array())
    out.predictors.push_back({static_cast<std::size_t>(p.at("column").as_integer()),
                              static_cast<std::size_t>(p.at("level").as_integer()),
                              p.at("mean").as_number(), p.at("sd").as_number()});
  out.slope = numbers(json.at("slope"));
  for (const auto& d : json.at("donors").as_array())
    out.donors.push_back({d.as_array().at(0).as_number(), d.as_array().at(1).as_number()});
  out.present = numbers(json.at("present"));
  out.coefficient = matrix_of(json.at("coefficient"));
  return out;
}

}  // namespace

double DesignColumn::of(double value) const {
  const double shown = level == 0 ? value : value == static_cast<double>(level);
  return sd > 0 ? (shown - mean) / sd : 0.0;
}

LearnedImputation learn_imputation(const std::vector<ImputedColumn>& columns,
                                   const ImputationPlan& plan) {
  LearnedImputation out;
  out.frozen.tables.resize(plan.tables);
  out.tables.resize(plan.tables);
  const std::size_t rows = columns.empty() ? 0 : columns.front().values.size();
  const std::vector<bool> training(rows, true);
  auto drawing = places(plan, columns.size());
  parallel_for(plan.tables, plan.threads, [&](std::size_t k) {
    Chain chain(columns, training, plan, k);
    for (std::size_t i = 0; i < plan.iterations; ++i) chain.iterate();
    out.tables[k] = chain.table();
    out.frozen.tables[k] = {chain.freeze(), std::move(drawing[k])};
  });
  return out;
}

std::vector<double> completed(const FrozenTable& table, std::span<const double> row) {
  std::vector<double> out(row.begin(), row.end());
  std::vector<std::size_t> gaps;
  for (std::size_t c = 0; c < out.size(); ++c)
    if (std::isnan(out[c])) {
      gaps.push_back(c);
      out[c] = table.columns[c].start;
    }
  for (std::size_t round = 0; round < table.places.rows(); ++round)
    for (const auto c : gaps) out[c] = drawn(table.columns[c], out, table.places(round, c));
  return out;
}

Json to_json(const FrozenImputation& frozen) {
  Json tables = Json::array();
  for (const auto& table : frozen.tables) {
    Json columns = Json::array();
    for (const auto& column : table.columns) columns.push_back(column_json(column));
    tables.push_back(Json::of({{"columns", columns}, {"places", rows_json(table.places)}}));
  }
  return tables;
}

FrozenImputation frozen_imputation_from_json(const Json& json) {
  FrozenImputation out;
  for (const auto& table : json.as_array()) {
    FrozenTable one;
    for (const auto& column : table.at("columns").as_array())
      one.columns.push_back(column_from(column));
    one.places = matrix_of(table.at("places"));
    out.tables.push_back(std::move(one));
  }
  return out;
}

}  // namespace dlrr
