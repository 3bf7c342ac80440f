// The footnotes: every value that is not there, and why.
#include "report/read.h"
#include "report/section.h"

namespace dlrr {

void write_gaps_section(const Json& report, SectionWriter& out) {
  HtmlTable table = table_of("gaps", "Values that are shown as a dash", {"Value", "Reason"});
  table.columns[1].numeric = false;
  for (const Json& gap : items_of(member(report, "gaps")))
    table.rows.push_back({text_of(member(gap, "at")), text_of(member(gap, "reason"))});
  out.add(table);
}

}  // namespace dlrr
