#include "report/read.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <map>

#include "base/text.h"

namespace dlrr {

namespace {

const Json& nothing() {
  static const Json null;
  return null;
}

std::string scientific(double value) {
  char buffer[40];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific, 2).ptr;
  return std::string(buffer, end);
}

// Without the sign of a number that rounds to nothing.
std::string decimals_of(double value, int decimals) {
  const std::string text = fixed_text(value, decimals);
  return text.find_first_not_of("-0.") == text.npos && text[0] == '-' ? text.substr(1) : text;
}

}  // namespace

const Json& member(const Json& from, std::string_view key) {
  const Json* found = from.is_object() ? from.find(key) : nullptr;
  return found ? *found : nothing();
}

const Json& member(const Json& from, std::string_view key, std::string_view inner) {
  return member(member(from, key), inner);
}

bool says_yes(const Json& from, std::string_view key) {
  const Json& value = member(from, key);
  return value.is_bool() && value.as_bool();
}

bool has(const Json& from, std::string_view key) { return !member(from, key).is_null(); }

double number_or_nan(const Json& value) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  if (value.is_number()) return value.as_number();
  if (!value.is_string()) return nan;
  const std::string& word = value.as_string();
  if (word == "Inf" || word == "-Inf") return value.as_number();
  return nan;
}

std::vector<double> numbers_in(const Json& array) {
  std::vector<double> out;
  for (const Json& item : items_of(array)) out.push_back(number_or_nan(item));
  return out;
}

std::string text_of(const Json& value) {
  if (value.is_string()) return value.as_string();
  if (value.is_bool()) return value.as_bool() ? "yes" : "no";
  if (value.is_number()) return show_number(value);
  return {};
}

const Json::Array& items_of(const Json& value) {
  static const Json::Array none;
  return value.is_array() ? value.as_array() : none;
}

const Json::Object& members_of(const Json& value) {
  static const Json::Object none;
  return value.is_object() ? value.as_object() : none;
}

std::vector<std::pair<std::vector<std::string>, std::size_t>> count_rows(
    const Json& list, std::initializer_list<std::string_view> keys) {
  std::vector<std::pair<std::vector<std::string>, std::size_t>> out;
  std::map<std::vector<std::string>, std::size_t> place;
  for (const Json& row : items_of(list)) {
    std::vector<std::string> texts;
    for (const auto key : keys) texts.push_back(text_of(member(row, key)));
    const auto [at, fresh] = place.emplace(texts, out.size());
    if (fresh) out.emplace_back(std::move(texts), 0);
    ++out[at->second].second;
  }
  return out;
}

std::string show_number(double value, int decimals) {
  if (std::isnan(value)) return "\u2013";
  if (std::isinf(value)) return value > 0 ? "\u221e" : "-\u221e";
  if (value == std::floor(value) && std::abs(value) < 1e9) return fixed_text(value, 0);
  const double smallest = 0.5 * std::pow(10.0, -decimals);
  if (std::abs(value) < smallest || std::abs(value) >= 1e7) return scientific(value);
  return fixed_text(value, decimals);
}

std::string show_number(const Json& value, int decimals) {
  if (value.is_integer()) return std::to_string(value.as_integer());
  return show_number(number_or_nan(value), decimals);
}

std::string show_p(const Json& value) {
  if (value.is_string()) return value.as_string();
  const double p = number_or_nan(value);
  if (std::isnan(p)) return "\u2013";
  return p < 0.001 ? "<0.001" : fixed_text(p, 3);
}

std::string show_estimate(const Json& value, int decimals) {
  const auto shown = [decimals](double x) {
    return std::isfinite(x) ? decimals_of(x, decimals) : show_number(x, decimals);
  };
  if (!value.is_object()) return shown(number_or_nan(value));
  const double lower = number_or_nan(member(value, "lower"));
  const double upper = number_or_nan(member(value, "upper"));
  const std::string text = shown(number_or_nan(member(value, "estimate")));
  if (std::isnan(lower) || std::isnan(upper)) return text;
  if (lower == upper) return text + " (no interval)";
  return text + " (" + shown(lower) + " to " + shown(upper) + ")";
}

std::string show_events(const Json& value) {
  return show_number(member(value, "events")) + " of " + show_number(member(value, "n"));
}

}  // namespace dlrr
