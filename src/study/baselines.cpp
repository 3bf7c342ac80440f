#include "study/baselines.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "base/pick.h"
#include "base/rank.h"
#include "base/summary.h"
#include "select/standardise.h"

namespace dlrr {

namespace {

constexpr std::size_t averaged_columns = 10;
constexpr double max_gap_share = 0.2;  // as for the scores

// Training values with gaps filled by their median; empty when too many are missing.
std::vector<double> filled_column(const Table& features, std::span<const std::size_t> rows,
                                  std::size_t column, double& fill) {
  std::vector<double> values, known;
  for (const auto row : rows) {
    values.push_back(features.values(row, column));
    if (std::isfinite(values.back())) known.push_back(values.back());
  }
  const auto gaps = static_cast<double>(values.size() - known.size());
  if (known.empty() || gaps > max_gap_share * static_cast<double>(values.size())) return {};
  fill = median(known);
  for (double& v : values)
    if (!std::isfinite(v)) v = fill;
  return values;
}

ScoreTerm term_of(const std::string& name, std::span<const double> values, double fill) {
  const auto spread = moments(values);
  const auto [low, high] = std::ranges::minmax_element(values);
  return {name, 1, spread.mean, spread.sd, fill, *low, *high};
}

struct Candidate {
  std::size_t column;
  double separation;  // |AUC - 0.5|
  bool falls;         // the event has the smaller values
};

// By falling separation; ties: lowest column. More than needed, because copies are left out later.
std::vector<Candidate> best_candidates(const Table& features, std::span<const std::size_t> rows,
                                       std::span<const int> outcome) {
  std::vector<Candidate> all;
  for (std::size_t j = 0; j < features.columns.size(); ++j) {
    double fill = 0;
    const auto values = filled_column(features, rows, j, fill);
    if (values.empty()) continue;
    const double area = auc(values, outcome);
    if (std::isfinite(area) && area != 0.5) all.push_back({j, std::abs(area - 0.5), area < 0.5});
  }
  std::ranges::stable_sort(all, std::greater{}, &Candidate::separation);
  all.resize(std::min(all.size(), 10 * averaged_columns));
  return all;
}

bool ends_with_feature(const std::string& name, std::string_view feature) {
  return name == feature || (name.size() > feature.size() && name.ends_with(feature) &&
                             (name[name.size() - feature.size() - 1] == '.' ||
                              name[name.size() - feature.size() - 1] == '_'));
}

}  // namespace

Score learn_mean_z(const Table& features, std::span<const std::size_t> rows,
                   std::span<const int> outcome) {
  Score score;
  score.name = "mean_z";
  const auto candidates = best_candidates(features, rows, pick(outcome, rows));
  if (candidates.empty()) return score;
  Matrix x(rows.size(), candidates.size());
  std::vector<double> fills(candidates.size());
  for (std::size_t k = 0; k < candidates.size(); ++k) {
    const auto values = filled_column(features, rows, candidates[k].column, fills[k]);
    for (std::size_t i = 0; i < values.size(); ++i) x(i, k) = values[i];
  }
  auto kept = learn_standardiser(x).kept;  // without copies and constants
  kept.resize(std::min(kept.size(), averaged_columns));
  for (const auto k : kept) {
    auto term = term_of(features.columns[candidates[k].column].name, x.column(k), fills[k]);
    term.coefficient = (candidates[k].falls ? -1.0 : 1.0) / static_cast<double>(kept.size());
    score.terms.push_back(std::move(term));
  }
  return score;
}

std::optional<std::size_t> size_column(const Table& features, const std::string& name) {
  if (!name.empty()) return features.find_column(name);
  for (const bool tumour : {true, false})
    for (const std::string_view feature :
         {"original_shape_Maximum3DDiameter", "original_shape_MeshVolume",
          "original_shape_VoxelVolume"})
      for (std::size_t j = 0; j < features.columns.size(); ++j) {
        const auto& column = features.columns[j].name;
        if (ends_with_feature(column, feature) &&
            (!tumour || column_parts(column).region == "tumour"))
          return j;
      }
  return {};
}

Score learn_size(const Table& features, std::span<const std::size_t> rows,
                 const std::string& name) {
  Score score;
  score.name = "tumour_size";
  const auto column = size_column(features, name);
  if (!column) return score;
  double fill = 0;
  const auto values = filled_column(features, rows, *column, fill);
  if (values.empty()) return score;
  auto term = term_of(features.columns[*column].name, values, fill);
  term.mean = 0;
  term.sd = 1;
  score.terms.push_back(std::move(term));
  return score;
}

}  // namespace dlrr
