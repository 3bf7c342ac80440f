// Logistic regression of the outcome on the training set, one variable at a time and jointly.
#include <algorithm>
#include <cmath>
#include <optional>

#include "base/text.h"
#include "evaluate/clinical_model.h"
#include "evaluate/describe.h"
#include "evaluate/nomogram.h"

namespace dlrr {

namespace {

constexpr double kEventsPerVariable = 10, kInflated = 5;
constexpr std::size_t kFew = 20;

double p_of_group(const ClinicalFit& fitted, std::size_t group) {
  const auto& columns = fitted.design.variables[group].columns;
  if (columns.size() == 1) return fitted.model.p[columns[0] + 1];
  std::vector<std::size_t> entries;
  for (const std::size_t c : columns) entries.push_back(c + 1);
  return joint_wald(fitted.model, entries).p;
}

Json term_json(const ClinicalFit& fitted, std::size_t column) {
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

Json model_json(const ClinicalFit& fitted) {
  if (!fitted.problem.empty()) return Json::of({{"reason", fitted.problem}});
  Json out = to_json(fitted.model);
  out["terms"] = Json::array();
  for (std::size_t c = 0; c < fitted.design.terms.size(); ++c)
    out["terms"].push_back(term_json(fitted, c));
  return out;
}

std::string method_text(const ClinicalFit& fitted) {
  return fitted.model.method == LogisticMethod::firth ? "Firth (separation)" : "maximum likelihood";
}

void add_rows(const ClinicalFit& fitted, const std::string& kind, const std::string& name,
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

void warn_of_separation(const ClinicalFit& fitted, const std::string& name,
                        ClinicalDescription& out) {
  if (fitted.problem.empty() && fitted.model.separated)
    out.warnings.push_back(name +
                           ": separation, no finite maximum likelihood estimate; Firth's "
                           "estimate is given");
}

std::string inflation_text(const std::vector<double>& factors) {
  double out = 0;
  for (const double factor : factors) out = std::max(out, factor);
  return fixed_text(out, 1);
}

void joint_warnings(const ClinicalTable& table, const ClinicalFit& fitted, const Chosen& chosen,
                    ClinicalDescription& out, PaperTable& made) {
  const auto& m = fitted.model;
  // The rarer outcome counts (Peduzzi et al., J Clin Epidemiol 1996).
  const double share = static_cast<double>(std::min(m.events, m.n - m.events)) /
                       static_cast<double>(fitted.design.terms.size());
  if (share < kEventsPerVariable)
    out.warnings.push_back("joint model: " + fixed_text(share, 1) +
                           " patients of the rarer outcome per coefficient, fewer than 10: "
                           "coefficients are likely too large");
  const auto rows =
      static_cast<std::size_t>(std::count(table.set_of.begin(), table.set_of.end(), table.train));
  if (m.n < rows)
    out.warnings.push_back("joint model: " + std::to_string(rows - m.n) + " of " +
                           std::to_string(rows) + " training rows have a gap and are left out");
  std::vector<std::vector<std::size_t>> groups;
  for (const auto& variable : fitted.design.variables) groups.push_back(variable.columns);
  const auto vif = variance_inflation(fitted.design.x, groups);
  Json factors = Json::object();
  for (std::size_t v = 0; v < chosen.size(); ++v) {
    factors[chosen[v]->name] = vif[v];
    if (vif[v] > kInflated)
      out.warnings.push_back("joint model: variance inflation of '" + chosen[v]->name + "' is " +
                             fixed_text(vif[v], 1) + ": it says what others say already");
  }
  out.numbers["regression"]["variance_inflation"] = factors;
  out.numbers["regression"]["events_per_coefficient"] = share;
  made.notes.push_back("Joint model: " + fixed_text(share, 1) +
                       " patients of the rarer outcome per coefficient (10 or more wanted); "
                       "largest variance inflation " +
                       inflation_text(vif) + " (above 5: variables say the same).");
}

NomogramRow nomogram_row(const ClinicalFit& joint, const DesignVariable& variable) {
  const auto& of = *variable.variable;
  if (!of.continuous) {
    std::vector<double> coefficients = {0};
    for (const std::size_t c : variable.columns)
      coefficients.push_back(joint.model.coefficient[c + 1]);
    return nomogram_levels(of.name, variable.levels, coefficients);
  }
  const auto values = joint.design.x.column(variable.columns.front());
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return nomogram_number(of.name, joint.model.coefficient[variable.columns.front() + 1], *low,
                         *high);
}

Nomogram nomogram_of(const ClinicalFit& joint) {
  std::vector<NomogramRow> rows;
  for (const auto& variable : joint.design.variables) rows.push_back(nomogram_row(joint, variable));
  return nomogram(joint.model.coefficient[0], std::move(rows));
}

// True when both outcomes occur among the rows that teach.
bool two_classes(const ClinicalTable& table, ClinicalDescription& out) {
  const auto rows = whole_rows(table, {});
  std::size_t events = 0;
  for (const std::size_t r : rows) events += table.outcome[r] == 1;
  const std::size_t rarer = std::min(events, rows.size() - events);
  const std::string set = "set '" + table.sets[table.train] + "' ";
  if (rarer == 0)
    out.warnings.push_back(set + "holds one outcome only (" + std::to_string(events) +
                           " events in " + std::to_string(rows.size()) +
                           " patients): no model and no cut-point can be made");
  else if (rarer < kFew)
    out.warnings.push_back(set + "holds only " + std::to_string(rarer) +
                           (rarer == 1 ? " patient " : " patients ") +
                           (events == rarer ? "with" : "without") + " the event, fewer than " +
                           std::to_string(kFew) + ": odds ratios and cut-points are unstable");
  return rarer > 0;
}

}  // namespace

void describe_regression(const ClinicalTable& table, const DescribeOptions& options,
                         ClinicalDescription& out) {
  PaperTable made{"regression",
                  "Logistic regression of " + table.outcome_name + " (event: " + table.event_label +
                      ") in set '" + table.sets[table.train] + "'",
                  {"Model", "Variable", "Events/n", "OR", "95% CI (Wald)", "95% CI (profile)",
                   options.style.p_title(), "Method"},
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
    const ClinicalFit fitted = fit_clinical(table, {&variable});
    add_rows(fitted, "univariable", variable.name, options.style, made);
    warn_of_separation(fitted, "'" + variable.name + "'", out);
    alone[variable.name] = model_json(fitted);
    if (fitted.problem.empty() && p_of_group(fitted, 0) < options.entry_p)
      chosen.push_back(&variable);
  }
  out.numbers["regression"] = Json::of({{"univariable", alone}});
  if (!two_classes(table, out)) {
    // Every row of the table says why it has no model.
  } else if (chosen.empty()) {
    out.warnings.push_back("no joint model: no variable has a univariable p below " +
                           number_text(options.entry_p));
  } else {
    const ClinicalFit joint = fit_clinical(table, chosen);
    add_rows(joint, "multivariable", "joint model", options.style, made);
    warn_of_separation(joint, "joint model", out);
    out.numbers["regression"]["multivariable"] = model_json(joint);
    if (joint.problem.empty()) {
      joint_warnings(table, joint, chosen, out, made);
      const Nomogram points_of_joint = nomogram_of(joint);
      points = nomogram_table(points_of_joint);
      out.numbers["nomogram"] = to_json(points_of_joint);
    }
    if (!out.completed.empty()) describe_pooled(table, chosen, options, out, made);
  }
  out.tables.push_back(made);
  if (points) out.tables.push_back(*points);
}

}  // namespace dlrr
