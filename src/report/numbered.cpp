#include "report/numbered.h"

#include <algorithm>

#include "report/read.h"

namespace dlrr {

namespace {

bool starts_like_a_number(const std::string& cell) {
  return !cell.empty() &&
         (std::string("0123456789<>-").find(cell[0]) != std::string::npos || cell == "NA");
}

// Right-aligned when every filled cell begins with a number.
bool numeric(const Json& rows, std::size_t column) {
  for (const Json& row : items_of(rows)) {
    const auto& cells = items_of(row);
    const std::string cell = column < cells.size() ? text_of(cells[column]) : std::string();
    if (!cell.empty() && !starts_like_a_number(cell)) return false;
  }
  return true;
}

}  // namespace

const Json& numbered_table(const Json& report, const std::string& name) {
  static const Json nothing;
  for (const Json& table : items_of(member(report, "tables")))
    if (text_of(member(table, "name")) == name) return table;
  return nothing;
}

void add_numbered(const Json& report, const std::string& name, SectionWriter& out, bool prose) {
  const Json& from = numbered_table(report, name);
  const Json& rows = member(from, "rows");
  if (items_of(rows).empty()) return;
  HtmlTable table =
      table_of(name, text_of(member(from, "number")) + ". " + text_of(member(from, "title")), {});
  for (const Json& title : items_of(member(from, "header")))
    table.columns.push_back({text_of(title), numeric(rows, table.columns.size())});
  for (const Json& row : items_of(rows)) {
    table.rows.emplace_back();
    for (const Json& cell : items_of(row)) table.rows.back().push_back(text_of(cell));
  }
  table.prose = prose;
  out.add(table);
  const std::string how = text_of(member(from, "how"));
  if (!how.empty()) out.how(how);
  std::string notes;
  for (const Json& note : items_of(member(from, "notes")))
    notes += "<p>" + escape(text_of(note)) + "</p>\n";
  if (!notes.empty()) out.html("<div class=\"notes\">" + notes + "</div>\n");
}

bool add_figures(const Json& report, const std::string& number, std::vector<Chart> charts,
                 SectionWriter& out) {
  if (std::ranges::all_of(charts, &Chart::empty)) return false;
  for (const Json& entry : items_of(member(report, "contents")))
    if (text_of(member(entry, "number")) == number)
      out.title(number + ". " + text_of(member(entry, "title")));
  return out.figures(std::move(charts));
}

}  // namespace dlrr
