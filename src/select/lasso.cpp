#include "select/lasso.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "base/error.h"
#include "select/lasso_grid.h"
#include "select/lasso_problem.h"
#include "table/folds.h"

namespace dlrr {

namespace {

// All problems go down the lambdas together, so that one pass over the columns serves them all.
class Walk {
 public:
  Walk(const LassoColumns& columns, std::vector<LassoProblem>& problems, double mix, double first)
      : columns_(columns), problems_(problems), mix_(mix), asked_(problems.size()) {
    screen_all(kLowest * first, std::vector<bool>(problems.size(), false));
  }

  // `next`: the lambda of the next step; what that one asks for is found by the same pass.
  void step(double lambda, double next, const std::vector<bool>& frozen) {
    for (std::size_t k = 0; k < problems_.size(); ++k) {
      if (frozen[k]) continue;
      problems_[k].admit(lambda, asked_[k].found);
      problems_[k].solve(lambda);
    }
    const double bar = std::min(lambda, std::max(2 * next - lambda, kLowest * next));
    screen_all(bar, frozen);
    for (std::size_t k = 0; k < problems_.size(); ++k) {
      if (frozen[k]) continue;
      while (problems_[k].admit_violators(lambda, asked_[k].found)) {
        problems_[k].solve(lambda);
        screen({k}, bar);
      }
    }
  }

 private:
  // Of a lambda that is far below the last one: what the strong rule would let in beyond this share
  // waits until it breaks the conditions.
  static constexpr double kLowest = 0.7;

  void screen_all(double lambda, const std::vector<bool>& frozen) {
    std::vector<std::size_t> going;
    for (std::size_t k = 0; k < problems_.size(); ++k)
      if (!frozen[k]) going.push_back(k);
    screen(going, lambda);
  }
  void screen(const std::vector<std::size_t>& which, double lambda) {
    std::vector<Screening*> together;
    for (const auto k : which) {
      problems_[k].ask(mix_ * lambda, asked_[k]);
      together.push_back(&asked_[k]);
    }
    columns_.screen(together);
  }

  const LassoColumns& columns_;
  std::vector<LassoProblem>& problems_;
  double mix_;
  std::vector<Screening> asked_;
};

void check_outcome(std::span<const double> y, const LassoSettings& settings) {
  const auto [low, high] = std::minmax_element(y.begin(), y.end());
  if (y.empty() || *low == *high)
    throw Error("LASSO: all " + std::to_string(y.size()) + " training rows have the same outcome");
  if (settings.family == LassoFamily::binomial)
    for (const double v : y)
      if (v != 0 && v != 1)
        throw Error(ErrorKind::internal, "LASSO: a binomial outcome other than 0 or 1");
}

void check(const Matrix& x, std::span<const double> y, const LassoSettings& settings) {
  if (x.rows() != y.size())
    throw Error(ErrorKind::internal, "LASSO: " + std::to_string(x.rows()) + " rows and " +
                                         std::to_string(y.size()) + " outcomes");
  check_penalty(x, settings);
  check_outcome(y, settings);
}

// True when going on gains nothing (glmnet's rules) or the limit of features is passed.
bool finished(const LassoPath& path, const LassoSettings& settings) {
  const LassoFit& last = path.fits.back();
  if (settings.max_features && last.features.size() > settings.max_features) return true;
  if (!settings.lambda.empty() || !settings.stop_when_saturated) return false;
  if (last.deviance_ratio > 0.999) return true;
  if (path.fits.size() < 6) return false;
  const double before = path.fits[path.fits.size() - 2].deviance_ratio;
  return last.deviance_ratio - before < 1e-5 * last.deviance_ratio;
}

double deviance(LassoFamily family, double y, double eta) {
  if (family == LassoFamily::gaussian) return (y - eta) * (y - eta);
  const double p = std::clamp(1 / (1 + std::exp(-eta)), 1e-5, 1 - 1e-5);
  return -2 * (y * std::log(p) + (1 - y) * std::log(1 - p));
}

struct Held : HeldOut {
  std::vector<std::size_t> rows;
};

// The first problem is that of all rows; problem k + 1 leaves held[k] out.
LassoPath walk(const Matrix& x, std::span<const double> y, const LassoSettings& settings,
               const LassoColumns& columns, std::vector<LassoProblem>& problems,
               std::vector<Held>& held) {
  LassoPath path;
  LassoProblem::learn_columns(problems);
  path.lambda_max = problems.front().largest_gradient() / settings.mix;
  if (!(path.lambda_max > 0) && settings.lambda.empty())
    throw Error("LASSO: no column varies with the outcome in the training rows");
  const auto grid = lambda_grid(path.lambda_max, x.rows(), x.columns(), settings);
  Walk together(columns, problems, settings.mix, grid.front());
  std::vector<bool> frozen(problems.size(), false);
  for (std::size_t l = 0; l < grid.size(); ++l) {
    const double lambda = grid[l];
    together.step(lambda, l + 1 < grid.size() ? grid[l + 1] : lambda, frozen);
    path.fits.push_back(problems.front().fit(lambda));
    for (std::size_t k = 0; k < held.size(); ++k) {
      const auto eta = problems[k + 1].predictors(held[k].rows);
      double sum = 0;
      for (std::size_t i = 0; i < eta.size(); ++i)
        sum += deviance(settings.family, y[held[k].rows[i]], eta[i]);
      held[k].mean.push_back(sum / static_cast<double>(held[k].rows.size()));
      // A fold that explains everything stays as it is while the others go on.
      if (settings.lambda.empty() && settings.stop_when_saturated)
        frozen[k + 1] = problems[k + 1].deviance_ratio() > 0.999;
    }
    if (finished(path, settings)) break;
  }
  return path;
}

std::vector<std::size_t> all_rows(const Matrix& x) {
  std::vector<std::size_t> rows(x.rows());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return rows;
}

}  // namespace

double LassoFit::linear_predictor(std::span<const double> row) const {
  double eta = intercept;
  for (std::size_t k = 0; k < features.size(); ++k) eta += coefficients[k] * row[features[k]];
  return eta;
}

LassoPath lasso_path(const Matrix& x, std::span<const double> y, const LassoSettings& settings) {
  check(x, y, settings);
  const LassoColumns columns(x);
  std::vector<LassoProblem> problems;
  problems.emplace_back(columns, y, all_rows(x), settings);
  std::vector<Held> held;
  return walk(x, y, settings, columns, problems, held);
}

LassoCv lasso_cross_validate(const Matrix& x, std::span<const double> y,
                             std::span<const std::vector<int>> repeats,
                             const LassoSettings& settings) {
  check(x, y, settings);
  const LassoColumns columns(x);
  std::vector<LassoProblem> problems;
  std::vector<Held> held;
  std::vector<std::size_t> first = {0};
  problems.emplace_back(columns, y, all_rows(x), settings);
  for (const auto& fold_of_row : repeats) {
    for (int fold = 0; fold < fold_count(fold_of_row); ++fold) {
      FoldRows rows = fold_rows(fold_of_row, fold);
      std::vector<double> part;
      for (const auto row : rows.train) part.push_back(y[row]);
      check_outcome(part, settings);
      if (rows.test.empty()) throw Error("LASSO: fold " + std::to_string(fold + 1) + " is empty");
      problems.emplace_back(columns, y, rows.train, settings);
      const auto weight = static_cast<double>(rows.test.size());
      held.push_back({{weight, {}}, std::move(rows.test)});
    }
    if (held.size() < first.back() + 2)
      throw Error("LASSO: cross-validation needs at least 2 folds");
    first.push_back(held.size());
  }
  if (repeats.empty()) throw Error("LASSO: cross-validation needs at least 2 folds");
  LassoCv cv;
  cv.path = walk(x, y, settings, columns, problems, held);
  const std::vector<HeldOut> said(held.begin(), held.end());
  choose_lambda(cv, said, first);
  return cv;
}

LassoCv lasso_cross_validate(const Matrix& x, std::span<const double> y,
                             std::span<const int> fold_of_row, const LassoSettings& settings) {
  const std::vector<int> once(fold_of_row.begin(), fold_of_row.end());
  return lasso_cross_validate(x, y, std::span(&once, 1), settings);
}

LassoFamily lasso_family(std::string_view text) {
  if (text == "gaussian") return LassoFamily::gaussian;
  if (text == "binomial") return LassoFamily::binomial;
  throw Error("LASSO family '" + std::string(text) + "', expected 'gaussian' or 'binomial'");
}

}  // namespace dlrr
