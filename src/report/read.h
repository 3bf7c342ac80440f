// Lenient reading of report.json: any key may be absent or null, and the page must still be drawn.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"

namespace dlrr {

// The member, or a null value when `from` is no object or has no such key.
const Json& member(const Json& from, std::string_view key);
// Down a path: member(member(from, "auc"), "estimate").
const Json& member(const Json& from, std::string_view key, std::string_view inner);

bool says_yes(const Json& from, std::string_view key);  // there, and true
bool has(const Json& from, std::string_view key);       // present and not null

// NaN for whatever is not a number.
double number_or_nan(const Json& value);
std::vector<double> numbers_in(const Json& array);  // empty for whatever is not an array

// A string as it is, a number by show_number, true and false as yes and no, null as "".
std::string text_of(const Json& value);

const Json::Array& items_of(const Json& value);     // empty for whatever is not an array
const Json::Object& members_of(const Json& value);  // empty for whatever is not an object

// How many objects of a list have the same texts under `keys`; in the order of the first of each.
std::vector<std::pair<std::vector<std::string>, std::size_t>> count_rows(
    const Json& list, std::initializer_list<std::string_view> keys);

// For people: integers as they are, else `decimals` decimals (scientific when that would show only
// zeros); an en dash for NaN.
std::string show_number(double value, int decimals = 3);
std::string show_number(const Json& value, int decimals = 3);
// "<0.001" below that.
std::string show_p(const Json& value);
// {"estimate", "lower", "upper"} as "0.851 (0.780 to 0.912)"; a plain number as itself.
std::string show_estimate(const Json& value, int decimals = 3);
// {"n": 40, "events": 12}: "12 of 40".
std::string show_events(const Json& value);

}  // namespace dlrr
