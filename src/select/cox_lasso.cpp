#include "select/cox_lasso.h"

#include <cmath>
#include <numeric>
#include <string>
#include <utility>

#include "base/error.h"
#include "select/cox_lasso_problem.h"
#include "select/lasso_grid.h"
#include "table/folds.h"

namespace dlrr {

namespace {

void check(const Matrix& x, SurvivalOutcome outcome, const LassoSettings& settings) {
  if (x.rows() != outcome.time.size() || x.rows() != outcome.event.size())
    throw Error(ErrorKind::internal, "Cox-LASSO: " + std::to_string(x.rows()) + " rows, " +
                                         std::to_string(outcome.time.size()) + " times and " +
                                         std::to_string(outcome.event.size()) + " events");
  check_penalty(x, settings);
  for (std::size_t i = 0; i < x.rows(); ++i) {
    const std::string row = "Cox-LASSO: row " + std::to_string(i + 1) + " has the ";
    if (!(outcome.time[i] >= 0) || std::isinf(outcome.time[i]))
      throw Error(row + "time " + std::to_string(outcome.time[i]) +
                  ", expected a number from 0 on");
    if (outcome.event[i] != 0 && outcome.event[i] != 1)
      throw Error(row + "event " + std::to_string(outcome.event[i]) + ", expected 0 or 1");
  }
}

void need_events(std::span<const int> event, std::span<const std::size_t> rows,
                 const std::string& where) {
  for (const auto row : rows)
    if (event[row] == 1) return;
  throw Error("Cox-LASSO: none of the " + std::to_string(rows.size()) + " rows " + where +
              " has an event; use fewer folds or more patients with an event");
}

// True when going on gains nothing (the rules of glmnet's coxnet) or the limit of features is
// passed.
bool finished(const LassoPath& path, const LassoSettings& settings) {
  constexpr std::size_t over = 5;
  const LassoFit& last = path.fits.back();
  if (settings.max_features && last.features.size() > settings.max_features) return true;
  if (!settings.lambda.empty() || !settings.stop_when_saturated) return false;
  if (last.deviance_ratio > 0.999) return true;
  if (path.fits.size() < over) return false;
  const double before = path.fits[path.fits.size() - over].deviance_ratio;
  return last.deviance_ratio - before < 1e-5 * last.deviance_ratio;
}

LassoPath walk(const LassoColumns& columns, SurvivalOutcome outcome,
               const LassoSettings& settings) {
  std::vector<std::size_t> rows(columns.rows());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  need_events(outcome.event, rows, "to learn from");
  CoxLassoProblem problem(columns, outcome, rows, settings);
  LassoPath path;
  path.lambda_max = problem.largest_gradient() / settings.mix;
  if (!(path.lambda_max > 0) && settings.lambda.empty())
    throw Error("Cox-LASSO: no column varies with the time to the event in the training rows");
  for (const double lambda :
       lambda_grid(path.lambda_max, columns.rows(), columns.columns(), settings)) {
    problem.solve(lambda);
    path.fits.push_back(problem.fit(lambda));
    if (finished(path, settings)) break;
  }
  return path;
}

// The fold is left out and the lambdas of the whole path are gone down without it.
HeldOut leave_out(const LassoColumns& columns, SurvivalOutcome outcome, const FoldRows& rows,
                  const LassoPath& path, const LassoSettings& settings) {
  CoxLassoProblem problem(columns, outcome, rows.train, settings);
  std::vector<std::size_t> everyone(columns.rows());
  std::iota(everyone.begin(), everyone.end(), std::size_t{0});
  const CoxLikelihood all(outcome, everyone);
  HeldOut out;
  out.weight = static_cast<double>(all.events() - problem.likelihood().events());
  for (const auto& fit : path.fits) {
    problem.solve(fit.lambda);
    const auto eta = problem.predictor();
    const double added = all.deviance(eta) - problem.likelihood().deviance(problem.own(eta));
    out.mean.push_back(added / out.weight);
  }
  return out;
}

}  // namespace

LassoPath cox_lasso_path(const Matrix& x, SurvivalOutcome outcome, const LassoSettings& settings) {
  check(x, outcome, settings);
  return walk(LassoColumns(x), outcome, settings);
}

LassoCv cox_lasso_cross_validate(const Matrix& x, SurvivalOutcome outcome,
                                 std::span<const std::vector<int>> repeats,
                                 const LassoSettings& settings) {
  check(x, outcome, settings);
  const LassoColumns columns(x);
  std::vector<FoldRows> parts;
  std::vector<std::size_t> first = {0};
  for (const auto& fold_of_row : repeats) {
    for (int fold = 0; fold < fold_count(fold_of_row); ++fold) {
      parts.push_back(fold_rows(fold_of_row, fold));
      const std::string name = "fold " + std::to_string(fold + 1);
      need_events(outcome.event, parts.back().test, "of " + name);
      need_events(outcome.event, parts.back().train, "outside " + name);
    }
    if (parts.size() < first.back() + 2)
      throw Error("Cox-LASSO: cross-validation needs at least 2 folds");
    first.push_back(parts.size());
  }
  if (repeats.empty()) throw Error("Cox-LASSO: cross-validation needs at least 2 folds");
  LassoCv cv;
  cv.path = walk(columns, outcome, settings);
  std::vector<HeldOut> held;
  for (const auto& rows : parts)
    held.push_back(leave_out(columns, outcome, rows, cv.path, settings));
  choose_lambda(cv, held, first);
  return cv;
}

LassoCv cox_lasso_cross_validate(const Matrix& x, SurvivalOutcome outcome,
                                 std::span<const int> fold_of_row, const LassoSettings& settings) {
  const std::vector<int> once(fold_of_row.begin(), fold_of_row.end());
  return cox_lasso_cross_validate(x, outcome, std::span(&once, 1), settings);
}

}  // namespace dlrr
