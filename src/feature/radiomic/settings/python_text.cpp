#include "feature/radiomic/settings/python_text.h"

#include <charconv>
#include <cmath>

#include "base/text.h"
#include "feature/radiomic/settings.h"
#include "port/yaml.h"

namespace dlrr {
namespace {

std::string quoted(const std::string& text) { return "'" + text + "'"; }

std::string scalar_text(const Yaml& value) {
  if (value.quoted) return quoted(value.text);
  const std::string word = lower(value.text);
  if (word == "true" || word == "yes" || word == "on") return "True";
  if (word == "false" || word == "no" || word == "off") return "False";
  if (parse_integer(value.text)) return value.text;
  if (const auto number = parse_number(value.text)) return python_number(*number);
  return quoted(value.text);
}

// What PyRadiomics sets before it reads a parameter file, in its order.
const std::vector<std::pair<std::string, std::string>>& defaults() {
  static const std::vector<std::pair<std::string, std::string>> list = {
      {"minimumROIDimensions", "2"},
      {"minimumROISize", "None"},
      {"normalize", "False"},
      {"normalizeScale", "1"},
      {"removeOutliers", "None"},
      {"resampledPixelSpacing", "None"},
      {"interpolator", "'sitkBSpline'"},
      {"preCrop", "False"},
      {"padDistance", "5"},
      {"distances", "[1]"},
      {"force2D", "False"},
      {"force2Ddimension", "0"},
      {"resegmentRange", "None"},
      {"label", "1"},
      {"additionalInfo", "True"}};
  return list;
}

}  // namespace

std::string python_number(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  const double size = std::fabs(value);
  const bool plain = value == 0 || (size >= 1e-4 && size < 1e16);
  char text[64];
  const auto end = std::to_chars(text, text + sizeof text, value,
                                 plain ? std::chars_format::fixed : std::chars_format::scientific);
  std::string out(text, end.ptr);
  if (plain && out.find('.') == std::string::npos) out += ".0";
  return out;
}

std::string python_text(const Yaml& value) {
  if (value.kind == Yaml::Kind::null) return "None";
  if (value.kind == Yaml::Kind::scalar) return scalar_text(value);
  std::vector<std::string> parts;
  for (const Yaml& item : value.items) parts.push_back(python_text(item));
  for (const auto& [key, item] : value.members)
    parts.push_back(quoted(key) + ": " + python_text(item));
  const bool map = value.kind == Yaml::Kind::map;
  return (map ? "{" : "[") + join(parts, ", ") + (map ? "}" : "]");
}

std::string python_settings(const RadiomicSettings& settings, int label) {
  auto all = defaults();
  const auto put = [&all](const std::string& key, const std::string& text) {
    for (auto& [known, value] : all)
      if (known == key) {
        value = text;
        return;
      }
    all.push_back({key, text});
  };
  for (const auto& [key, text] : settings.written) put(key, text);
  put("label", std::to_string(label));
  std::vector<std::string> parts;
  for (const auto& [key, text] : all) parts.push_back(quoted(key) + ": " + text);
  return "{" + join(parts, ", ") + "}";
}

}  // namespace dlrr
