// Who is in the study, who was left out and why.
#include <algorithm>

#include "report/evaluations.h"
#include "report/read.h"

namespace dlrr {

namespace {

void write_flow(const Json& flow, SectionWriter& out) {
  Chart chart;
  chart.id = "cohort-flow";
  chart.title = "Patients left after each step";
  chart.x.title = "patients";
  Series bars{Series::Kind::bars, "", {}, {}, {}, {}, 0, false};
  HtmlTable table = table_of("cohort-flow", "From the clinical table to the analysis",
                             {"Step", "Patients", "Lost here"});
  double before = 0;
  for (const Json& step : items_of(flow)) {
    const double n = number_or_nan(member(step, "n"));
    const bool first = table.rows.empty();
    chart.categories.push_back(text_of(member(step, "step")));
    bars.x.push_back(n);
    bars.y.push_back(static_cast<double>(bars.y.size()));
    table.rows.push_back(
        {chart.categories.back(), show_number(n), first ? "" : show_number(before - n)});
    before = n;
  }
  chart.height = 30.0 * static_cast<double>(std::max<std::size_t>(2, chart.categories.size()));
  chart.series = {bars};
  out.figures({chart});
  out.add(table);
}

// What was noticed while the tables were read: columns dropped, small sets, suspicious inputs.
void write_notes(const Json& notes, SectionWriter& out) {
  std::string items;
  for (const Json& note : items_of(notes)) items += "<li>" + escape(text_of(note)) + "</li>";
  if (!items.empty()) out.html("<ul class=\"warnings\">" + items + "</ul>\n");
}

}  // namespace

void write_cohort_section(const Json& report, SectionWriter& out) {
  const Json& cohort = member(report, "cohort");
  if (cohort.size() == 0) return;
  HtmlTable sets = table_of("cohort-sets", "Patients and events per set",
                            {"Set", "Patients", "Events", "Share"});
  for (const auto& [set, size] : members_of(member(cohort, "sets"))) {
    const double n = number_or_nan(member(size, "n")),
                 events = number_or_nan(member(size, "events"));
    sets.rows.push_back({set_name(set), show_number(member(size, "n")),
                         show_number(member(size, "events")),
                         n > 0 ? show_number(100 * events / n, 1) + " %" : std::string()});
  }
  out.add(sets);
  write_flow(member(cohort, "flow"), out);
  HtmlTable excluded = table_of("excluded", "Left out", {"Patient", "Stage", "Reason"});
  excluded.columns[1].numeric = excluded.columns[2].numeric = false;
  write_notes(member(cohort, "notes"), out);
  for (const Json& row : items_of(member(cohort, "excluded")))
    excluded.rows.push_back({text_of(member(row, "patient")), text_of(member(row, "stage")),
                             text_of(member(row, "reason"))});
  out.add(excluded);
  if (out.html().empty()) return;
  out.how(
      "Every patient of the clinical table is either counted in a set or listed as left out with "
      "the "
      "stage and the reason. Patients who were left out may differ from those who stayed.");
}

}  // namespace dlrr
