// What tables of other programs have in common before anybody knows their columns: the separator,
// words for "missing", decimal commas.
#pragma once

#include <optional>
#include <string_view>

namespace dlrr {

// The one of comma, semicolon and tab that stands most often in the first line, outside of quotes;
// on a tie the earlier of the three.
char separator_of(std::string_view text);

// Nothing, or one of NA, N/A, NaN, null and "." in letters of any size, blanks trimmed.
bool is_missing_cell(std::string_view cell);

// The whole cell as a number. With `decimal_comma`, "1,5" is one and a half; "1.5" is so always.
std::optional<double> parse_decimal(std::string_view cell, bool decimal_comma);

}  // namespace dlrr
