#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "base/error.h"
#include "base/pick.h"
#include "base/summary.h"
#include "base/text.h"
#include "select/cox_lasso.h"
#include "select/lasso.h"
#include "select/rfe.h"
#include "select/standardise.h"
#include "study/score_parts.h"
#include "table/folds.h"

namespace dlrr {

namespace {

int fold_number(const ScoreProblem& p, int wanted) {
  return feasible_folds(p.fold_class, wanted, p.group);
}

LassoCv run_lasso(const ScoreProblem& p, const Matrix& z) {
  LassoSettings settings;
  settings.max_features = p.rows.size();
  settings.mix = p.plan.lasso_mix;
  // Streams 0 to 2 are taken; further repeats come from 100 on.
  std::vector<std::vector<int>> repeats;
  for (int r = 0; r < p.plan.lasso_repeats; ++r)
    repeats.push_back(grouped_folds(p.fold_class, p.group, fold_number(p, p.plan.lasso_folds),
                                    p.seed, r == 0 ? 1 : 100 + static_cast<std::uint64_t>(r)));
  if (!p.time.empty())
    return cox_lasso_cross_validate(z, SurvivalOutcome{p.time, p.outcome}, repeats, settings);
  settings.family = lasso_family(p.plan.lasso_family);
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
  const auto folds =
      grouped_folds(p.fold_class, p.group, fold_number(p, p.plan.rfe_folds), p.seed, 2);
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
  if (p.plan.rfe && p.time.empty() && kept.size() > 1)
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

// The columns of each phase and region wherever they stand, blocks in the order of their first
// ones; one block when they are not told apart.
std::vector<std::pair<std::string, Columns>> blocks_of(const Table& features, bool apart) {
  std::vector<std::pair<std::string, Columns>> blocks;
  std::unordered_map<std::string, std::size_t> place;
  for (std::size_t j = 0; j < features.columns.size(); ++j) {
    const auto parts = column_parts(features.columns[j].name);
    const std::string name = apart ? parts.phase + "." + parts.region : "all";
    const auto [at, is_new] = place.emplace(name, blocks.size());
    if (is_new) blocks.emplace_back(name, Columns{});
    blocks[at->second].second.push_back(j);
  }
  return blocks;
}

ScoreTerm make_term(const ScoreProblem& p, std::size_t column) {
  ScoreTerm term;
  term.feature = p.features.columns[column].name;
  const auto values = p.gaps.filled(column, term.fill);
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
  if (p.time.empty()) score.intercept = moments(p.target).mean;
  if (columns.empty()) return;
  Matrix z(p.rows.size(), columns.size());
  std::vector<ScoreTerm> terms;
  for (std::size_t j = 0; j < columns.size(); ++j) {
    terms.push_back(make_term(p, columns[j]));
    double fill = 0;
    const auto values = p.gaps.filled(columns[j], fill);
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
                  std::span<const std::size_t> rows, const Endpoint& endpoint,
                  const SelectionPlan& selection, std::uint64_t seed, std::span<const int> group,
                  const FillPlan& gaps) {
  ScoreProblem problem{features,
                       again,
                       rows,
                       {},
                       {},
                       {},
                       fold_classes(endpoint, rows),
                       selection,
                       seed,
                       group,
                       FeatureGaps(features, rows, gaps)};
  for (const auto row : rows) {
    problem.outcome.push_back(endpoint.outcome[row]);
    problem.target.push_back(endpoint.outcome[row]);
    if (endpoint.survival()) problem.time.push_back(endpoint.time[row]);
  }
  Score score;
  score.name = name;
  if (fold_number(problem, 2) < 2)
    throw Error(
        endpoint.survival()
            ? "the training set has fewer than 2 patients with the event, or fewer than 2 without; "
              "no score can be learned"
            : "the training set has fewer than 2 patients of one outcome; no score can be learned");
  Columns pooled;
  for (const auto& [block, columns] : blocks_of(features, selection.blocks))
    for (const auto column : select_block(problem, block, columns, score)) pooled.push_back(column);
  StageCount count{"pooled", pooled.size(), pooled.size(), pooled.size()};
  const auto kept =
      lasso_and_rfe(problem, filter_columns(problem, pooled, count, score), count, &score);
  score.stages.push_back(count);
  write_formula(problem, kept, score);
  problem.gaps.add_equations(score);
  return score;
}

double term_value(const ScoreTerm& term, const Table& features, std::size_t row) {
  const auto at = [&](const std::string& name) {
    const auto column = features.find_column(name);
    if (!column) throw Error("a gap of " + term.feature + " needs '" + name + "'");
    return features.values(row, *column);
  };
  if (const double value = at(term.feature); std::isfinite(value)) return value;
  if (term.gap.features.empty()) return term.fill;
  double out = term.gap.intercept;
  for (std::size_t k = 0; k < term.gap.features.size(); ++k)
    if (const double value = at(term.gap.features[k]); std::isfinite(value))
      out += term.gap.slope[k] * (value - term.gap.mean[k]);
  return out;
}

std::vector<std::string> columns_read(const Score& score) {
  std::vector<std::string> out;
  const auto add = [&](const std::string& name) {
    if (std::ranges::find(out, name) == out.end()) out.push_back(name);
  };
  for (const auto& term : score.terms) add(term.feature);
  for (const auto& term : score.terms)
    for (const auto& name : term.gap.features) add(name);
  return out;
}

std::vector<double> apply_score(const Score& score, const Table& features) {
  std::vector<double> out(features.patients.size(), score.intercept);
  for (const auto& term : score.terms) {
    const auto column = features.find_column(term.feature);
    if (!column) throw Error(score.name + " needs '" + term.feature + "', which the table has not");
    for (std::size_t i = 0; i < out.size(); ++i) {
      const double value = features.values(i, *column);
      const double used = std::isfinite(value) ? value : term_value(term, features, i);
      out[i] += term.coefficient * (used - term.mean) / term.sd;
    }
  }
  return out;
}

namespace {

Json gap_json(const TermEquation& gap) {
  return Json::of({{"intercept", gap.intercept},
                   {"features", gap.features},
                   {"slope", gap.slope},
                   {"mean", gap.mean}});
}

TermEquation gap_from(const Json& json) {
  TermEquation out{json.at("intercept").as_number(), {}, {}, {}};
  for (const auto& name : json.at("features").as_array()) out.features.push_back(name.as_string());
  for (const auto& value : json.at("slope").as_array()) out.slope.push_back(value.as_number());
  for (const auto& value : json.at("mean").as_array()) out.mean.push_back(value.as_number());
  return out;
}

}  // namespace

Json to_json(const Score& score) {
  Json terms = Json::array();
  for (const auto& t : score.terms) {
    Json term = Json::of({{"feature", t.feature},
                          {"coefficient", t.coefficient},
                          {"mean", t.mean},
                          {"sd", t.sd},
                          {"fill", t.fill},
                          {"low", t.low},
                          {"high", t.high}});
    if (!t.gap.features.empty()) term["gap"] = gap_json(t.gap);
    terms.push_back(std::move(term));
  }
  return Json::of({{"name", score.name}, {"intercept", score.intercept}, {"terms", terms}});
}

Score score_from_json(const Json& json) {
  Score score;
  score.name = json.at("name").as_string();
  score.intercept = json.at("intercept").as_number();
  for (const auto& t : json.at("terms").as_array()) {
    score.terms.push_back({t.at("feature").as_string(), t.at("coefficient").as_number(),
                           t.at("mean").as_number(), t.at("sd").as_number(),
                           t.at("fill").as_number(), t.at("low").as_number(),
                           t.at("high").as_number()});
    if (const Json* gap = t.find("gap")) score.terms.back().gap = gap_from(*gap);
  }
  return score;
}

}  // namespace dlrr
