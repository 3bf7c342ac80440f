// Logistic regression of the outcome on the training set, one variable at a time and jointly, and
// cut-points beside the continuous and the spline model.
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "base/text.h"
#include "evaluate/describe.h"
#include "evaluate/imputation.h"
#include "evaluate/nomogram.h"
#include "evaluate/pooling.h"
#include "evaluate/roc.h"
#include "evaluate/spline_basis.h"

namespace dlrr {

namespace {

constexpr double kEventsPerVariable = 10, kInflated = 5;

using Chosen = std::vector<const ClinicalVariable*>;

struct Design {
  Matrix x;
  std::vector<int> y;
  std::vector<std::string> terms;                // of each column
  std::vector<std::vector<std::size_t>> groups;  // columns of each variable
};

std::vector<std::size_t> whole_rows(const ClinicalTable& table, const Chosen& chosen) {
  std::vector<std::size_t> out;
  for (std::size_t r = 0; r < table.rows; ++r) {
    bool whole = table.set_of[r] == table.train && table.outcome[r] >= 0;
    for (const auto* v : chosen) whole = whole && !std::isnan(v->values[r]);
    if (whole) out.push_back(r);
  }
  return out;
}

// Levels that no row of these has make no column; the first one present is the reference.
Design design_of(const ClinicalTable& table, const Chosen& chosen) {
  const auto rows = whole_rows(table, chosen);
  Design out;
  std::vector<std::vector<double>> columns;
  for (const std::size_t r : rows) out.y.push_back(table.outcome[r]);
  for (const auto* v : chosen) {
    std::vector<std::size_t> group;
    std::vector<double> values;
    for (const std::size_t r : rows) values.push_back(v->values[r]);
    const auto add = [&](std::vector<double> column, const std::string& term) {
      group.push_back(columns.size());
      columns.push_back(std::move(column));
      out.terms.push_back(term);
    };
    std::string reference;
    if (v->continuous) add(values, v->name + " (per unit)");
    for (std::size_t l = 0; l < v->levels.size(); ++l) {
      std::vector<double> is;
      for (const double value : values) is.push_back(value == static_cast<double>(l));
      if (std::count(is.begin(), is.end(), 1.0) == 0) continue;
      if (reference.empty())
        reference = v->levels[l];
      else
        add(is, v->name + ": " + v->levels[l] + " against " + reference);
    }
    out.groups.push_back(group);
  }
  out.x = Matrix(rows.size(), columns.size());
  for (std::size_t j = 0; j < columns.size(); ++j)
    for (std::size_t i = 0; i < rows.size(); ++i) out.x(i, j) = columns[j][i];
  return out;
}

struct Fitted {
  Design design;
  LogisticTerms model;
  std::string problem;  // not empty: there is no model
};

Fitted fit(const ClinicalTable& table, const Chosen& chosen) {
  Fitted out{design_of(table, chosen), {}, {}};
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

double p_of_group(const Fitted& fitted, std::size_t group) {
  const auto& columns = fitted.design.groups[group];
  if (columns.size() == 1) return fitted.model.p[columns[0] + 1];
  std::vector<std::size_t> entries;
  for (const std::size_t c : columns) entries.push_back(c + 1);
  return joint_wald(fitted.model, entries).p;
}

Json term_json(const Fitted& fitted, std::size_t column) {
  const auto& m = fitted.model;
  const std::size_t e = column + 1;
  return Json::of({{"term", fitted.design.terms[column]},
                   {"coefficient", m.coefficient[e]},
                   {"se", m.se[e]},
                   {"odds_ratio", to_json(m.odds_ratio[e])},
                   {"p", m.p[e]},
                   {"profile", to_json(m.profile[e])},
                   {"profile_p", m.profile_p[e]}});
}

Json model_json(const Fitted& fitted) {
  if (!fitted.problem.empty()) return Json::of({{"reason", fitted.problem}});
  Json out = to_json(fitted.model);
  out["terms"] = Json::array();
  for (std::size_t c = 0; c < fitted.design.terms.size(); ++c)
    out["terms"].push_back(term_json(fitted, c));
  return out;
}

// "1.00" must not hide on which side of 1 an interval ends.
int ratio_decimals(const Interval& ratio) {
  const double nearest = std::min(std::abs(ratio.lower - 1), std::abs(ratio.upper - 1));
  return nearest < 0.01 ? 4 : 2;
}

std::string method_text(const Fitted& fitted) {
  return fitted.model.method == LogisticMethod::firth ? "Firth (separation)" : "maximum likelihood";
}

void add_rows(const Fitted& fitted, const std::string& kind, const std::string& name,
              const PrintStyle& style, PaperTable& out) {
  if (!fitted.problem.empty()) {
    out.rows.push_back({kind, name, "NA", "NA", "NA", "NA", "NA", fitted.problem});
    return;
  }
  const auto& m = fitted.model;
  for (std::size_t c = 0; c < fitted.design.terms.size(); ++c) {
    const auto& wald = m.odds_ratio[c + 1];
    const auto& profile = m.profile[c + 1];
    const int decimals = ratio_decimals(wald);
    out.rows.push_back(
        {kind, fitted.design.terms[c], std::to_string(m.events) + "/" + std::to_string(m.n),
         style.number(wald.estimate, decimals), style.range(wald.lower, wald.upper, decimals),
         style.range(profile.lower, profile.upper, decimals), style.p(m.p[c + 1]),
         method_text(fitted)});
  }
}

void warn_of_separation(const Fitted& fitted, const std::string& name, ClinicalDescription& out) {
  if (fitted.problem.empty() && fitted.model.separated)
    out.warnings.push_back(name +
                           ": separation, no finite maximum likelihood estimate; Firth's "
                           "estimate is given");
}

void joint_warnings(const ClinicalTable& table, const Fitted& fitted, const Chosen& chosen,
                    ClinicalDescription& out) {
  const auto& m = fitted.model;
  const double share =
      static_cast<double>(m.events) / static_cast<double>(fitted.design.terms.size());
  if (share < kEventsPerVariable)
    out.warnings.push_back("joint model: " + fixed_text(share, 1) +
                           " events per coefficient, fewer than 10: coefficients are likely too "
                           "large");
  const auto rows =
      static_cast<std::size_t>(std::count(table.set_of.begin(), table.set_of.end(), table.train));
  if (m.n < rows)
    out.warnings.push_back("joint model: " + std::to_string(rows - m.n) + " of " +
                           std::to_string(rows) + " training rows have a gap and are left out");
  const auto vif = variance_inflation(fitted.design.x, fitted.design.groups);
  Json factors = Json::object();
  for (std::size_t v = 0; v < chosen.size(); ++v) {
    factors[chosen[v]->name] = vif[v];
    if (vif[v] > kInflated)
      out.warnings.push_back("joint model: variance inflation of '" + chosen[v]->name + "' is " +
                             fixed_text(vif[v], 1) + ": it says what others say already");
  }
  out.numbers["regression"]["variance_inflation"] = factors;
  out.numbers["regression"]["events_per_coefficient"] = share;
}

PaperTable points_of(const Fitted& fitted) {
  std::vector<NomogramTerm> terms;
  const auto& x = fitted.design.x;
  for (std::size_t c = 0; c < fitted.design.terms.size(); ++c) {
    NomogramTerm term{fitted.design.terms[c], fitted.model.coefficient[c + 1], x(0, c), x(0, c)};
    for (std::size_t r = 0; r < x.rows(); ++r) {
      term.low = std::min(term.low, x(r, c));
      term.high = std::max(term.high, x(r, c));
    }
    terms.push_back(std::move(term));
  }
  return nomogram_table(nomogram(fitted.model.coefficient[0], std::move(terms)));
}

// The table whose training rows with a known outcome have their gaps filled, once per imputation.
// The outcome helps to fill the covariates, as it must.
std::vector<ClinicalTable> completed(const ClinicalTable& table, const DescribeOptions& options) {
  const auto rows = whole_rows(table, {});
  std::vector<ImputedColumn> columns;
  std::vector<std::size_t> places;
  for (std::size_t v = 0; v < table.variables.size(); ++v) {
    const auto& variable = table.variables[v];
    if (missing_in_training(table, variable) > options.most_missing) continue;
    ImputedColumn column{{}, variable.levels.size()};
    for (const std::size_t r : rows) column.values.push_back(variable.values[r]);
    columns.push_back(std::move(column));
    places.push_back(v);
  }
  columns.push_back({{}, 2});
  for (const std::size_t r : rows) columns.back().values.push_back(table.outcome[r]);
  const std::vector<bool> training(rows.size(), true);
  std::vector<ClinicalTable> out;
  for (const auto& filled : impute(columns, training, {options.imputations, 10, options.seed})) {
    out.push_back(table);
    for (std::size_t c = 0; c < places.size(); ++c)
      for (std::size_t i = 0; i < rows.size(); ++i)
        out.back().variables[places[c]].values[rows[i]] = filled[c][i];
  }
  return out;
}

void pooled_row(const std::vector<Fitted>& fits, std::size_t column, const PrintStyle& style,
                PaperTable& made, Json& numbers) {
  std::vector<double> estimate, se;
  for (const auto& f : fits) {
    estimate.push_back(f.model.coefficient[column + 1]);
    se.push_back(f.model.se[column + 1]);
  }
  const auto& model = fits[0].model;
  const double df = static_cast<double>(model.n) - static_cast<double>(model.coefficient.size());
  const Pooled pooled = pool(estimate, se, df);
  const Interval ratio{std::exp(pooled.estimate), std::exp(pooled.lower), std::exp(pooled.upper)};
  const int decimals = ratio_decimals(ratio);
  made.rows.push_back({"multivariable, imputed", fits[0].design.terms[column],
                       std::to_string(model.events) + "/" + std::to_string(model.n),
                       style.number(ratio.estimate, decimals),
                       style.range(ratio.lower, ratio.upper, decimals), "NA", style.p(pooled.p),
                       std::to_string(pooled.m) + " imputations, Rubin; missing information " +
                           style.number(100 * pooled.fmi, 0) + "%"});
  Json term = to_json(pooled);
  term["term"] = fits[0].design.terms[column];
  numbers.push_back(std::move(term));
}

void add_imputed(const ClinicalTable& table, const Chosen& chosen, const DescribeOptions& options,
                 ClinicalDescription& out, PaperTable& made) {
  std::vector<Fitted> fits;
  for (const auto& filled : completed(table, options)) {
    Chosen same;
    for (const auto* v : chosen)
      same.push_back(&filled.variables[static_cast<std::size_t>(v - table.variables.data())]);
    fits.push_back(fit(filled, same));
    if (!fits.back().problem.empty()) {
      out.warnings.push_back("no pooled model: " + fits.back().problem);
      return;
    }
  }
  Json numbers = Json::array();
  for (std::size_t c = 0; c < fits[0].design.terms.size(); ++c)
    pooled_row(fits, c, options.style, made, numbers);
  out.numbers["regression"]["pooled"] = std::move(numbers);
  made.notes.push_back("Imputed: " + std::to_string(options.imputations) +
                       " tables by chained equations (predictive mean matching, logistic) from "
                       "the training rows, the outcome among the predictors; pooled by Rubin's "
                       "rules with Barnard and Rubin's degrees of freedom; no profile interval.");
}

// One continuous variable with its training rows.
struct Column {
  std::vector<double> x;
  std::vector<int> y;
};

Column column_of(const ClinicalTable& table, const ClinicalVariable& variable) {
  Column out;
  for (const std::size_t r : whole_rows(table, {&variable})) {
    out.x.push_back(variable.values[r]);
    out.y.push_back(table.outcome[r]);
  }
  return out;
}

Matrix single(std::span<const double> x) {
  Matrix out(x.size(), 1);
  for (std::size_t i = 0; i < x.size(); ++i) out(i, 0) = x[i];
  return out;
}

struct CutRow {
  CutPoint cut;
  std::size_t below = 0, above = 0;
  LogisticTerms binary, straight, spline;
  bool has_spline = false;
  double p_bend = std::numeric_limits<double>::quiet_NaN();
};

CutRow cut_row(const Column& data) {
  CutRow out;
  out.cut = cut_point(data.x, data.y);
  std::vector<double> coded;
  for (const double v : data.x) coded.push_back(v >= out.cut.cut);
  out.above = static_cast<std::size_t>(std::count(coded.begin(), coded.end(), 1.0));
  out.below = coded.size() - out.above;
  out.binary = logistic_terms(single(coded), data.y);
  out.straight = logistic_terms(single(data.x), data.y);
  const auto knots = spline_knots(data.x);
  if (knots.empty()) return out;
  out.spline = logistic_terms(spline_basis(data.x, knots), data.y);
  out.has_spline = out.spline.estimable && !out.spline.separated;
  if (!out.has_spline) return out;
  std::vector<std::size_t> bends;
  for (std::size_t e = 2; e < out.spline.coefficient.size(); ++e) bends.push_back(e);
  out.p_bend = joint_wald(out.spline, bends).p;
  return out;
}

std::string odds_text(const LogisticTerms& m, const PrintStyle& style) {
  if (!m.estimable) return "NA: " + m.reason;
  const Interval& ratio = m.odds_ratio[1];
  const int decimals = ratio_decimals(ratio);
  return style.number(ratio.estimate, decimals) + " (" +
         style.range(ratio.lower, ratio.upper, decimals) + "), p " + style.p(m.p[1]) +
         (m.separated ? ", Firth" : "");
}

std::string aic_text(const LogisticTerms& m, const PrintStyle& style) {
  return m.estimable && !m.separated ? style.number(m.aic, 1) : "NA";
}

void add_cut(const std::string& name, const CutRow& row, const DescribeOptions& options,
             ClinicalDescription& out, PaperTable& made) {
  const auto& style = options.style;
  const std::size_t n = row.below + row.above;
  made.rows.push_back(
      {name, (row.cut.event_above ? "at or above " : "below ") + number_text(row.cut.cut),
       style.number(row.cut.youden, 3),
       std::to_string(row.below) + " / " + std::to_string(row.above), odds_text(row.binary, style),
       aic_text(row.binary, style), odds_text(row.straight, style), aic_text(row.straight, style),
       row.has_spline ? aic_text(row.spline, style) : "NA",
       row.has_spline ? style.p(row.p_bend) : "NA"});
  if (static_cast<double>(std::min(row.below, row.above)) <
      options.small_group * static_cast<double>(n))
    out.warnings.push_back("cut-point of '" + name + "' leaves " +
                           std::to_string(std::min(row.below, row.above)) + " of " +
                           std::to_string(n) + " patients on one side, fewer than " +
                           number_text(100 * options.small_group) + "%");
  const double best =
      row.has_spline ? std::min(row.spline.aic, row.straight.aic) : row.straight.aic;
  out.numbers["cutpoints"][name] =
      Json::of({{"cut", row.cut.cut},
                {"event_above", row.cut.event_above},
                {"youden", row.cut.youden},
                {"auc", row.cut.auc},
                {"below", row.below},
                {"above", row.above},
                {"aic_cut", row.binary.aic},
                {"aic_straight", row.straight.aic},
                {"aic_spline", row.has_spline ? Json(row.spline.aic) : Json()},
                {"p_not_straight", row.has_spline ? Json(row.p_bend) : Json()},
                {"aic_lost", row.binary.aic - best}});
}

}  // namespace

CutPoint cut_point(std::span<const double> values, std::span<const int> outcome) {
  CutPoint out;
  out.auc = area_under_curve(values, outcome).auc;
  out.event_above = out.auc >= 0.5;
  std::vector<double> score(values.begin(), values.end());
  if (!out.event_above)
    for (double& v : score) v = -v;
  const Youden best = youden_cut(score, outcome);
  out.cut = out.event_above ? best.all.front() : -best.all.back();
  out.youden = best.index;
  out.useful = best.useful;
  return out;
}

void describe_regression(const ClinicalTable& table, const DescribeOptions& options,
                         ClinicalDescription& out) {
  PaperTable made{
      "regression",
      "Logistic regression of " + table.outcome_name + " (event: " + table.event_label +
          ") in set '" + table.sets[table.train] + "'",
      {"Model", "Variable", "Events/n", "OR", "95% CI (Wald)", "95% CI (profile)", "p", "Method"},
      {},
      {"The joint model holds the variables with a univariable p below " +
           number_text(options.entry_p) +
           " (Wald, joint for several levels); such screening makes its p values too "
           "small.",
       "Rows with a gap are left out per model. p: Wald, two-sided."}};
  std::optional<PaperTable> points;
  Chosen chosen;
  Json alone = Json::object();
  for (const auto& variable : table.variables) {
    if (missing_in_training(table, variable) > options.most_missing) continue;
    const Fitted fitted = fit(table, {&variable});
    add_rows(fitted, "univariable", variable.name, options.style, made);
    warn_of_separation(fitted, "'" + variable.name + "'", out);
    alone[variable.name] = model_json(fitted);
    if (fitted.problem.empty() && p_of_group(fitted, 0) < options.entry_p)
      chosen.push_back(&variable);
  }
  out.numbers["regression"] = Json::of({{"univariable", alone}});
  if (chosen.empty()) {
    out.warnings.push_back("no joint model: no variable has a univariable p below " +
                           number_text(options.entry_p));
  } else {
    const Fitted joint = fit(table, chosen);
    add_rows(joint, "multivariable", "joint model", options.style, made);
    warn_of_separation(joint, "joint model", out);
    out.numbers["regression"]["multivariable"] = model_json(joint);
    if (joint.problem.empty()) {
      joint_warnings(table, joint, chosen, out);
      points = points_of(joint);
    }
    if (options.imputations >= 2) add_imputed(table, chosen, options, out, made);
  }
  out.tables.push_back(made);
  if (points) out.tables.push_back(*points);
}

void describe_cut_points(const ClinicalTable& table, const DescribeOptions& options,
                         ClinicalDescription& out) {
  PaperTable made{
      "cutpoints",
      "Cut-points by Youden's index in set '" + table.sets[table.train] + "'",
      {"Variable", "Event when", "Youden", "n below / at or above", "OR at or above (95% CI)",
       "AIC, cut", "OR per unit (95% CI)", "AIC, straight", "AIC, spline", "p, not straight"},
      {},
      {"A cut-point chosen on these patients makes the odds ratio and p of the two "
       "groups too good, and throws away what values within a group say: where the AIC "
       "of the continuous or the spline model is lower, prefer that one.",
       "Spline: restricted cubic, knots at fixed quantiles; NA where these coincide."}};
  out.numbers["cutpoints"] = Json::object();
  for (const auto& variable : table.variables) {
    if (!variable.continuous || missing_in_training(table, variable) > options.most_missing)
      continue;
    const Column data = column_of(table, variable);
    const auto events = std::count(data.y.begin(), data.y.end(), 1);
    if (events == 0 || static_cast<std::size_t>(events) == data.y.size()) continue;
    const CutRow row = cut_row(data);
    if (!row.cut.useful || !std::isfinite(row.cut.cut))
      out.warnings.push_back("'" + variable.name + "' has no cut-point better than chance");
    else
      add_cut(variable.name, row, options, out, made);
  }
  out.tables.push_back(made);
}

}  // namespace dlrr
