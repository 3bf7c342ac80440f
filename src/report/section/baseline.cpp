// Table 1 and what belongs beside it: missing values, values far outside.
#include "report/numbered.h"
#include "report/read.h"

namespace dlrr {

void write_baseline_section(const Json& report, SectionWriter& out) {
  for (const char* const name : {"baseline", "baseline_checks", "missing", "outliers"})
    add_numbered(report, name, out);
  std::string items;
  for (const Json& note : items_of(member(report, "clinical_notes")))
    items += "<li>" + escape(text_of(note)) + "</li>";
  if (!items.empty()) out.html("<ul class=\"warnings\">" + items + "</ul>\n");
}

}  // namespace dlrr
