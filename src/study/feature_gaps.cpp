#include "study/feature_gaps.h"

#include <cmath>

#include "base/summary.h"

namespace dlrr {

namespace {

// Without rows there are no candidates, and nothing is computed.
std::vector<std::size_t> teaching(std::span<const std::size_t> rows, bool median) {
  return median ? std::vector<std::size_t>{} : std::vector<std::size_t>(rows.begin(), rows.end());
}

// With the columns by name: a formula is read without its table.
TermEquation named(const GapEquation& equation, const Table& features) {
  TermEquation out{equation.intercept, {}, equation.slope, equation.mean};
  for (const auto column : equation.columns) out.features.push_back(features.columns[column].name);
  return out;
}

double expected(const GapEquation& equation, std::span<const double> row) {
  double out = equation.intercept;
  for (std::size_t k = 0; k < equation.columns.size(); ++k)
    out += equation.slope[k] * (row[equation.columns[k]] - equation.mean[k]);
  return out;
}

}  // namespace

FeatureGaps::FeatureGaps(const Table& features, std::span<const std::size_t> rows,
                         const FillPlan& plan)
    : features_(features),
      rows_(rows.begin(), rows.end()),
      median_(plan.use == "median"),
      equations_(features.values, teaching(rows, median_)) {
  if (median_) return;
  for (std::size_t j = 0; j < features.columns.size(); ++j)
    if (const auto parts = column_parts(features.columns[j].name); !parts.feature.empty())
      same_feature_[parts.feature].push_back(j);
  std::vector<std::size_t> gaps(features.columns.size());  // row by row, as the matrix lies
  for (const auto row : rows_)
    for (std::size_t j = 0; j < gaps.size(); ++j)
      gaps[j] += !std::isfinite(features.values(row, j));
  for (std::size_t j = 0; j < gaps.size(); ++j) {
    const double share = static_cast<double>(gaps[j]) / static_cast<double>(rows_.size());
    if (gaps[j] == 0 || share > max_gap_share) continue;
    const GapEquation found = equation(j);
    if (found.columns.empty()) continue;  // nothing is known of it: the median
    auto& values = filled_[j];
    for (const auto row : rows_) {
      const double value = features.values(row, j);
      values.push_back(std::isfinite(value) ? value : expected(found, features.values.row(row)));
    }
  }
}

GapEquation FeatureGaps::equation(std::size_t column) {
  const auto near = same_feature_.find(column_parts(features_.columns[column].name).feature);
  return equations_.learn(column, near == same_feature_.end()
                                      ? std::span<const std::size_t>{}
                                      : std::span<const std::size_t>(near->second));
}

std::vector<double> FeatureGaps::filled(std::size_t column, double& fill) const {
  std::vector<double> values, known;
  for (const auto row : rows_) {
    values.push_back(features_.values(row, column));
    if (std::isfinite(values.back())) known.push_back(values.back());
  }
  fill = median(known);
  if (known.size() == values.size()) return values;
  if (const auto made = filled_.find(column); made != filled_.end()) return made->second;
  for (double& v : values)
    if (!std::isfinite(v)) v = fill;
  return values;
}

void FeatureGaps::add_equations(Score& score) {
  if (median_) return;
  for (auto& term : score.terms) {
    const auto found = equation(*features_.find_column(term.feature));
    if (!found.columns.empty()) term.gap = named(found, features_);
  }
}

}  // namespace dlrr
