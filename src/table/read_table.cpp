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

// Where the one comma of a cell stands that is a number when the comma is a point; else npos.
std::size_t decimal_comma(std::string_view cell) {
  const auto comma = cell.find(',');
  if (comma == std::string_view::npos || cell.find(',', comma + 1) != std::string_view::npos)
    return std::string_view::npos;
  std::string number(cell);
  number[comma] = '.';
  return parse_number(number) ? comma : std::string_view::npos;
}

// Where the first cells with a decimal comma and with a decimal point stand: "row 3, column 'x'".
struct Decimals {
  std::string comma, point;
};

Decimals decimals_of(const TextTable& table) {
  Decimals out;
  for (std::size_t i = 0; i < table.rows(); ++i)
    for (std::size_t j = 0; j < table.columns(); ++j) {
      const auto cell = table.cell(i, j);
      std::string* first = nullptr;
      if (out.comma.empty() && decimal_comma(cell) != std::string_view::npos) first = &out.comma;
      if (out.point.empty() && cell.find('.') != std::string_view::npos && parse_number(cell))
        first = &out.point;
      if (first)
        *first = "'" + trim(cell) + "' in row " + std::to_string(i + 1) + ", column '" +
                 table.header()[j] + "'";
    }
  return out;
}

void use_points(ReadText& read, const std::string& source) {
  auto& table = read.table;
  const auto decimals = decimals_of(table);
  if (decimals.comma.empty()) return;
  if (!decimals.point.empty())
    throw Error(source + ": has both decimal commas (" + decimals.comma + ") and decimal points (" +
                decimals.point + "); write all numbers the same way");
  for (std::size_t i = 0; i < table.rows(); ++i)
    for (std::size_t j = 0; j < table.columns(); ++j)
      if (const auto at = decimal_comma(table.cell(i, j)); at != std::string_view::npos)
        table.characters(i, j)[at] = '.';
  read.notes.push_back(
      source + ": decimal commas were read as decimal points (first: " + decimals.comma + ")");
}

void refuse_columns_twice(const std::vector<std::string>& header, const std::string& source) {
  std::map<std::string_view, std::size_t> seen;
  for (std::size_t j = 0; j < header.size(); ++j) {
    const auto [at, fresh] = seen.emplace(header[j], j);
    if (!fresh && !header[j].empty())
      throw Error(source + ": column '" + header[j] + "' stands twice (columns " +
                  std::to_string(at->second + 1) + " and " + std::to_string(j + 1) +
                  "); rename or remove one");
  }
}

}  // namespace

ReadText parse_text_table(std::string_view text, const std::string& source) {
  if (starts_with_text(text, "\xFF\xFE") || starts_with_text(text, "\xFE\xFF"))
    throw Error(source + ": is UTF-16 text; save it as CSV in UTF-8");
  std::string converted;
  const bool utf8 = is_utf8(text);
  if (!utf8) {
    converted = from_latin1(text);
    text = converted;
  }
  const char separator = separator_of(text);
  ReadText out{TextTable(text, source, separator), {}};
  if (!utf8) out.notes.push_back(source + ": is not UTF-8; read as Latin-1");
  if (separator != ',') {
    out.notes.push_back(source + ": cells are separated by " +
                        (separator == ';' ? "semicolons" : "tabs"));
    use_points(out, source);
  }
  refuse_columns_twice(out.table.header(), source);
  return out;
}

ReadText read_text_table(const std::filesystem::path& path) {
  std::string bytes = read_file(path);
  if (is_gzip(bytes)) bytes = gunzip(bytes, path.string());
  return parse_text_table(bytes, path.filename().string());
}

ReadTable parse_table(std::string_view text, const std::string& source) {
  auto read = parse_text_table(text, source);
  return {read.table.csv(), std::move(read.notes)};
}

ReadTable read_table(const std::filesystem::path& path) {
  auto read = read_text_table(path);
  return {read.table.csv(), std::move(read.notes)};
}

}  // namespace dlrr
