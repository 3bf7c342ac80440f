// Values of one YAML map with their ranges: absent keys leave the default, wrong values are an
// Error with file, line, what was found and what was expected.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dlrr {

struct Yaml;

// Both ends are allowed.
struct Range {
  double low, high;
};

// The value of a key; nullptr when the key is absent or empty.
const Yaml* present(const Yaml& map, std::string_view key);
// The value of a key that must be there.
const Yaml& needed(const Yaml& map, std::string_view key);

void take(const Yaml& map, std::string_view key, double& value, Range range);
void take(const Yaml& map, std::string_view key, int& value, Range range);
void take(const Yaml& map, std::string_view key, std::uint64_t& value);
void take(const Yaml& map, std::string_view key, bool& value);
void take(const Yaml& map, std::string_view key, std::string& value);
void take_choice(const Yaml& map, std::string_view key, std::string& value,
                 const std::vector<std::string>& choices);
// Whether the value is false instead of a setting.
bool switched_off(const Yaml& node);

void take_words(const Yaml& map, std::string_view key, std::vector<std::string>& value);

// The word of `node` when it is one of `choices`.
const std::string& choice(const Yaml& node, const std::vector<std::string>& choices);

// A name that becomes part of column and file names: letters, digits, '_', '-', '+'.
void check_name(const Yaml& node, const std::string& name, const char* what);
// No word may stand twice.
void check_unique(const Yaml& node, const std::vector<std::string>& words, const char* what);

}  // namespace dlrr
