#include "study/plan_values.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/text.h"
#include "port/yaml.h"

namespace dlrr {

namespace {

void check_range(const Yaml& node, std::string_view key, double value, Range range) {
  if (value >= range.low && value <= range.high) return;
  std::string expected = number_text(range.low) + " to " + number_text(range.high);
  if (std::isinf(range.high)) expected = number_text(range.low) + " or more";
  throw Error(node.place() + ": " + std::string(key) + " is " + node.text + ", expected " +
              expected);
}

}  // namespace

const Yaml* present(const Yaml& map, std::string_view key) {
  const Yaml* found = map.find(key);
  return found && found->kind != Yaml::Kind::null ? found : nullptr;
}

const Yaml& needed(const Yaml& map, std::string_view key) {
  if (const Yaml* found = present(map, key)) return *found;
  throw Error(map.place() + ": key '" + std::string(key) + "' is missing");
}

void take(const Yaml& map, std::string_view key, double& value, Range range) {
  const Yaml* node = present(map, key);
  if (!node) return;
  value = node->number();
  check_range(*node, key, value, range);
}

void take(const Yaml& map, std::string_view key, int& value, Range range) {
  const Yaml* node = present(map, key);
  if (!node) return;
  const auto number = node->integer();
  check_range(*node, key, static_cast<double>(number),
              {range.low, std::min(range.high, double{std::numeric_limits<int>::max()})});
  value = static_cast<int>(number);
}

void take(const Yaml& map, std::string_view key, std::uint64_t& value) {
  const Yaml* node = present(map, key);
  if (!node) return;
  const auto number = node->integer();
  check_range(*node, key, static_cast<double>(number), {0, HUGE_VAL});
  value = static_cast<std::uint64_t>(number);
}

void take(const Yaml& map, std::string_view key, bool& value) {
  if (const Yaml* node = present(map, key)) value = node->boolean();
}

void take(const Yaml& map, std::string_view key, std::string& value) {
  if (const Yaml* node = present(map, key)) value = node->word();
}

const std::string& choice(const Yaml& node, const std::vector<std::string>& choices) {
  const auto& word = node.word();
  if (std::find(choices.begin(), choices.end(), word) != choices.end()) return word;
  throw Error(node.place() + ": found '" + word + "', expected one of " + join(choices, ", ") +
              (nearest_name(word, choices) ? suggestion(word, choices) : ""));
}

void take_choice(const Yaml& map, std::string_view key, std::string& value,
                 const std::vector<std::string>& choices) {
  if (const Yaml* node = present(map, key)) value = choice(*node, choices);
}

bool switched_off(const Yaml& node) {
  return node.kind == Yaml::Kind::scalar && !node.quoted &&
         (node.text == "false" || node.text == "no" || node.text == "off");
}

void take_words(const Yaml& map, std::string_view key, std::vector<std::string>& value) {
  if (const Yaml* node = present(map, key)) value = node->words();
}

void check_name(const Yaml& node, const std::string& name, const char* what) {
  bool good = !name.empty();
  for (const char c : name)
    good &= std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '+';
  if (good) return;
  throw Error(node.place() + ": " + what + " '" + name +
              "' becomes part of column names and may hold letters, digits, '_', '-' and '+' only");
}

void check_unique(const Yaml& node, const std::vector<std::string>& words, const char* what) {
  for (std::size_t i = 0; i < words.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (words[i] == words[j])
        throw Error(node.place() + ": " + what + " '" + words[i] + "' stands here twice");
}

}  // namespace dlrr
