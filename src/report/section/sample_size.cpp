// Is there enough to conclude anything?
#include <algorithm>

#include "report/read.h"
#include "report/section.h"

namespace dlrr {

namespace {

void write_rules(const Json& size, SectionWriter& out) {
  HtmlTable table = table_of("sample-size-rules", "Too few to conclude?",
                             {"Rule", "Found", "Needed", "Held", "What it means"});
  for (const std::size_t j : {3, 4}) table.columns[j].numeric = false;
  for (const Json& row : items_of(member(size, "rules")))
    table.rows.push_back({text_of(member(row, "rule")), show_number(member(row, "found"), 1),
                          show_number(member(row, "needed"), 1), text_of(member(row, "held")),
                          text_of(member(row, "meaning"))});
  out.add(table);
}

void write_criteria(const Json& size, SectionWriter& out) {
  HtmlTable table = table_of(
      "sample-size-criteria",
      "Training patients needed for a model of given size (criteria of Riley)",
      {"Model", "Parameters", "Shrinkage 0.9", "Small optimism of R2", "Overall risk within 0.05",
       "Needed", "Events needed", "Events per parameter", "There are"});
  for (const Json& row : items_of(member(size, "criteria"))) {
    std::vector<std::string> cells = {text_of(member(row, "what"))};
    for (const char* key : {"parameters", "shrinkage", "optimism", "intercept", "needed", "events",
                            "events_per_parameter", "patients"})
      cells.push_back(show_number(member(row, key), 1));
    table.rows.push_back(std::move(cells));
  }
  if (table.rows.empty()) return;
  out.add(table);
  out.how(
      "Patients needed so that a regression of that many parameters shrinks by no more than a "
      "tenth, its R2 is optimistic by no more than 0.05, and the overall risk is known to 0.05. "
      "Anticipated Cox-Snell R2: " +
      show_number(member(size, "r2")) + " (" + text_of(member(size, "r2_from")) +
      "). All candidates count that were tried, not those that were kept; the last row shows why "
      "thousands of features cannot be judged by such a model at all.");
}

void write_small_groups(const Json& size, SectionWriter& out) {
  HtmlTable table =
      table_of("small-groups", "Variables with a group under 10 % of the training set",
               {"Variable", "Patients in the smaller group", "Share"});
  for (const Json& row : items_of(member(size, "small_groups")))
    table.rows.push_back({text_of(member(row, "variable")), show_number(member(row, "n")),
                          show_number(member(row, "share"))});
  if (table.rows.empty()) return;
  out.add(table);
  out.how("What a model learns about such a group rests on a handful of patients.");
}

Chart learning_chart(const Json& curve) {
  Chart chart;
  chart.id = "learning-curve";
  chart.title = "Learning curve: AUC of left-out patients";
  chart.x.title = "training patients";
  chart.y.title = "AUC";
  for (const Json& row : items_of(curve)) {
    const std::string model = text_of(member(row, "model"));
    auto series = std::ranges::find(chart.series, model, &Series::name);
    if (series == chart.series.end()) {
      Series made{Series::Kind::line, model, {}, {}, {}, {}, 0, false};
      made.colour = static_cast<int>(chart.series.size());
      chart.series.push_back(made);
      series = chart.series.end() - 1;
    }
    series->x.push_back(number_or_nan(member(row, "patients")));
    series->y.push_back(number_or_nan(member(row, "auc", "estimate")));
  }
  return chart;
}

}  // namespace

void write_sample_size_section(const Json& report, SectionWriter& out) {
  const Json& size = member(report, "sample_size");
  if (has(size, "candidates"))
    out.text("The training set has " + show_number(member(size, "events")) + " events among " +
             show_number(member(size, "patients")) + " patients; " +
             show_number(member(size, "candidates")) + " candidate columns were tried, " +
             show_number(member(size, "per_event"), 1) + " per event.");
  write_rules(size, out);
  write_criteria(size, out);
  write_small_groups(size, out);
  if (out.figures({learning_chart(member(report, "learning_curve"))}))
    out.how(
        "The nested protocol with a part of each fold's training patients. A curve that still "
        "rises at its end says that more patients would help; one that is flat says that they "
        "would not.");
}

}  // namespace dlrr
