// One row per patient, as study wrote them.
#include "base/text.h"
#include "report/read.h"
#include "report/section.h"

namespace dlrr {

namespace {

struct ColumnKind {
  bool numeric = false, risk = false;  // a risk has a fraction somewhere in its column
};

ColumnKind kind_of(const Json& rows, std::size_t column) {
  ColumnKind kind;
  for (const Json& row : items_of(rows)) {
    const auto& cells = items_of(row);
    const std::string text = column < cells.size() ? text_of(cells[column]) : std::string();
    if (text.empty()) continue;
    if (!parse_number(text)) return {};
    kind.numeric = true;
    kind.risk = kind.risk || text.find_first_of(".e") != text.npos;
  }
  return kind;
}

// A risk is read to three decimals; everything else stays as it is.
std::string shown(const Json& cell, const ColumnKind& kind) {
  const auto value = parse_number(text_of(cell));
  return kind.risk && value ? fixed_text(*value, 3) : text_of(cell);
}

}  // namespace

void write_predictions_section(const Json& report, SectionWriter& out) {
  const Json& predictions = member(report, "predictions");
  const Json& rows = member(predictions, "rows");
  HtmlTable table = table_of("predictions",
                             has(predictions, "title") ? text_of(member(predictions, "title"))
                                                       : "Predicted risk per patient",
                             {});
  std::vector<ColumnKind> kinds;
  for (const Json& column : items_of(member(predictions, "columns"))) {
    kinds.push_back(kind_of(rows, kinds.size()));
    table.columns.push_back({text_of(column), kinds.back().numeric});
  }
  for (const Json& row : items_of(rows)) {
    table.rows.emplace_back();
    for (const Json& cell : items_of(row)) {
      const std::size_t j = table.rows.back().size();
      table.rows.back().push_back(shown(cell, j < kinds.size() ? kinds[j] : ColumnKind{}));
    }
  }
  if (table.rows.empty()) return;
  out.add(table);
  if (has(predictions, "how")) {
    out.how(text_of(member(predictions, "how")));
    return;
  }
  out.how(
      "Risks are probabilities of the outcome between 0 and 1. Risks of training patients come "
      "from a "
      "model that has seen them and are too good; those in a column .resampled come from a model "
      "that "
      "has not. predictions.csv holds every digit. Click a column's head to sort.");
}

}  // namespace dlrr
