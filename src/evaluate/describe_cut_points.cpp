// Cut-points by Youden's index beside the continuous and the spline model, on the training set.
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/text.h"
#include "evaluate/clinical_model.h"
#include "evaluate/describe.h"
#include "evaluate/roc.h"
#include "evaluate/spline_basis.h"

namespace dlrr {

namespace {

constexpr double kNoticeable = 2;  // of AIC
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

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
  double p_bend = kNaN;
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
  out.spline = logistic_terms(spline_parts(data.x, knots), data.y);
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
      {name, (row.cut.event_above ? "at or above " : "below ") + style.value(row.cut.cut),
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
  if (row.binary.aic - best > kNoticeable)
    out.warnings.push_back("the cut-point of '" + name + "' costs " +
                           fixed_text(row.binary.aic - best, 1) +
                           " of AIC against the model of all its values: dichotomising throws away "
                           "what values within a group say");
  out.numbers["cutpoints"][name] = Json::of({{"cut", row.cut.cut},
                                             {"event_above", row.cut.event_above},
                                             {"youden", row.cut.youden},
                                             {"auc", row.cut.auc},
                                             {"below", row.below},
                                             {"above", row.above},
                                             {"aic_cut", row.binary.aic},
                                             {"aic_straight", row.straight.aic},
                                             {"aic_spline", row.has_spline ? row.spline.aic : kNaN},
                                             {"p_not_straight", row.p_bend},
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

void describe_cut_points(const ClinicalTable& table, const DescribeOptions& options,
                         ClinicalDescription& out) {
  PaperTable made{"cutpoints",
                  "Cut-points by Youden's index in set '" + table.sets[table.train] + "'",
                  {"Variable", "Event when", "Youden", "n below / at or above",
                   "OR at or above (95% CI)", "AIC, cut", "OR per unit (95% CI)", "AIC, straight",
                   "AIC, spline", options.style.p_title() + ", not straight"},
                  {},
                  {"A cut-point chosen on these patients makes the odds ratio and p of the two "
                   "groups too good, and throws away what values within a group say: where the AIC "
                   "of the continuous or the spline model is lower, prefer that one.",
                   "Spline: restricted cubic, knots at fixed quantiles; NA where these coincide or "
                   "the curve separates the outcomes."}};
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
