// How features were thinned out, and what the two scores are made of.
#include <algorithm>
#include <cmath>

#include "report/read.h"
#include "report/section.h"

namespace dlrr {

namespace {

constexpr std::size_t most_stable = 30, most_dropped = 30;

const char* kind_title(const std::string& kind) {
  return kind == "deep" ? "deep features" : kind == "radiomics" ? "radiomic features" : "features";
}

// How many features give the same on other masks of the same lesions, per source of masks.
void write_stability_of_masks(const Json& icc, SectionWriter& out) {
  if (icc.size() == 0) return;
  const std::string form = text_of(member(icc, "form"));
  const std::string what =
      (text_of(member(icc, "bound")) == "lower" ? "the lower bound of an intraclass correlation"
                                                : std::string("an intraclass correlation")) +
      (form.empty() ? "" : " ICC(" + form + ")") + " above " + show_number(member(icc, "above"), 2);
  HtmlTable table = table_of("icc", "Stable on other masks of the same lesions: " + what,
                             {"Masks", "Patients", "Features", "Stable"});
  for (const Json& row : items_of(member(icc, "sources")))
    table.rows.push_back({text_of(member(row, "source")), show_number(member(row, "patients")),
                          show_number(member(row, "of")), show_number(member(row, "kept"))});
  out.add(table);
  out.text("Repeatability: " + show_number(member(icc, "kept")) + " of " +
           show_number(member(icc, "of")) + " features have " + what +
           (table.rows.size() > 1 ? " on the masks of every source." : ".") +
           (table.rows.empty() ? "" : " Every feature with its interval is in tables/icc.csv."));
}

void write_stages(const Json& selection, SectionWriter& out) {
  HtmlTable table = table_of(
      "stages", "Features left after each stage",
      {"Kind", "Block", "Start", "Variance", "ICC", "Correlation", "Filter", "LASSO", "RFE"});
  table.columns[1].numeric = false;
  for (const Json& row : items_of(member(selection, "stages"))) {
    table.rows.push_back({text_of(member(row, "kind")), text_of(member(row, "block"))});
    for (const char* const key :
         {"start", "variance", "icc", "correlation", "filter", "lasso", "rfe"})
      table.rows.back().push_back(show_number(member(row, key)));
    table.strong.push_back(text_of(member(row, "block")) == "pooled");
  }
  out.add(table);
  if (!table.rows.empty())
    out.how(
        "A block is one phase and region. Each column counts the features still there after that "
        "stage; "
        "the pooled rows join what the blocks kept. A dash is a stage that was not run.");
  write_stability_of_masks(member(selection, "icc"), out);
}

// How many columns left at each stage and why, and the first of them with their own reasons.
void write_dropped(const Json& dropped, SectionWriter& out) {
  HtmlTable causes =
      table_of("dropped-causes", "Columns dropped before the LASSO", {"Stage", "Cause", "Columns"});
  causes.columns[1].numeric = false;
  for (const auto& [key, n] : count_rows(dropped, {"stage", "cause"}))
    causes.rows.push_back({key[0], key[1], std::to_string(n)});
  out.add(causes);
  HtmlTable table = table_of("dropped", "Columns dropped before the LASSO, one by one",
                             {"Feature", "Stage", "Reason"});
  table.columns[1].numeric = table.columns[2].numeric = false;
  for (const Json& row : items_of(dropped)) {
    if (table.rows.size() == most_dropped) break;
    table.rows.push_back({text_of(member(row, "feature")), text_of(member(row, "stage")),
                          text_of(member(row, "reason"))});
  }
  if (table.rows.empty()) return;
  out.add(table);
  out.how("Of " + std::to_string(dropped.size()) + " dropped columns " +
          std::to_string(table.rows.size()) + " are shown; all are in tables/dropped.csv.");
}

Chart lasso_chart(const std::string& kind, const Json& path) {
  Chart chart;
  chart.id = "lasso-" + kind;
  chart.title = std::string("LASSO cross-validation, ") + kind_title(kind);
  chart.x = {"penalty \u03bb", 0, 0, true};
  chart.y = {"cross-validated error", 0, 0};
  const std::vector<double> lambda = numbers_in(member(path, "lambda"));
  const std::vector<double> mean = numbers_in(member(path, "cvm")),
                            sd = numbers_in(member(path, "cvsd"));
  Series dots{Series::Kind::points, "", lambda, mean, {}, {}, kind == "deep" ? 1 : 0, false};
  for (std::size_t i = 0; i < mean.size() && sd.size() == mean.size(); ++i) {
    dots.lower.push_back(mean[i] - sd[i]);
    dots.upper.push_back(mean[i] + sd[i]);
  }
  chart.series = {dots};
  const double chosen = number_or_nan(member(path, "chosen"));
  if (!(chosen >= 0) || chosen >= static_cast<double>(lambda.size()) || chart.empty()) return chart;
  const double at = lambda[static_cast<std::size_t>(chosen)];
  const ChartRange y = chart_y_range(chart);
  chart.y = {chart.y.title, y.low, y.high};
  chart.series.push_back({Series::Kind::line,
                          "chosen \u03bb = " + show_number(at, 4),
                          {at, at},
                          {y.low, y.high},
                          {},
                          {},
                          -1,
                          true});
  return chart;
}

Chart rfe_chart(const std::string& kind, const Json& path) {
  Chart chart;
  chart.id = "rfe-" + kind;
  chart.title = std::string("Recursive elimination, ") + kind_title(kind);
  chart.x = {"features kept", 0, 0};
  chart.y = {"cross-validated score", 0, 0};
  const std::vector<double> count = numbers_in(member(path, "features"));
  const std::vector<double> score = numbers_in(member(path, "score"));
  const std::vector<double> error = numbers_in(member(path, "error"));
  const int colour = kind == "deep" ? 1 : 0;
  Series dots{Series::Kind::points, "", count, score, {}, {}, colour, false};
  for (std::size_t i = 0; i < score.size() && error.size() == score.size(); ++i) {
    dots.lower.push_back(score[i] - error[i]);
    dots.upper.push_back(score[i] + error[i]);
  }
  chart.series = {{Series::Kind::line, "", count, score, {}, {}, colour, false}, dots};
  const double chosen = number_or_nan(member(path, "chosen"));
  if (!(chosen >= 1) || chart.empty()) return chart;
  const ChartRange y = chart_y_range(chart);
  chart.y = {chart.y.title, y.low, y.high};
  chart.series.push_back({Series::Kind::line,
                          "chosen: " + show_number(member(path, "chosen")),
                          {chosen, chosen},
                          {y.low, y.high},
                          {},
                          {},
                          -1,
                          true});
  return chart;
}

void write_curves(const Json& selection, SectionWriter& out) {
  std::vector<Chart> charts;
  for (const auto& [kind, path] : members_of(member(selection, "lasso")))
    charts.push_back(lasso_chart(kind, path));
  for (const auto& [kind, path] : members_of(member(selection, "rfe")))
    charts.push_back(rfe_chart(kind, path));
  const bool tree = std::ranges::any_of(
      charts, [](const Chart& chart) { return chart.id.starts_with("rfe-") && !chart.empty(); });
  if (!out.figures(std::move(charts))) return;
  std::string how =
      "LASSO: each dot is the mean error over the folds with one standard error; the dashed line "
      "marks the penalty that was taken, features with a zero coefficient there are dropped.";
  if (tree)
    how +=
        " Elimination: the mean score of a decision tree with that many features in the parts left "
        "out, with one standard error; the dashed line marks the number that was taken. All are in "
        "tables/rfe.csv.";
  out.how(how);
}

Chart coefficient_chart(const std::string& id, const std::string& name, const Json& score) {
  Chart chart;
  chart.id = id;
  chart.title = name + ": coefficients of the standardised features";
  chart.x.title = "coefficient";
  Series bars{Series::Kind::bars, "", {}, {}, {}, {}, id == "dl-score" ? 1 : 0, false};
  std::vector<std::pair<double, std::string>> terms;
  for (const Json& term : items_of(member(score, "terms")))
    terms.emplace_back(number_or_nan(member(term, "coefficient")),
                       text_of(member(term, "feature")));
  std::stable_sort(terms.begin(), terms.end(), [](const auto& a, const auto& b) {
    return std::abs(a.first) > std::abs(b.first);
  });
  if (terms.size() > 30) terms.resize(30);
  for (const auto& [coefficient, feature] : terms) {
    bars.x.push_back(coefficient);
    bars.y.push_back(static_cast<double>(chart.categories.size()));
    chart.categories.push_back(feature);
  }
  chart.height = 20.0 * static_cast<double>(std::max<std::size_t>(3, terms.size()));
  chart.series = {bars};
  return chart;
}

// The columns of a formula's table that hold an ICC: key and title.
std::vector<std::pair<std::string, std::string>> icc_columns(const Json& score) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const Json& term : items_of(member(score, "terms"))) {
    for (const auto& [key, value] : members_of(term))
      if (key.starts_with("icc_")) {
        std::string title = key.substr(4);
        std::replace(title.begin(), title.end(), '_', ' ');
        out.emplace_back(key, "ICC, " + title);
      }
    break;  // all terms have the same
  }
  return out;
}

void write_score(const std::string& id, const std::string& name, const Json& score,
                 SectionWriter& out) {
  if (score.size() == 0) return;
  out.title(name);
  std::vector<std::string> titles = {"Feature", "Coefficient", "Mean", "SD", "Stability"};
  const auto iccs = icc_columns(score);
  for (const auto& [key, title] : iccs) titles.push_back(title);
  HtmlTable table = table_of(id, name + " formula", titles);
  table.rows.push_back({"intercept", show_number(member(score, "intercept"), 4)});
  table.rows.back().resize(titles.size());
  for (const Json& term : items_of(member(score, "terms"))) {
    table.rows.push_back({text_of(member(term, "feature")),
                          show_number(member(term, "coefficient"), 4),
                          show_number(member(term, "mean"), 4), show_number(member(term, "sd"), 4),
                          show_number(member(term, "stability"), 2)});
    for (const auto& [key, title] : iccs)
      table.rows.back().push_back(show_number(member(term, key), 3));
  }
  if (table.rows.size() == 1) {
    out.text("No feature was kept: the score is " + table.rows[0][1] + " for everybody.");
    return;
  }
  out.figures({coefficient_chart(id, name, score)});
  out.add(table);
  out.how(
      "The score of a patient is the intercept plus, for each feature, coefficient \u00d7 (value "
      "\u2212 mean) / "
      "SD. Stability is the share of subsamples of the training patients in which the whole "
      "selection chose the feature again; a dash: not computed. An ICC says how far the feature "
      "gives the same number on other masks of the same lesions: a second reader's, or seeded "
      "perturbations of the drawn one. Full precision is in report.json; the figure shows the 30 "
      "largest coefficients.");
}

void write_makeup(const Json& makeup, SectionWriter& out) {
  std::vector<Chart> charts;
  for (const auto& [what, counts] : members_of(makeup)) {
    Chart chart;
    chart.id = "makeup-" + what;
    chart.title = "Kept features by " + what;
    chart.x.title = "features";
    chart.width = 240;
    Series bars{Series::Kind::bars, "", {}, {}, {}, {}, 2, false};
    for (const auto& [name, count] : members_of(counts)) {
      bars.x.push_back(number_or_nan(count));
      bars.y.push_back(static_cast<double>(chart.categories.size()));
      chart.categories.push_back(name);
    }
    chart.height = 22.0 * static_cast<double>(std::max<std::size_t>(3, chart.categories.size()));
    chart.series = {bars};
    charts.push_back(std::move(chart));
  }
  std::erase_if(charts, [](const Chart& chart) { return chart.empty(); });
  if (charts.empty()) return;
  out.title("Where the kept features come from");
  out.figures(std::move(charts));
  out.how(
      "Each bar counts the features of both scores that share a phase, region, family or filter. "
      "With few features kept, one more or less changes the picture.");
}

std::string of_fits(const Json& row) {
  if (!(number_or_nan(member(row, "of")) > 0)) return show_number(Json());
  return show_number(member(row, "folds")) + " of " + show_number(member(row, "of"));
}

bool in_score(const Json& row) {
  const Json& value = member(row, "in_score");
  return value.is_bool() && value.as_bool();
}

// The features chosen most often by subsamples and outer folds; the list is sorted.
void write_stability(const Json& stability, SectionWriter& out) {
  HtmlTable table = table_of("stability", "Chosen again when other patients are left out",
                             {"Feature", "Subsamples", "Folds", "In a score"});
  for (const Json& row : items_of(stability)) {
    if (table.rows.size() == most_stable) break;
    table.rows.push_back({text_of(member(row, "feature")), show_number(member(row, "frequency"), 2),
                          of_fits(row), in_score(row) ? "yes" : ""});
  }
  if (table.rows.empty()) return;
  out.add(table);
  out.how(
      "Subsamples: the share of random parts of the training set, each with the same share of "
      "either outcome, on which the whole selection chose the feature; folds: the outer folds of "
      "the nested protocol that did. A feature chosen in most of them is a finding worth checking; "
      "one chosen once is as likely as not an accident. At most 30 are shown, all are in "
      "tables/stability.csv.");
}

}  // namespace

void write_selection_section(const Json& report, SectionWriter& out) {
  const Json& selection = member(report, "selection");
  if (selection.size() == 0) return;
  write_stages(selection, out);
  write_dropped(member(selection, "dropped"), out);
  write_curves(selection, out);
  write_score("rad-score", "Rad-score", member(selection, "rad_score"), out);
  write_score("dl-score", "DL-score", member(selection, "dl_score"), out);
  write_makeup(member(selection, "makeup"), out);
  write_stability(member(selection, "stability"), out);
}

}  // namespace dlrr
