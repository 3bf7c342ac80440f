// One row per patient, as study wrote them.
#include "report/read.h"
#include "report/section.h"

namespace dlrr {

namespace {

bool is_numeric_column(const Json& rows, std::size_t column) {
  bool any = false;
  for (const Json& row : items_of(rows)) {
    const auto& cells = items_of(row);
    if (column >= cells.size() || cells[column].is_null()) continue;
    if (!cells[column].is_number()) return false;
    any = true;
  }
  return any;
}

}  // namespace

void write_predictions_section(const Json& report, SectionWriter& out) {
  const Json& predictions = member(report, "predictions");
  const Json& rows = member(predictions, "rows");
  HtmlTable table = table_of("predictions", "Predicted risk per patient", {});
  for (const Json& column : items_of(member(predictions, "columns")))
    table.columns.push_back({text_of(column), is_numeric_column(rows, table.columns.size())});
  for (const Json& row : items_of(rows)) {
    table.rows.emplace_back();
    for (const Json& cell : items_of(row)) table.rows.back().push_back(text_of(cell));
  }
  if (table.rows.empty()) return;
  out.add(table);
  out.how(
      "Risks are probabilities of the outcome between 0 and 1. Risks of training patients come "
      "from a "
      "model that has seen them and are too good. Click a column's head to sort.");
}

}  // namespace dlrr
