#include "study/baselines.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "base/pick.h"
#include "base/rank.h"
#include "base/summary.h"
#include "evaluate/concordance.h"
#include "select/standardise.h"
#include "study/feature_gaps.h"

namespace dlrr {

namespace {

constexpr std::size_t averaged_columns = 10;

// Training values without gaps; empty when too many are missing.
std::vector<double> filled_column(const FeatureGaps& gaps, const Table& features,
                                  std::span<const std::size_t> rows, std::size_t column,
                                  double& fill) {
  std::size_t missing = 0;
  for (const auto row : rows) missing += !std::isfinite(features.values(row, column));
  const auto share = static_cast<double>(missing) / static_cast<double>(rows.size());
  if (missing == rows.size() || share > max_gap_share) return {};
  return gaps.filled(column, fill);
}

ScoreTerm term_of(const std::string& name, std::span<const double> values, double fill) {
  const auto spread = moments(values);
  const auto [low, high] = std::ranges::minmax_element(values);
  return {name, 1, spread.mean, spread.sd, fill, *low, *high};
}

struct Candidate {
  std::size_t column;
  double separation;  // |AUC - 0.5|, or |C - 0.5|
  bool falls;         // the event has the smaller values
};

// By falling separation; ties: lowest column. More than needed, because copies are left out later.
std::vector<Candidate> best_candidates(const FeatureGaps& gaps, const Table& features,
                                       std::span<const std::size_t> rows,
                                       const Endpoint& endpoint) {
  const auto outcome = pick(endpoint.outcome, rows);
  const auto time = endpoint.survival() ? pick(endpoint.time, rows) : std::vector<double>{};
  std::vector<Candidate> all;
  for (std::size_t j = 0; j < features.columns.size(); ++j) {
    double fill = 0;
    const auto values = filled_column(gaps, features, rows, j, fill);
    if (values.empty()) continue;
    const double area =
        time.empty() ? auc(values, outcome) : harrell_c(values, time, outcome).c.estimate;
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
                   const Endpoint& endpoint, const FillPlan& plan) {
  Score score;
  score.name = "mean_z";
  FeatureGaps gaps(features, rows, plan);
  const auto candidates = best_candidates(gaps, features, rows, endpoint);
  if (candidates.empty()) return score;
  Matrix x(rows.size(), candidates.size());
  std::vector<double> fills(candidates.size());
  for (std::size_t k = 0; k < candidates.size(); ++k) {
    const auto values = filled_column(gaps, features, rows, candidates[k].column, fills[k]);
    for (std::size_t i = 0; i < values.size(); ++i) x(i, k) = values[i];
  }
  auto kept = learn_standardiser(x).kept;  // without copies and constants
  kept.resize(std::min(kept.size(), averaged_columns));
  for (const auto k : kept) {
    auto term = term_of(features.columns[candidates[k].column].name, x.column(k), fills[k]);
    term.coefficient = (candidates[k].falls ? -1.0 : 1.0) / static_cast<double>(kept.size());
    score.terms.push_back(std::move(term));
  }
  gaps.add_equations(score);
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

Score learn_size(const Table& features, std::span<const std::size_t> rows, const std::string& name,
                 const FillPlan& plan) {
  Score score;
  score.name = "tumour_size";
  const auto column = size_column(features, name);
  if (!column) return score;
  FeatureGaps gaps(features, rows, plan);
  double fill = 0;
  const auto values = filled_column(gaps, features, rows, *column, fill);
  if (values.empty()) return score;
  auto term = term_of(features.columns[*column].name, values, fill);
  term.mean = 0;
  term.sd = 1;
  score.terms.push_back(std::move(term));
  gaps.add_equations(score);
  return score;
}

}  // namespace dlrr
