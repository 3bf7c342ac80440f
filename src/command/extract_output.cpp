#include "command/extract_output.h"

#include <map>
#include <set>

#include "base/text.h"

namespace dlrr {

namespace {

bool is_diagnostic(const std::string& column) { return column.starts_with("diagnostics_"); }

std::vector<std::string> value_columns(const ExtractTable& table) {
  std::vector<std::string> out;
  std::set<std::string> known, later;
  for (const ExtractRow& row : table.rows) {
    const bool first = out.empty();
    for (const auto& [name, text] : row.cells) {
      if (first && known.insert(name).second) out.push_back(name);
      if (!first && !known.contains(name)) later.insert(name);
    }
  }
  out.insert(out.end(), later.begin(), later.end());
  return out;
}

Json value_of(const std::string& column, const std::string& text) {
  if (is_diagnostic(column)) return text;
  const auto number = parse_number(text);
  return number ? Json(*number) : Json(text);
}

}  // namespace

Csv extract_csv(const ExtractTable& table) {
  const auto names = value_columns(table);
  Csv csv{table.columns, {}};
  csv.header.insert(csv.header.end(), names.begin(), names.end());
  std::map<std::string, std::size_t> place;
  for (std::size_t i = 0; i < names.size(); ++i) place[names[i]] = table.columns.size() + i;
  for (const ExtractRow& row : table.rows) {
    std::vector<std::string> cells = row.inputs;
    cells.resize(csv.header.size());
    for (const auto& [name, text] : row.cells) cells[place.at(name)] = text;
    csv.rows.push_back(std::move(cells));
  }
  return csv;
}

std::string extract_lines(const ExtractTable& table) {
  std::string out;
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const ExtractRow& row = table.rows[r];
    const std::string start = "Case-" + std::to_string(r + 1) + "_";
    for (std::size_t c = 0; c < table.columns.size(); ++c)
      out += start + table.columns[c] + ": " + row.inputs[c] + "\n";
    for (const auto& [name, text] : row.cells) out += start + name + ": " + text + "\n";
  }
  return out;
}

Json extract_list(const ExtractTable& table) {
  Json list = Json::array();
  for (const ExtractRow& row : table.rows) {
    Json::Object item;
    for (std::size_t c = 0; c < table.columns.size(); ++c)
      item.emplace_back(table.columns[c], row.inputs[c]);
    for (const auto& [name, text] : row.cells) item.emplace_back(name, value_of(name, text));
    list.push_back(Json(std::move(item)));
  }
  return list;
}

Json extract_json(const ExtractTable& table) {
  Json cases = Json::array();
  for (const ExtractRow& row : table.rows) {
    Json::Object inputs, diagnostics, features, undefined;
    for (std::size_t c = 0; c < table.columns.size(); ++c)
      inputs.emplace_back(table.columns[c], row.inputs[c]);
    for (const auto& [name, text] : row.cells)
      (is_diagnostic(name) ? diagnostics : features).emplace_back(name, value_of(name, text));
    for (const std::string& reason : row.reasons) {
      const auto colon = reason.find(": ");
      undefined.emplace_back(reason.substr(0, colon), reason.substr(colon + 2));
    }
    Json item = Json::of({{"inputs", Json(std::move(inputs))}});
    if (!row.error.empty()) {
      item["error"] = row.error;
    } else {
      item["diagnostics"] = Json(std::move(diagnostics));
      item["features"] = Json(std::move(features));
      item["undefined"] = Json(std::move(undefined));
    }
    cases.push_back(item);
  }
  return Json::of({{"cases", cases}});
}

}  // namespace dlrr
