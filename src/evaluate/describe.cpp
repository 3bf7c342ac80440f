#include "evaluate/describe.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "evaluate/clinical_imputation.h"
#include "evaluate/gaps.h"
#include "evaluate/kappa.h"

namespace dlrr {

namespace {

constexpr double kFence = 3.0;  // Tukey's outer fence, in interquartile ranges

}  // namespace

double missing_in_training(const ClinicalTable& table, const ClinicalVariable& variable) {
  std::size_t rows = 0, missing = 0;
  for (std::size_t r = 0; r < table.rows; ++r) {
    if (table.set_of[r] != table.train) continue;
    ++rows;
    missing += std::isnan(variable.values[r]);
  }
  return static_cast<double>(missing) / static_cast<double>(rows);
}

void describe_missing(const ClinicalTable& table, const DescribeOptions& options,
                      ClinicalDescription& out) {
  PaperTable made{"missing", "Missing values", {"Variable"}, {}, {}};
  for (const auto& set : table.sets) made.header.push_back(set);
  made.header.push_back("Rule");
  for (const auto& variable : table.variables) {
    std::vector<std::size_t> rows(table.sets.size(), 0), gaps(table.sets.size(), 0);
    for (std::size_t r = 0; r < table.rows; ++r) {
      ++rows[table.set_of[r]];
      gaps[table.set_of[r]] += std::isnan(variable.values[r]);
    }
    const std::size_t smallest = *std::min_element(rows.begin(), rows.end());
    std::vector<std::string> cells = {
        options.style.row(variable.name, PrintStyle::Statistic::count)};
    for (std::size_t s = 0; s < rows.size(); ++s)
      cells.push_back(rows[s] == 0 ? "no rows" : options.style.share(gaps[s], rows[s], smallest));
    const bool dropped = missing_in_training(table, variable) > options.most_missing;
    cells.emplace_back(dropped ? "dropped" : "kept");
    made.rows.push_back(cells);
    if (dropped)
      out.warnings.push_back("'" + variable.name + "' is left out of all models: more than " +
                             number_text(100 * options.most_missing) +
                             "% is missing in the training set");
  }
  made.notes = {"A variable is dropped from models when more than " +
                number_text(100 * options.most_missing) + "% is missing in set '" +
                table.sets[table.train] + "'. Other models use the rows without gaps."};
  out.tables.push_back(made);
}

void describe_outliers(const ClinicalTable& table, const DescribeOptions& options,
                       ClinicalDescription& out) {
  PaperTable made{"outliers",
                  "Values far outside",
                  {"Variable", "Patient", "Set", "Value", "Limits"},
                  {},
                  {"Limits: three interquartile ranges below the first and above the third "
                   "quartile of the training set. Nothing is removed: look these values up."}};
  for (const auto& variable : table.variables) {
    if (!variable.continuous) continue;
    std::vector<double> train;
    for (std::size_t r = 0; r < table.rows; ++r)
      if (table.set_of[r] == table.train && !std::isnan(variable.values[r]))
        train.push_back(variable.values[r]);
    if (train.size() < 4) continue;
    std::sort(train.begin(), train.end());
    const double q1 = quantile_of_sorted(train, 0.25), q3 = quantile_of_sorted(train, 0.75);
    const double low = q1 - kFence * (q3 - q1), high = q3 + kFence * (q3 - q1);
    if (!(q3 > q1)) continue;
    for (std::size_t r = 0; r < table.rows; ++r)
      if (variable.values[r] < low || variable.values[r] > high)
        made.rows.push_back({variable.name, table.patients[r], table.sets[table.set_of[r]],
                             options.style.value(variable.values[r]),
                             options.style.range(low, high, 2)});
  }
  if (!made.rows.empty())
    out.warnings.push_back(std::to_string(made.rows.size()) +
                           " values lie far outside the others; see the table of outliers");
  out.tables.push_back(made);
}

void describe_agreement(const ClinicalTable& table, const DescribeOptions& options,
                        ClinicalDescription& out) {
  if (table.signs.empty()) return;
  PaperTable made{
      "agreement",
      "Agreement of the readers",
      {"Sign", "Both read", "Same", "Kappa (95% CI)", "Quadratic weights (95% CI)",
       "Differ or not read twice", "Without consensus"},
      {},
      {"Cohen's kappa with the error of Fleiss, Cohen and Everitt; NA: both readers use "
       "one level only. Weights are for three or more levels in their order: numbers "
       "by size, words by the alphabet, so that they mean something for numbers only."}};
  out.numbers["agreement"] = Json::object();
  const auto& style = options.style;
  const auto text = [&](const Kappa& k) {
    return std::isnan(k.kappa.estimate) ? "NA"
                                        : style.number(k.kappa.estimate, 2) + " (" +
                                              style.range(k.kappa.lower, k.kappa.upper, 2) + ")";
  };
  for (const auto& sign : table.signs) {
    const std::size_t levels = sign.levels.size();
    const Kappa plain = cohen_kappa(sign.first, sign.second, levels);
    const bool ordered = levels > 2 && parse_number(sign.levels[0]).has_value();
    const std::string weighted =
        ordered ? text(cohen_kappa(sign.first, sign.second, levels, KappaWeights::quadratic)) : "";
    made.rows.push_back({sign.name, std::to_string(plain.n),
                         plain.n == 0 ? "NA" : style.number(100 * plain.agreement, 1) + "%",
                         plain.n == 0 ? "NA" : text(plain), plain.n == 0 ? "" : weighted,
                         std::to_string(sign.third_needed), std::to_string(sign.unresolved)});
    out.numbers["agreement"][sign.name] = to_json(plain);
  }
  out.tables.push_back(made);
}

Csv consensus_csv(const ClinicalTable& table) {
  Csv out{{"patient"}, {}};
  std::vector<const ClinicalVariable*> agreed;
  for (const auto& sign : table.signs)
    for (const auto& variable : table.variables)
      if (variable.name == sign.name) agreed.push_back(&variable);
  for (const auto* variable : agreed) out.header.push_back(variable->name);
  for (std::size_t r = 0; r < table.rows; ++r) {
    std::vector<std::string> row = {table.patients[r]};
    for (const auto* variable : agreed) {
      const double level = variable->values[r];
      row.push_back(std::isnan(level) ? "" : variable->levels[static_cast<std::size_t>(level)]);
    }
    out.rows.push_back(std::move(row));
  }
  return out;
}

ClinicalDescription describe_clinical(const ClinicalTable& table, const DescribeOptions& options) {
  ClinicalDescription out;
  out.warnings = table.notes;
  describe_baseline(table, options, out);
  describe_missing(table, options, out);
  if (options.imputations >= 2) out.completed = completed_tables(table, options);
  describe_regression(table, options, out);
  describe_cut_points(table, options, out);
  describe_outliers(table, options, out);
  describe_agreement(table, options, out);
  return out;
}

Json to_json(const ClinicalDescription& description) {
  Json tables = Json::array(), gaps = Json::array();
  for (const auto& table : description.tables) tables.push_back(to_json(table));
  Json numbers = without_gaps(description.numbers, "", description_gap, gaps);
  return Json::of({{"tables", std::move(tables)},
                   {"warnings", Json(description.warnings)},
                   {"numbers", std::move(numbers)},
                   {"gaps", std::move(gaps)}});
}

}  // namespace dlrr
