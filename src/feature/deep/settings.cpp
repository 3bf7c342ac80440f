#include "feature/deep/settings.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/error.h"
#include "base/text.h"

namespace dlrr {

namespace {

using S = DeepSettings;

[[noreturn]] void refuse(const std::string& key, const std::string& found,
                         const std::string& expected) {
  throw Error("deep: " + key + " is '" + found + "', expected " + expected);
}

// "[1, 2, 3]", "1,2,3" or "1".
std::vector<double> numbers(const std::string& key, std::string text, const char* expected) {
  std::erase_if(text, [](char c) { return c == '[' || c == ']'; });
  std::vector<double> out;
  for (const auto& part : split(text, ',')) {
    const auto value = parse_number(part);
    if (!value || !std::isfinite(*value)) refuse(key, text, expected);
    out.push_back(*value);
  }
  return out;
}

double number(const std::string& key, const std::string& text, const char* expected) {
  const auto values = numbers(key, text, expected);
  if (values.size() != 1) refuse(key, text, expected);
  return values[0];
}

// One number counts for all axes.
Vector3 three(const std::string& key, const std::string& text, const char* expected) {
  auto values = numbers(key, text, expected);
  if (values.size() == 1) values.resize(3, values[0]);
  if (values.size() != 3) refuse(key, text, expected);
  return {values[0], values[1], values[2]};
}

std::string list(const std::vector<double>& values) {
  std::vector<std::string> parts;
  for (const double v : values) parts.push_back(number_text(v));
  return "[" + join(parts, ", ") + "]";
}

template <class Value>
struct Word {
  const char* text;
  Value value;
};
constexpr Word<S::Crop> crops[] = {{"box+margin", S::Crop::box},
                                   {"box", S::Crop::box},
                                   {"cube", S::Crop::cube},
                                   {"organ", S::Crop::organ},
                                   {"image", S::Crop::image}};
constexpr Word<S::MaskUse> uses[] = {{"multiply", S::MaskUse::multiply},
                                     {"crop", S::MaskUse::crop},
                                     {"channel", S::MaskUse::channel}};
constexpr Word<S::Intensity> scores[] = {{"region", S::Intensity::region},
                                         {"true", S::Intensity::region},
                                         {"image", S::Intensity::image},
                                         {"positive", S::Intensity::positive},
                                         {"false", S::Intensity::window}};
constexpr Word<bool> interpolations[] = {{"linear", false}, {"nearest", true}};

template <class Value, std::size_t N>
Value value_of(const std::string& key, const std::string& text, const Word<Value> (&words)[N]) {
  std::vector<std::string> known;
  for (const auto& word : words) {
    if (text == word.text) return word.value;
    known.push_back(word.text);
  }
  refuse(key, text, "one of " + join(known, ", "));
}

template <class Value, std::size_t N>
std::string word_of(Value value, const Word<Value> (&words)[N]) {
  for (const auto& word : words)
    if (value == word.value) return word.text;
  throw Error(ErrorKind::internal, "a deep setting without a word");
}

void set_size(S& s, const std::string& text) {
  const char* expected = "whole numbers from 1 to 1024 (voxels): one, or [x, y, z]";
  const auto values = three("size", text, expected);
  for (std::size_t a = 0; a < 3; ++a) {
    if (values[a] != std::floor(values[a]) || values[a] < 1 || values[a] > 1024)
      refuse("size", text, expected);
    s.size[a] = static_cast<int>(values[a]);
  }
}

void set_spacing(S& s, const std::string& text) {
  s.sampling = text == "native" ? S::Sampling::native
               : text == "fit"  ? S::Sampling::fit
                                : S::Sampling::spacing;
  if (s.sampling == S::Sampling::spacing)
    s.spacing = three("spacing", text,
                      "mm above 0: one number or [x, y, z]; or native (the scan's own), or fit "
                      "(stretched to the size)");
}

std::string spacing_text(const S& s) {
  if (s.sampling == S::Sampling::native) return "native";
  if (s.sampling == S::Sampling::fit) return "fit";
  const auto& mm = s.spacing;
  return mm[0] == mm[1] && mm[1] == mm[2] ? number_text(mm[0]) : list({mm.begin(), mm.end()});
}

void set_window(S& s, const std::string& text) {
  const auto values = numbers("window", text, "two intensities, [low, high]");
  if (values.size() != 2 || values[0] >= values[1])
    refuse("window", text, "two intensities, [low, high]");
  s.intensity = S::Intensity::window;
  s.window = {values[0], values[1]};
}

struct Key {
  const char* name;
  std::function<void(S&, const std::string&)> set;
  std::function<std::string(const S&)> get;
  std::function<bool(const S&)> used = [](const S&) { return true; };
};

// In the order in which they are applied and written.
const std::vector<Key>& keys() {
  static const std::vector<Key> rows = {
      {"size", set_size,
       [](const S& s) {
         return list({s.size.begin(), s.size.end()});
       }},
      {"spacing", set_spacing, spacing_text},
      {"interpolation",
       [](S& s, const std::string& t) { s.nearest = value_of("interpolation", t, interpolations); },
       [](const S& s) { return word_of(s.nearest, interpolations); }},
      {"crop", [](S& s, const std::string& t) { s.crop = value_of("crop", t, crops); },
       [](const S& s) { return word_of(s.crop, crops); }},
      {"margin",
       [](S& s, const std::string& t) { s.margin = number("margin", t, "mm, 0 or more"); },
       [](const S& s) { return number_text(s.margin); },
       [](const S& s) { return s.crop == S::Crop::box || s.crop == S::Crop::organ; }},
      {"cube", [](S& s, const std::string& t) { s.cube = number("cube", t, "mm, more than 0"); },
       [](const S& s) { return number_text(s.cube); },
       [](const S& s) { return s.crop == S::Crop::cube; }},
      {"mask", [](S& s, const std::string& t) { s.mask = value_of("mask", t, uses); },
       [](const S& s) { return word_of(s.mask, uses); }},
      {"zscore", [](S& s, const std::string& t) { s.intensity = value_of("zscore", t, scores); },
       [](const S& s) { return word_of(s.intensity, scores); },
       [](const S& s) { return s.intensity != S::Intensity::window; }},
      {"window", set_window,
       [](const S& s) {
         return list({s.window[0], s.window[1]});
       },
       [](const S& s) { return s.intensity == S::Intensity::window; }},
      {"fill", [](S& s, const std::string& t) { s.fill = number("fill", t, "a number"); },
       [](const S& s) { return number_text(s.fill); }},
  };
  return rows;
}

const std::string* row(const DeepRows& rows, const std::string& key) {
  for (const auto& [name, value] : rows)
    if (name == key) return &value;
  return nullptr;
}

// Keys that say opposite things, and keys that nothing would read.
void check_rows(const DeepRows& rows, const S& s) {
  const std::string* zscore = row(rows, "zscore");
  if (row(rows, "window") && zscore && *zscore != "false")
    throw Error("deep: a window and zscore: " + *zscore +
                " contradict each other; give one of them");
  if (row(rows, "cube") && s.crop != S::Crop::cube)
    throw Error("deep: 'cube' is for crop: cube, but crop is " + word_of(s.crop, crops));
  if (row(rows, "margin") && (s.crop == S::Crop::cube || s.crop == S::Crop::image))
    throw Error("deep: 'margin' is for crop: box+margin or organ, but crop is " +
                word_of(s.crop, crops));
}

// The published demo resizes the scan to its input by nearest neighbour and scores it by the voxels
// above 0 (datasets/brains18.py, setting.py: 56 x 448 x 448). Its training path cuts the scan to
// the box of what differs from the background; a region's box is that here.
DeepSettings medicalnet() {
  DeepSettings s;
  s.preset = "medicalnet";
  s.size = {448, 448, 56};
  s.sampling = S::Sampling::fit;
  s.nearest = true;
  s.margin = 0;
  s.intensity = S::Intensity::positive;
  return s;
}

}  // namespace

std::vector<std::string> deep_preset_names() { return {"lesion64", "medicalnet"}; }

DeepSettings deep_preset(const std::string& name) {
  if (name == "lesion64") return {};
  if (name == "medicalnet") return medicalnet();
  throw Error("deep: preset '" + name + "'" + suggestion(name, deep_preset_names()));
}

std::vector<std::string> deep_keys() {
  std::vector<std::string> out = {"preset"};
  for (const auto& key : keys()) out.push_back(key.name);
  return out;
}

DeepSettings deep_settings(const DeepRows& rows) {
  const auto known = deep_keys();
  for (const auto& [name, value] : rows)
    if (std::ranges::find(known, name) == known.end())
      throw Error("deep: unknown key '" + name + "'" + suggestion(name, known));
  const std::string* preset = row(rows, "preset");
  DeepSettings out = preset ? deep_preset(*preset) : DeepSettings();
  if (row(rows, "cube") && !row(rows, "crop")) out.crop = S::Crop::cube;
  for (const auto& key : keys())
    if (const std::string* text = row(rows, key.name)) key.set(out, trim(*text));
  check_rows(rows, out);
  check_settings(out);
  return out;
}

DeepRows deep_rows(const DeepSettings& settings) {
  DeepRows out = {{"preset", settings.preset}};
  for (const auto& key : keys())
    if (key.used(settings)) out.emplace_back(key.name, key.get(settings));
  return out;
}

std::string describe(const DeepSettings& s) {
  const auto sides = [](const auto& v) {
    return number_text(v[0]) + "x" + number_text(v[1]) + "x" + number_text(v[2]);
  };
  std::string text = sides(s.size) + " voxels ";
  if (s.sampling == S::Sampling::native) text += "at the scan's own spacing";
  if (s.sampling == S::Sampling::fit) text += "stretched over the crop";
  if (s.sampling == S::Sampling::spacing)
    text +=
        "of " +
        (s.spacing[0] == s.spacing[1] && s.spacing[1] == s.spacing[2] ? number_text(s.spacing[0])
                                                                      : sides(s.spacing)) +
        " mm (coarser where the crop would not fit)";
  text += s.nearest ? ", nearest voxel" : ", linear interpolation";
  if (s.crop == S::Crop::box) text += "; the region's box + " + number_text(s.margin) + " mm";
  if (s.crop == S::Crop::cube)
    text += "; a cube of " + number_text(s.cube) + " mm around the region's centroid";
  if (s.crop == S::Crop::organ) text += "; the organ's box + " + number_text(s.margin) + " mm";
  if (s.crop == S::Crop::image) text += "; the whole scan";
  if (s.mask == S::MaskUse::multiply) text += "; outside the region " + number_text(s.fill);
  if (s.mask == S::MaskUse::crop) text += "; surroundings kept";
  if (s.mask == S::MaskUse::channel) text += "; the mask as second channel";
  if (s.intensity == S::Intensity::window)
    text += "; intensities " + number_text(s.window[0]) + " to " + number_text(s.window[1]) +
            " scaled to 0 to 1";
  if (s.intensity == S::Intensity::region) text += "; z-score of the region's voxels";
  if (s.intensity == S::Intensity::image) text += "; z-score of the whole scan";
  if (s.intensity == S::Intensity::positive) text += "; z-score of the crop's values above 0";
  return text + "; fill " + number_text(s.fill);
}

void check_settings(const DeepSettings& s) {
  for (const int n : s.size)
    if (n < 1 || n > 1024)
      throw Error("deep: size " + std::to_string(n) + " found, 1 to 1024 voxels expected");
  for (const double mm : s.spacing)
    if (!(mm > 0) || !std::isfinite(mm))
      throw Error("deep: spacing " + number_text(mm) + " mm found, more than 0 expected");
  if (!(s.margin >= 0) || !std::isfinite(s.margin))
    throw Error("deep: margin " + number_text(s.margin) + " mm found, 0 or more expected");
  if (!(s.cube > 0) || !std::isfinite(s.cube))
    throw Error("deep: cube " + number_text(s.cube) + " mm found, more than 0 expected");
  if (!std::isfinite(s.fill)) throw Error("deep: fill is not a number, a finite one expected");
  if (s.intensity == DeepSettings::Intensity::window &&
      (!(s.window[0] < s.window[1]) || !std::isfinite(s.window[1] - s.window[0])))
    throw Error("deep: window " + number_text(s.window[0]) + " to " + number_text(s.window[1]) +
                " found, low before high expected");
}

}  // namespace dlrr
