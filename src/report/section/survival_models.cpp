// Models of the time to an event: how well they order the patients, the gap between the protocols,
// and the Cox models themselves.
#include <algorithm>
#include <cmath>

#include "report/evaluations.h"
#include "report/read.h"

namespace dlrr {

namespace {

std::string place_of(const Json& row) { return set_name(text_of(member(row, "set"))); }

// Each model and set once, model by model: the protocols share the models of the whole training
// set, so that what they say of a set is the same.
std::vector<const Json*> distinct_rows(const Json& performance) {
  std::vector<std::pair<std::string, std::vector<const Json*>>> models;
  for (const Json& row : items_of(performance)) {
    const std::string name = text_of(member(row, "model"));
    auto model = std::ranges::find(models, name, [](const auto& one) { return one.first; });
    if (model == models.end()) model = models.insert(model, {name, {}});
    const auto same = [&](const Json* other) { return place_of(*other) == place_of(row); };
    if (std::ranges::none_of(model->second, same)) model->second.push_back(&row);
  }
  const std::vector<std::string> order = {"train", "resampled", "internal", "external"};
  const auto rank = [&](const Json* row) {
    return std::ranges::find(order, text_of(member(*row, "set"))) - order.begin();
  };
  std::vector<const Json*> out;
  for (auto& [name, rows] : models) {
    std::ranges::stable_sort(rows, {}, rank);
    out.insert(out.end(), rows.begin(), rows.end());
  }
  return out;
}

Chart c_chart(const Json& performance) {
  Chart chart;
  chart.id = "harrell-c";
  chart.title = "Harrell's C with 95 % interval, patients who taught no model";
  chart.x.title = "C";
  chart.width = 460;
  Series dots{Series::Kind::points, "", {}, {}, {}, {}, 2, false};
  for (const Json* at : distinct_rows(performance)) {
    const Json& row = *at;
    if (text_of(member(row, "set")) == "train") continue;
    const Json& c = member(row, "harrell_c");
    dots.x.push_back(number_or_nan(member(c, "estimate")));
    dots.lower.push_back(number_or_nan(member(c, "lower")));
    dots.upper.push_back(number_or_nan(member(c, "upper")));
    dots.y.push_back(static_cast<double>(chart.categories.size()));
    chart.categories.push_back(text_of(member(row, "model")) + "  " +
                               set_name(text_of(member(row, "set"))));
  }
  chart.height = 20.0 * static_cast<double>(std::max<std::size_t>(4, chart.categories.size()));
  chart.series = {std::move(dots)};
  return chart;
}

void write_gap(const Json& gap, SectionWriter& out) {
  HtmlTable table = table_of("c-gap", "Optimism: patients who taught against patients left out",
                             {"Model", "Paper C, training", "Nested C", "Gap"});
  for (const Json& row : items_of(gap))
    table.rows.push_back({text_of(member(row, "model")), show_estimate(member(row, "paper_train")),
                          show_estimate(member(row, "nested")), show_estimate(member(row, "gap"))});
  if (table.rows.empty()) return;
  out.add(table);
  out.how(
      "The gap is C of the training patients minus the mean C of the left-out folds for the same "
      "model. A large gap says that features and coefficients have adapted themselves to the "
      "patients who judge them.");
}

void write_order(const Json& models, SectionWriter& out) {
  const std::string at = show_number(member(models, "horizon"), 1);
  const bool horizon = has(models, "horizon");
  std::vector<std::string> titles = {"Model",  "Set",         "Patients",
                                     "Events", "Harrell's C", "Uno's C"};
  if (horizon) titles.push_back("AUC at " + at);
  HtmlTable table = table_of("c-table", "Order of events by every model", titles);
  table.columns[1].numeric = false;
  for (const Json* one : distinct_rows(member(models, "performance"))) {
    const Json& row = *one;
    table.rows.push_back({text_of(member(row, "model")), place_of(row),
                          show_number(member(row, "n")), show_number(member(row, "events")),
                          show_estimate(member(row, "harrell_c")),
                          show_estimate(member(row, "uno_c"))});
    if (horizon) table.rows.back().push_back(show_estimate(member(row, "auc_at")));
    table.strong.push_back(text_of(member(row, "set")) == "resampled");
  }
  out.add(table);
  out.how(
      "C is the share of pairs in which the patient with the higher risk has the earlier event: "
      "0.5 is chance. Uno's C and the AUC at a time weigh patients so that censoring does not "
      "decide it. Training is the paper protocol's figure, too good. Shaded are the nested "
      "protocol's means of the left-out folds, by models that learned everything without them; "
      "believe these first. Internal and external sets are judged once, by models that both "
      "protocols share.");
}

void write_groups(const Json& models, SectionWriter& out) {
  HtmlTable table = table_of(
      "hazards", "Hazard ratios and risk groups",
      {"Model", "Set", "Hazard ratio per SD", "p", "Proportional hazards p", "Events, high",
       "Events, low", "Log-rank \u03c7\u00b2", "p", "Hazard ratio, high against low"});
  table.columns[1].numeric = false;
  for (const Json* one : distinct_rows(member(models, "performance"))) {
    const Json& row = *one;
    const Json& cox = member(row, "cox");
    const Json& logrank = member(row, "logrank");
    table.rows.push_back({text_of(member(row, "model")), place_of(row),
                          show_estimate(member(cox, "hazard_ratio"), 2), show_p(member(cox, "p")),
                          show_p(member(cox, "proportional_hazards_p")),
                          show_events(member(row, "high")), show_events(member(row, "low")),
                          show_number(member(logrank, "chi2"), 2), show_p(member(logrank, "p")),
                          show_estimate(member(row, "hr"), 2)});
    table.strong.push_back(text_of(member(row, "set")) == "resampled");
  }
  out.add(table);
  out.how(
      "One SD is that of the training patients' linear predictor, in every set. High risk is a "
      "predictor at or above the median of the training patients. A small p of proportional "
      "hazards says that the ratio changes over the follow-up.");
}

// The mean of a score is 0 but for rounding.
std::string mean_of_term(const Json& term) {
  const double mean = number_or_nan(member(term, "mean"));
  const double sd = number_or_nan(member(term, "sd"));
  return show_number(std::abs(mean) < 1e-12 * sd ? 0.0 : mean, 4);
}

void write_cox(const Json& models, SectionWriter& out) {
  HtmlTable table = table_of("cox-models", "The Cox models",
                             {"Model", "Kind", "Events per input", "Input", "Coefficient",
                              "Hazard ratio per SD", "Mean", "SD"});
  table.columns[1].numeric = table.columns[3].numeric = false;
  for (const Json& model : items_of(member(models, "models"))) {
    bool first = true;
    for (const Json& term : items_of(member(model, "terms"))) {
      const Json ratio = Json::of({{"estimate", member(term, "hazard_ratio")},
                                   {"lower", member(term, "lower")},
                                   {"upper", member(term, "upper")}});
      table.rows.push_back({first ? text_of(member(model, "model")) : "",
                            first ? text_of(member(model, "algorithm")) : "",
                            first ? show_number(member(model, "events_per_variable"), 1) : "",
                            text_of(member(term, "input")),
                            show_number(member(term, "coefficient"), 4), show_estimate(ratio, 2),
                            mean_of_term(term), show_number(member(term, "sd"), 4)});
      first = false;
    }
  }
  if (table.rows.empty()) return;
  out.add(table);
  out.how(
      "The linear predictor of a patient is the sum of coefficient \u00d7 (value \u2212 mean) / "
      "SD. "
      "A score has learned from the same patients, so that the interval of its hazard ratio is too "
      "narrow. A ratio without an interval was shrunk by the Cox-LASSO.");
}

// A warning that several models of a set share is one row.
void write_few(const Json& performance, SectionWriter& out) {
  HtmlTable table = table_of("survival-warnings", "Warnings", {"Set", "Warning"});
  table.columns[1].numeric = false;
  for (const Json& row : items_of(performance))
    for (const Json& warning : items_of(member(row, "warnings"))) {
      const std::vector<std::string> cells = {place_of(row), text_of(warning)};
      if (std::ranges::find(table.rows, cells) == table.rows.end()) table.rows.push_back(cells);
    }
  out.add(table);
}

}  // namespace

void write_survival_models_section(const Json& report, SectionWriter& out) {
  const Json& models = member(report, "survival_models");
  if (items_of(member(models, "performance")).empty()) return;
  if (out.figures({c_chart(member(models, "performance"))}))
    out.how(
        "One line per model and set; the dot is C, the line its 95 % interval. An interval that "
        "reaches 0.5 does not exclude chance.");
  write_gap(member(models, "gap"), out);
  write_order(models, out);
  write_groups(models, out);
  write_cox(models, out);
  write_few(member(models, "performance"), out);
}

}  // namespace dlrr
