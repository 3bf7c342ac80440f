// The usual first table of a clinical paper, as study computed it.
#include "report/read.h"
#include "report/section.h"

namespace dlrr {

void write_baseline_section(const Json& report, SectionWriter& out) {
  const Json& baseline = member(report, "baseline");
  HtmlTable table = table_of("baseline", "Baseline characteristics", {});
  for (const Json& column : items_of(member(baseline, "columns")))
    table.columns.push_back({text_of(column), !table.columns.empty()});
  for (const Json& row : items_of(member(baseline, "rows"))) {
    table.rows.emplace_back();
    for (const Json& cell : items_of(row)) table.rows.back().push_back(text_of(cell));
  }
  if (table.rows.empty()) return;
  out.add(table);
  out.how(
      "One line per variable or category, one column per set. A small p says that the sets differ "
      "more "
      "than chance would make likely; with many lines a few small p values are expected by chance "
      "alone.");
}

}  // namespace dlrr
