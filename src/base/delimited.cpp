#include "base/delimited.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"

namespace dlrr {

char separator_of(std::string_view text) {
  constexpr std::string_view known = ",;\t";
  std::array<std::size_t, known.size()> count = {};
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') break;
    if (const auto at = known.find(c); at != known.npos) ++count[at];
  }
  const auto most = std::max_element(count.begin(), count.end());
  return known[static_cast<std::size_t>(most - count.begin())];
}

bool is_missing_cell(std::string_view cell) {
  if (!cell.empty() && cell.front() >= '0' && cell.front() <= '9') return false;  // most cells
  const std::string word = lower(trim(cell));
  return word.empty() || word == "na" || word == "n/a" || word == "nan" || word == "null" ||
         word == ".";
}

std::optional<double> parse_decimal(std::string_view cell, bool decimal_comma) {
  if (!decimal_comma || cell.find(',') == cell.npos || cell.find('.') != cell.npos)
    return parse_number(cell);
  std::string text(cell);
  std::replace(text.begin(), text.end(), ',', '.');
  return parse_number(text);
}

}  // namespace dlrr
