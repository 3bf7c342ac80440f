// The steps of a score before its LASSO: which columns are fit to be looked at.
#include <algorithm>
#include <cmath>

#include "base/pick.h"
#include "base/text.h"
#include "select/cox_score.h"
#include "select/filters.h"
#include "select/icc.h"
#include "select/standardise.h"
#include "study/score_parts.h"

namespace dlrr {

namespace {

struct Why {
  std::string cause, reason;
};

void drop(const ScoreProblem& p, std::size_t column, const char* stage, const Why& why,
          Score& score) {
  score.dropped.push_back({p.features.columns[column].name, stage, why.cause, why.reason});
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
           {"more gaps than allowed", fixed_text(100 * share, 0) +
                                          " % of the training patients have no value (allowed: " +
                                          fixed_text(100 * max_gap_share, 0) + " %)"},
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
         one.copy_of ? Why{"copy of another column",
                           "the same as " + p.features.columns[columns[*one.copy_of]].name}
                     : Why{"constant", one.reason},
         score);
  Columns kept;
  for (const auto j : standardiser.kept) {
    const double share = largest_share(x.column(j));
    if (share > p.plan.same_value)
      drop(p, columns[j], "variance",
           {"one value in nearly all patients",
            fixed_text(100 * share, 1) +
                " % of the training patients have the same value (allowed: " +
                fixed_text(100 * p.plan.same_value, 1) + " %)"},
           score);
    else
      kept.push_back(columns[j]);
  }
  return kept;
}

// Rows of the same training patient in the table selected from and in each further one.
using SamePatient = std::vector<std::size_t>;

std::vector<SamePatient> measured_again(const ScoreProblem& p, const Remeasured& again) {
  std::vector<SamePatient> out;
  for (const auto row : p.rows) {
    SamePatient rows = {row};
    for (const auto& table : again.tables)
      if (const auto at = table.find_patient(p.features.patients[row])) rows.push_back(*at);
    if (rows.size() == again.tables.size() + 1) out.push_back(std::move(rows));
  }
  return out;
}

ColumnIcc column_icc(const ScoreProblem& p, std::size_t column, const Remeasured& again,
                     const std::vector<SamePatient>& patients) {
  std::vector<std::vector<double>> readers(again.tables.size() + 1);
  for (const auto& rows : patients) {
    readers[0].push_back(p.features.values(rows[0], column));
    for (std::size_t k = 1; k < rows.size(); ++k)
      readers[k].push_back(again.tables[k - 1].values(rows[k], column));
  }
  ColumnIcc out{p.features.columns[column].name, again.source,
                icc(readers, icc_form(p.plan.icc_form)), false};
  out.kept = (p.plan.icc_bound == "lower" ? out.icc.lower : out.icc.estimate) > p.plan.icc_above;
  return out;
}

Why icc_reason(const ScoreProblem& p, const ColumnIcc& one, std::size_t masks) {
  const bool lower = p.plan.icc_bound == "lower";
  const double value = lower ? one.icc.lower : one.icc.estimate;
  if (!std::isfinite(value)) return {"no ICC", "no ICC over " + one.source + ": " + one.icc.reason};
  return {"ICC too low over " + one.source,
          std::string(lower ? "lower bound of ICC(" : "ICC(") + p.plan.icc_form + ") " +
              fixed_text(value, 3) +
              (one.source == "readers"
                   ? " between two readers"
                   : " over the drawn and " + std::to_string(masks) + " perturbed masks") +
              " of " + std::to_string(one.icc.n) + " patients"};
}

// An ICC of fewer patients says nothing.
constexpr std::size_t fewest_patients = 5;

// Every source must find a column reproducible; the first that does not is the reason.
Columns keep_reproducible(const ScoreProblem& p, const Columns& columns, Score& score) {
  if (!p.plan.icc || columns.empty()) return columns;
  std::vector<Why> reasons(columns.size());
  bool any = false;
  for (const auto& again : p.again) {
    const auto patients = measured_again(p, again);
    if (patients.size() < fewest_patients) continue;
    any = true;
    for (std::size_t j = 0; j < columns.size(); ++j) {
      score.iccs.push_back(column_icc(p, columns[j], again, patients));
      if (!score.iccs.back().kept && reasons[j].reason.empty())
        reasons[j] = icc_reason(p, score.iccs.back(), again.tables.size());
    }
  }
  if (!any) return columns;
  Columns kept;
  for (std::size_t j = 0; j < columns.size(); ++j) {
    if (reasons[j].reason.empty())
      kept.push_back(columns[j]);
    else
      drop(p, columns[j], "icc", reasons[j], score);
  }
  score.icc_of += columns.size();
  score.icc_kept += kept.size();
  return kept;
}

// Without columns that say nearly the same as one that tells the outcomes apart better.
Columns drop_correlated(const ScoreProblem& p, const Columns& columns, Score& score) {
  if (!p.plan.correlation || columns.size() < 2) return columns;
  const Matrix x = filled_matrix(p, columns);
  const auto result = correlation_filter(x, separation_of(p, x), p.plan.correlation_above);
  for (const auto& one : result.dropped)
    drop(p, columns[one.column], "correlation",
         {"correlated with a better column",
          "correlation " + fixed_text(one.correlation, 3) + " with " +
              p.features.columns[columns[one.kept]].name +
              " (allowed: " + fixed_text(p.plan.correlation_above, 3) + ")"},
         score);
  return pick(columns, result.kept);
}

// The declared number of columns, by the declared filter.
Columns best_columns(const ScoreProblem& p, const Columns& columns, Score& score) {
  const auto keep = static_cast<std::size_t>(p.plan.filter_keep);
  if (p.plan.filter == "none" || columns.size() <= keep) return columns;
  const Matrix x = filled_matrix(p, columns);
  auto best = p.plan.filter == "mrmr" ? mrmr(x, p.outcome, keep)
                                      : univariable_filter(separation_of(p, x), keep);
  std::ranges::sort(best);
  for (std::size_t j = 0; j < columns.size(); ++j)
    if (!std::ranges::binary_search(best, j))
      drop(p, columns[j], "filter",
           {"not among the best of the filter " + p.plan.filter,
            "not among the " + std::to_string(keep) + " of the filter " + p.plan.filter},
           score);
  return pick(columns, best);
}

}  // namespace

Matrix filled_matrix(const ScoreProblem& p, const Columns& columns) {
  Matrix x(p.rows.size(), columns.size());
  for (std::size_t j = 0; j < columns.size(); ++j) {
    double fill = 0;
    const auto values = p.gaps.filled(columns[j], fill);
    for (std::size_t i = 0; i < values.size(); ++i) x(i, j) = values[i];
  }
  return x;
}

std::vector<double> separation_of(const ScoreProblem& p, const Matrix& x) {
  return p.time.empty() ? separation(x, p.outcome)
                        : cox_score(x, SurvivalOutcome{p.time, p.outcome});
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
