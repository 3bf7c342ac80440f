// Every table and figure of the article: where it is and how to read it.
#include "report/read.h"
#include "report/section.h"

namespace dlrr {

void write_article_section(const Json& report, SectionWriter& out) {
  HtmlTable table = table_of("contents", "Tables and figures of the article",
                             {"Number", "Content", "File", "How to read it"});
  table.prose = true;
  for (TableColumn& column : table.columns) column.numeric = false;
  for (const Json& one : items_of(member(report, "contents")))
    table.rows.push_back({text_of(member(one, "number")), text_of(member(one, "title")),
                          text_of(member(one, "file")), text_of(member(one, "how"))});
  if (table.rows.empty()) return;
  out.add(table);
  out.how(
      "Each table is also a page (.html), LaTeX (.tex) and Word (.docx) beside its .csv; each "
      "figure has its "
      "numbers as .csv beside the .svg. Tables 1 and 2 are what `dlrr describe` gives for "
      "clinical.csv of the result, Tables 3 and 4 what `dlrr evaluate` gives for predictions.csv.");
}

}  // namespace dlrr
