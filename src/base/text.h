// Words and numbers as text. Numbers are written in the shortest form that reads back to the same
// bits and are never touched by a locale.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dlrr {

// Shortest round-trip decimal form; "nan", "inf", "-inf" for what is not finite.
std::string number_text(double value);

// Fixed number of decimals, for tables that people read ("0.851").
std::string fixed_text(double value, int decimals);

// The whole of `text` (blanks trimmed) as a number; nothing when it is not one.
std::optional<double> parse_number(std::string_view text);
std::optional<long long> parse_integer(std::string_view text);

std::string trim(std::string_view text);
std::string lower(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);
bool starts_with_text(std::string_view text, std::string_view prefix);

// The known name with the smallest edit distance, when it is near enough to be a typing slip.
std::optional<std::string> nearest_name(std::string_view name, std::span<const std::string> known);

// " (did you mean 'x'?)" or, when nothing is near, " (known: a, b, c)".
std::string suggestion(std::string_view name, std::span<const std::string> known);

}  // namespace dlrr
