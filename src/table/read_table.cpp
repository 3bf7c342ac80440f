#include "table/read_table.h"

#include <cctype>
#include <map>

#include "base/delimited.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "port/gzip.h"

namespace dlrr {

namespace {

// Bytes that continue a UTF-8 character of this first byte; -1: no first byte.
int continuation(unsigned char first) {
  if (first < 0x80) return 0;
  if (first >= 0xC2 && first < 0xE0) return 1;
  if (first >= 0xE0 && first < 0xF0) return 2;
  return first >= 0xF0 && first < 0xF5 ? 3 : -1;
}

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int more = continuation(static_cast<unsigned char>(text[i]));
    if (more < 0 || i + static_cast<std::size_t>(more) >= text.size()) return false;
    for (int k = 0; k < more; ++k)
      if ((static_cast<unsigned char>(text[++i]) & 0xC0) != 0x80) return false;
  }
  return true;
}

std::string from_latin1(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out += c;
    } else {
      out += static_cast<char>(0xC0 | byte >> 6);
      out += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  return out;
}

// The cell with its one comma as a point, when that makes a number of it; else nothing.
std::string with_point(const std::string& cell) {
  const auto comma = cell.find(',');
  if (comma == std::string::npos || cell.find(',', comma + 1) != std::string::npos) return {};
  std::string out = cell;
  out[comma] = '.';
  return parse_number(out) ? out : std::string();
}

// Where the first cells with a decimal comma and with a decimal point stand: "row 3, column 'x'".
struct Decimals {
  std::string comma, point;
};

Decimals decimals_of(const Csv& csv) {
  Decimals out;
  for (std::size_t i = 0; i < csv.rows.size(); ++i)
    for (std::size_t j = 0; j < csv.header.size(); ++j) {
      const auto& cell = csv.rows[i][j];
      std::string* first = nullptr;
      if (out.comma.empty() && !with_point(cell).empty()) first = &out.comma;
      if (out.point.empty() && cell.find('.') != std::string::npos && parse_number(cell))
        first = &out.point;
      if (first)
        *first = "'" + trim(cell) + "' in row " + std::to_string(i + 1) + ", column '" +
                 csv.header[j] + "'";
    }
  return out;
}

void use_points(ReadTable& table, const std::string& source) {
  const auto decimals = decimals_of(table.csv);
  if (decimals.comma.empty()) return;
  if (!decimals.point.empty())
    throw Error(source + ": has both decimal commas (" + decimals.comma + ") and decimal points (" +
                decimals.point + "); write all numbers the same way");
  for (auto& row : table.csv.rows)
    for (auto& cell : row)
      if (auto number = with_point(cell); !number.empty()) cell = std::move(number);
  table.notes.push_back(
      source + ": decimal commas were read as decimal points (first: " + decimals.comma + ")");
}

void refuse_columns_twice(const Csv& csv, const std::string& source) {
  std::map<std::string, std::size_t> seen;
  for (std::size_t j = 0; j < csv.header.size(); ++j) {
    const auto [at, fresh] = seen.emplace(csv.header[j], j);
    if (!fresh && !csv.header[j].empty())
      throw Error(source + ": column '" + csv.header[j] + "' stands twice (columns " +
                  std::to_string(at->second + 1) + " and " + std::to_string(j + 1) +
                  "); rename or remove one");
  }
}

}  // namespace

ReadTable parse_table(std::string_view text, const std::string& source) {
  if (starts_with_text(text, "\xFF\xFE") || starts_with_text(text, "\xFE\xFF"))
    throw Error(source + ": is UTF-16 text; save it as CSV in UTF-8");
  ReadTable out;
  std::string converted;
  if (!is_utf8(text)) {
    converted = from_latin1(text);
    text = converted;
    out.notes.push_back(source + ": is not UTF-8; read as Latin-1");
  }
  const char separator = separator_of(text);
  out.csv = parse_csv(text, source, separator);
  if (separator != ',') {
    out.notes.push_back(source + ": cells are separated by " +
                        (separator == ';' ? "semicolons" : "tabs"));
    use_points(out, source);
  }
  refuse_columns_twice(out.csv, source);
  return out;
}

ReadTable read_table(const std::filesystem::path& path) {
  std::string bytes = read_file(path);
  if (is_gzip(bytes)) bytes = gunzip(bytes, path.string());
  return parse_table(bytes, path.filename().string());
}

}  // namespace dlrr
