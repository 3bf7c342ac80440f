#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "feature/radiomic/settings/rows.h"
#include "port/yaml.h"

namespace dlrr {

void refuse_setting(const Yaml& at, const std::string& what) {
  throw Error(at.place() + ": " + what);
}

double positive_setting(const Yaml& v) {
  const double value = v.number();
  if (!(value > 0)) refuse_setting(v, "a number above 0 expected, found " + v.text);
  return value;
}

int whole_setting(const Yaml& v, long long low, long long high) {
  const long long value = v.integer();
  if (value < low || value > high)
    refuse_setting(v, "a whole number from " + std::to_string(low) + " to " + std::to_string(high) +
                          " expected, found " + v.text);
  return static_cast<int>(value);
}

std::string setting_choice(const Yaml& v, const std::vector<std::string>& known) {
  const std::string& word = v.word();
  if (std::find(known.begin(), known.end(), word) == known.end())
    refuse_setting(v, "unknown value '" + word + "'" + suggestion(word, known));
  return word;
}

std::vector<Yaml> setting_items(const Yaml& value) {
  if (value.kind == Yaml::Kind::scalar) return {value};
  return value.items;
}

}  // namespace dlrr
