// Who is in the study, who was left out and why.
#include "base/text.h"
#include "report/evaluations.h"
#include "report/flow.h"
#include "report/read.h"

namespace dlrr {

namespace {

constexpr std::size_t most_named = 5;

// What was noticed while the tables were read: columns dropped, small sets, suspicious inputs.
void write_notes(const Json& notes, SectionWriter& out) {
  std::string items;
  for (const Json& note : items_of(notes)) items += "<li>" + escape(text_of(note)) + "</li>";
  if (!items.empty()) out.html("<ul class=\"warnings\">" + items + "</ul>\n");
}

// Columns of the tables that no model reads, counted per reason; all are in unused_columns.csv.
void write_unused(const Json& unused, SectionWriter& out) {
  HtmlTable table =
      table_of("unused", "Columns that are no inputs", {"Table", "Reason", "Columns", "Which"});
  table.columns[1].numeric = table.columns[3].numeric = false;
  for (const auto& [key, n] : count_rows(unused, {"table", "reason"})) {
    std::vector<std::string> names;
    for (const Json& row : items_of(unused))
      if (names.size() < most_named && text_of(member(row, "table")) == key[0] &&
          text_of(member(row, "reason")) == key[1])
        names.push_back(text_of(member(row, "column")));
    if (n > names.size()) names.emplace_back("\u2026");
    table.rows.push_back({key[0], key[1], std::to_string(n), join(names, ", ")});
  }
  if (table.rows.empty()) return;
  out.add(table);
  out.how(
      "Columns that were read and given to no model, counted per reason; every one is in "
      "tables/unused_columns.csv. Features that the selection dropped are in the section on "
      "selection.");
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
  const bool flow = out.figures({flow_chart(cohort)});
  out.add(sets);
  HtmlTable excluded = table_of("excluded", "Left out", {"Patient", "Stage", "Reason"});
  excluded.columns[1].numeric = excluded.columns[2].numeric = false;
  write_notes(member(cohort, "notes"), out);
  for (const Json& row : items_of(member(cohort, "excluded")))
    excluded.rows.push_back({text_of(member(row, "patient")), text_of(member(row, "stage")),
                             text_of(member(row, "reason"))});
  out.add(excluded);
  if (out.html().empty()) return;
  if (flow)
    out.how(
        "The left column of Figure 1 counts those who stay, the boxes to the right those who are "
        "set aside and why; each box is the one above it less those set aside. Every patient is "
        "either counted in a set or listed as left out. Patients who were left out may differ from "
        "those who stayed.");
  else
    out.how("Each set is judged for itself. The fewer events, the wider every interval below.");
  write_unused(member(cohort, "unused"), out);
}

}  // namespace dlrr
