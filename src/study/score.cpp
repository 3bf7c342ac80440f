#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/pick.h"
#include "base/summary.h"
#include "base/text.h"
#include "select/lasso.h"
#include "select/rfe.h"
#include "select/standardise.h"
#include "study/score_parts.h"
#include "table/folds.h"

namespace dlrr {

namespace {

int fold_number(const ScoreProblem& p, int wanted) {
  return feasible_folds(p.outcome, wanted, p.group);
}

LassoCv run_lasso(const ScoreProblem& p, const Matrix& z) {
  LassoSettings settings;
  settings.family = lasso_family(p.plan.lasso_family);
  settings.tolerance = 1e-7;
  settings.max_features = p.rows.size();
  settings.mix = p.plan.lasso_mix;
  // Streams 0 to 2 are taken; further repeats come from 100 on.
  std::vector<std::vector<int>> repeats;
  for (int r = 0; r < p.plan.lasso_repeats; ++r)
    repeats.push_back(grouped_folds(p.outcome, p.group, fold_number(p, p.plan.lasso_folds), p.seed,
                                    r == 0 ? 1 : 100 + static_cast<std::uint64_t>(r)));
  return lasso_cross_validate(z, p.target, repeats, settings);
}

const LassoFit& chosen(const LassoCv& cv, const SelectionPlan& plan) {
  return plan.lasso_lambda == "1se" ? cv.at_one_se() : cv.at_min();
}

std::vector<std::size_t> run_rfe(const ScoreProblem& p, const Matrix& z, Score* curve) {
  RfeSettings settings;
  settings.tree.max_depth = p.plan.rfe_max_depth;
  settings.tree.min_leaf = p.plan.rfe_min_leaf;
  settings.choice = p.plan.rfe_choice == "best" ? RfeChoice::best : RfeChoice::one_se;
  const auto folds = grouped_folds(p.outcome, p.group, fold_number(p, p.plan.rfe_folds), p.seed, 2);
  const auto result = rfe_cross_validate(z, p.outcome, folds, settings);
  if (curve) {
    for (std::size_t k = 0; k < result.mean.size(); ++k)
      curve->rfe_features.push_back(static_cast<double>(k + 1));
    curve->rfe_score = result.mean;
    curve->rfe_error = result.standard_error;
    curve->rfe_chosen = result.chosen;
  }
  return result.kept;
}

// LASSO, then RFE when more than one is left, on columns that are already clean.
Columns lasso_and_rfe(const ScoreProblem& p, const Columns& columns, StageCount& count,
                      Score* curve) {
  if (columns.empty()) return {};
  const Matrix x = filled_matrix(p, columns);
  const auto standardiser = learn_standardiser(x);
  const Columns clean = pick(columns, standardiser.kept);
  const Matrix z = standardiser.apply(x);
  if (clean.empty()) return {};
  const auto cv = run_lasso(p, z);
  const auto& fit = chosen(cv, p.plan);
  if (curve) {
    for (const auto& step : cv.path.fits) curve->lambda.push_back(step.lambda);
    curve->cvm = cv.mean;
    curve->cvsd = cv.sd;
    curve->chosen_lambda = p.plan.lasso_lambda == "1se" ? cv.one_se : cv.min;
  }
  count.lasso = fit.features.size();
  Columns kept = pick(clean, fit.features);
  if (p.plan.rfe && kept.size() > 1)
    kept = pick(kept, run_rfe(p, z.select_columns(fit.features), curve));
  count.rfe = kept.size();
  return kept;
}

Columns select_block(const ScoreProblem& p, const std::string& block, const Columns& columns,
                     Score& score) {
  StageCount count{block, columns.size()};
  const Columns left = lasso_and_rfe(p, clean_columns(p, columns, count, score), count, nullptr);
  score.stages.push_back(count);
  return left;
}

// The columns of each phase and region, in the order of the table; one block when they are not told
// apart.
std::vector<std::pair<std::string, Columns>> blocks_of(const Table& features, bool apart) {
  std::vector<std::pair<std::string, Columns>> blocks;
  for (std::size_t j = 0; j < features.columns.size(); ++j) {
    const auto parts = column_parts(features.columns[j].name);
    const std::string name = apart ? parts.phase + "." + parts.region : "all";
    if (blocks.empty() || blocks.back().first != name) blocks.emplace_back(name, Columns{});
    blocks.back().second.push_back(j);
  }
  return blocks;
}

ScoreTerm make_term(const ScoreProblem& p, std::size_t column) {
  ScoreTerm term;
  term.feature = p.features.columns[column].name;
  const auto values = filled(p, column, term.fill);
  const auto spread = moments(values);
  term.mean = spread.mean;
  term.sd = spread.sd;
  const auto [low, high] = std::ranges::minmax_element(values);
  term.low = *low;
  term.high = *high;
  return term;
}

// The coefficients of the formula: the LASSO once more on what is left, at its own cross-validated
// lambda.
void write_formula(const ScoreProblem& p, const Columns& columns, Score& score) {
  score.intercept = moments(p.target).mean;
  if (columns.empty()) return;
  Matrix z(p.rows.size(), columns.size());
  std::vector<ScoreTerm> terms;
  for (std::size_t j = 0; j < columns.size(); ++j) {
    terms.push_back(make_term(p, columns[j]));
    double fill = 0;
    const auto values = filled(p, columns[j], fill);
    for (std::size_t i = 0; i < values.size(); ++i)
      z(i, j) = (values[i] - terms[j].mean) / terms[j].sd;
  }
  const auto cv = run_lasso(p, z);
  // Not lambda.1se here: these columns have been chosen already, the last step only weighs them.
  const auto& fit = cv.at_min();
  score.intercept = fit.intercept;
  for (std::size_t k = 0; k < fit.features.size(); ++k) {
    terms[fit.features[k]].coefficient = fit.coefficients[k];
    score.terms.push_back(terms[fit.features[k]]);
  }
}

}  // namespace

Score learn_score(const std::string& name, const Table& features, std::span<const Remeasured> again,
                  std::span<const std::size_t> rows, std::span<const int> outcome,
                  const SelectionPlan& selection, std::uint64_t seed, std::span<const int> group) {
  ScoreProblem problem{features, again, rows, {}, {}, selection, seed, group};
  for (const auto row : rows) {
    problem.outcome.push_back(outcome[row]);
    problem.target.push_back(outcome[row]);
  }
  Score score;
  score.name = name;
  if (fold_number(problem, 2) < 2)
    throw Error(
        "the training set has fewer than 2 patients of one outcome; no score can be learned");
  Columns pooled;
  for (const auto& [block, columns] : blocks_of(features, selection.blocks))
    for (const auto column : select_block(problem, block, columns, score)) pooled.push_back(column);
  StageCount count{"pooled", pooled.size(), pooled.size(), pooled.size()};
  const auto kept =
      lasso_and_rfe(problem, filter_columns(problem, pooled, count, score), count, &score);
  score.stages.push_back(count);
  write_formula(problem, kept, score);
  return score;
}

std::vector<double> apply_score(const Score& score, const Table& features) {
  std::vector<double> out(features.patients.size(), score.intercept);
  for (const auto& term : score.terms) {
    const auto column = features.find_column(term.feature);
    if (!column) throw Error(score.name + " needs '" + term.feature + "', which the table has not");
    for (std::size_t i = 0; i < out.size(); ++i) {
      const double value = features.values(i, *column);
      out[i] +=
          term.coefficient * ((std::isfinite(value) ? value : term.fill) - term.mean) / term.sd;
    }
  }
  return out;
}

Json to_json(const Score& score) {
  Json terms = Json::array();
  for (const auto& t : score.terms)
    terms.push_back(Json::of({{"feature", t.feature},
                              {"coefficient", t.coefficient},
                              {"mean", t.mean},
                              {"sd", t.sd},
                              {"fill", t.fill},
                              {"low", t.low},
                              {"high", t.high}}));
  return Json::of({{"name", score.name}, {"intercept", score.intercept}, {"terms", terms}});
}

Score score_from_json(const Json& json) {
  Score score;
  score.name = json.at("name").as_string();
  score.intercept = json.at("intercept").as_number();
  for (const auto& t : json.at("terms").as_array())
    score.terms.push_back({t.at("feature").as_string(), t.at("coefficient").as_number(),
                           t.at("mean").as_number(), t.at("sd").as_number(),
                           t.at("fill").as_number(), t.at("low").as_number(),
                           t.at("high").as_number()});
  return score;
}

}  // namespace dlrr
