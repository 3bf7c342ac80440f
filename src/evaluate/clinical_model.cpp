#include "evaluate/clinical_model.h"

#include <algorithm>
#include <cmath>

namespace dlrr {

std::vector<std::size_t> whole_rows(const ClinicalTable& table, const Chosen& chosen) {
  std::vector<std::size_t> out;
  for (std::size_t r = 0; r < table.rows; ++r) {
    bool whole = table.set_of[r] == table.train && table.outcome[r] >= 0;
    for (const auto* v : chosen) whole = whole && !std::isnan(v->values[r]);
    if (whole) out.push_back(r);
  }
  return out;
}

ClinicalDesign design_of(const ClinicalTable& table, const Chosen& chosen) {
  const auto rows = whole_rows(table, chosen);
  ClinicalDesign out;
  std::vector<std::vector<double>> columns;
  for (const std::size_t r : rows) out.y.push_back(table.outcome[r]);
  for (const auto* v : chosen) {
    DesignVariable made{v, {}, {}};
    std::vector<double> values;
    for (const std::size_t r : rows) values.push_back(v->values[r]);
    const auto add = [&](std::vector<double> column, const std::string& term) {
      made.columns.push_back(columns.size());
      columns.push_back(std::move(column));
      out.terms.push_back(term);
    };
    if (v->continuous) add(values, v->name + " (per unit)");
    for (std::size_t l = 0; l < v->levels.size(); ++l) {
      std::vector<double> is;
      for (const double value : values) is.push_back(value == static_cast<double>(l));
      if (std::count(is.begin(), is.end(), 1.0) == 0) continue;
      if (!made.levels.empty())
        add(is, v->name + ": " + v->levels[l] + " against " + made.levels.front());
      made.levels.push_back(v->levels[l]);
    }
    out.variables.push_back(std::move(made));
  }
  out.x = Matrix(rows.size(), columns.size());
  for (std::size_t j = 0; j < columns.size(); ++j)
    for (std::size_t i = 0; i < rows.size(); ++i) out.x(i, j) = columns[j][i];
  return out;
}

ClinicalFit fit_clinical(const ClinicalTable& table, const Chosen& chosen) {
  ClinicalFit out{design_of(table, chosen), {}, {}};
  const auto events = std::count(out.design.y.begin(), out.design.y.end(), 1);
  if (events == 0 || static_cast<std::size_t>(events) == out.design.y.size())
    out.problem = "the rows without gaps hold one class only";
  else if (out.design.terms.empty())
    out.problem = "one value only in the training set";
  else
    out.model = logistic_terms(out.design.x, out.design.y);
  if (out.problem.empty() && !out.model.estimable) out.problem = out.model.reason;
  return out;
}

int ratio_decimals(const Interval& ratio) {
  const double nearest = std::min(std::abs(ratio.lower - 1), std::abs(ratio.upper - 1));
  return nearest < 0.01 ? 4 : 2;
}

}  // namespace dlrr
