// The steps of a score before its LASSO: which columns are fit to be looked at.
#include <algorithm>
#include <cmath>

#include "base/pick.h"
#include "base/summary.h"
#include "base/text.h"
#include "select/filters.h"
#include "select/icc.h"
#include "select/standardise.h"
#include "study/score_parts.h"

namespace dlrr {

namespace {

// A column with more gaps than this among the training rows is not worth filling (the paper's rule
// for clinical variables).
constexpr double max_gap_share = 0.2;

void drop(const ScoreProblem& p, std::size_t column, const char* stage, const std::string& reason,
          Score& score) {
  score.dropped.push_back({p.features.columns[column].name, stage, reason});
}

Columns drop_gaps(const ScoreProblem& p, const Columns& columns, Score& score) {
  Columns kept;
  for (const auto column : columns) {
    std::size_t gaps = 0;
    for (const auto row : p.rows) gaps += !std::isfinite(p.features.values(row, column));
    const double share = static_cast<double>(gaps) / static_cast<double>(p.rows.size());
    if (share <= max_gap_share)
      kept.push_back(column);
    else
      drop(p, column, "gaps",
           fixed_text(100 * share, 0) + " % of the training patients have no value (allowed: " +
               fixed_text(100 * max_gap_share, 0) + " %)",
           score);
  }
  return kept;
}

// Share of the most frequent value.
double largest_share(std::vector<double> values) {
  std::ranges::sort(values);
  std::size_t best = 0, run = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    run = i && values[i] == values[i - 1] ? run + 1 : 1;
    best = std::max(best, run);
  }
  return static_cast<double>(best) / static_cast<double>(values.size());
}

// Without constant columns, nearly constant ones and copies of earlier ones.
Columns drop_idle(const ScoreProblem& p, const Columns& columns, Score& score) {
  if (columns.empty()) return {};
  const Matrix x = filled_matrix(p, columns);
  const auto standardiser = learn_standardiser(x);
  for (const auto& one : standardiser.dropped)
    drop(p, columns[one.column], "variance",
         one.copy_of ? "the same as " + p.features.columns[columns[*one.copy_of]].name : one.reason,
         score);
  Columns kept;
  for (const auto j : standardiser.kept) {
    const double share = largest_share(x.column(j));
    if (share > p.plan.same_value)
      drop(p, columns[j], "variance",
           fixed_text(100 * share, 1) +
               " % of the training patients have the same value (allowed: " +
               fixed_text(100 * p.plan.same_value, 1) + " %)",
           score);
    else
      kept.push_back(columns[j]);
  }
  return kept;
}

// Training patients whom the second reader measured too: (row of first, row of second).
std::vector<std::pair<std::size_t, std::size_t>> read_twice(const ScoreProblem& p) {
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (const auto row : p.rows)
    if (const auto at = p.second->find_patient(p.features.patients[row]))
      pairs.emplace_back(row, *at);
  return pairs;
}

Columns keep_reproducible(const ScoreProblem& p, const Columns& columns, Score& score) {
  if (!p.plan.icc || !p.second) return columns;
  const auto pairs = read_twice(p);
  if (pairs.size() < 5) return columns;  // an ICC of fewer cases says nothing
  const auto form = icc_form(p.plan.icc_form);
  Columns kept;
  for (const auto column : columns) {
    std::vector<std::vector<double>> readers(2);
    for (const auto& [first, second] : pairs) {
      readers[0].push_back(p.features.values(first, column));
      readers[1].push_back(p.second->values(second, column));
    }
    const auto result = icc(readers, form);
    const bool lower = p.plan.icc_bound == "lower";
    const double value = lower ? result.lower : result.estimate;
    if (value > p.plan.icc_above)
      kept.push_back(column);
    else
      drop(p, column, "icc",
           std::isfinite(value) ? (lower ? "lower bound of ICC(" : "ICC(") + p.plan.icc_form +
                                      ") " + fixed_text(value, 3) + " between two readers of " +
                                      std::to_string(result.n) + " patients"
                                : "no ICC: " + result.reason,
           score);
  }
  score.icc_of += columns.size();
  score.icc_kept += kept.size();
  return kept;
}

// Without columns that say nearly the same as one that tells the outcomes apart better.
Columns drop_correlated(const ScoreProblem& p, const Columns& columns, Score& score) {
  if (!p.plan.correlation || columns.size() < 2) return columns;
  const auto result =
      correlation_filter(filled_matrix(p, columns), p.outcome, p.plan.correlation_above);
  for (const auto& one : result.dropped)
    drop(p, columns[one.column], "correlation",
         "correlation " + fixed_text(one.correlation, 3) + " with " +
             p.features.columns[columns[one.kept]].name +
             " (allowed: " + fixed_text(p.plan.correlation_above, 3) + ")",
         score);
  return pick(columns, result.kept);
}

// The declared number of columns, by the declared filter.
Columns best_columns(const ScoreProblem& p, const Columns& columns, Score& score) {
  const auto keep = static_cast<std::size_t>(p.plan.filter_keep);
  if (p.plan.filter == "none" || columns.size() <= keep) return columns;
  const Matrix x = filled_matrix(p, columns);
  auto best =
      p.plan.filter == "mrmr" ? mrmr(x, p.outcome, keep) : univariable_filter(x, p.outcome, keep);
  std::ranges::sort(best);
  for (std::size_t j = 0; j < columns.size(); ++j)
    if (!std::ranges::binary_search(best, j))
      drop(p, columns[j], "filter",
           "not among the " + std::to_string(keep) + " of the filter " + p.plan.filter, score);
  return pick(columns, best);
}

}  // namespace

std::vector<double> filled(const ScoreProblem& p, std::size_t column, double& fill) {
  std::vector<double> values, known;
  for (const auto row : p.rows) {
    values.push_back(p.features.values(row, column));
    if (std::isfinite(values.back())) known.push_back(values.back());
  }
  fill = median(known);
  for (double& v : values)
    if (!std::isfinite(v)) v = fill;
  return values;
}

Matrix filled_matrix(const ScoreProblem& p, const Columns& columns) {
  Matrix x(p.rows.size(), columns.size());
  for (std::size_t j = 0; j < columns.size(); ++j) {
    double fill = 0;
    const auto values = filled(p, columns[j], fill);
    for (std::size_t i = 0; i < values.size(); ++i) x(i, j) = values[i];
  }
  return x;
}

Columns clean_columns(const ScoreProblem& p, const Columns& columns, StageCount& count,
                      Score& score) {
  Columns left = drop_idle(p, drop_gaps(p, columns, score), score);
  count.variance = left.size();
  left = keep_reproducible(p, left, score);
  count.icc = left.size();
  return filter_columns(p, left, count, score);
}

Columns filter_columns(const ScoreProblem& p, const Columns& columns, StageCount& count,
                       Score& score) {
  Columns left = drop_correlated(p, columns, score);
  count.correlation = left.size();
  left = best_columns(p, left, score);
  count.filter = left.size();
  return left;
}

}  // namespace dlrr
