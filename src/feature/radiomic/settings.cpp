#include "feature/radiomic/settings.h"

#include <algorithm>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "image/filter/wavelet_table.h"
#include "port/yaml.h"

namespace dlrr {

namespace {

// Where a setting is stored.
struct Target {
  RadiomicSettings& all;
  FilterSettings& filter;
  TextureSettings& texture;
};

[[noreturn]] void refuse(const Yaml& at, const std::string& what) {
  throw Error(at.place() + ": " + what);
}

double positive(const Yaml& v) {
  const double value = v.number();
  if (!(value > 0)) refuse(v, "a number above 0 expected, found " + v.text);
  return value;
}

int whole(const Yaml& v, long long low, long long high = 1'000'000) {
  const long long value = v.integer();
  if (value < low || value > high)
    refuse(v, "a whole number from " + std::to_string(low) + " to " + std::to_string(high) +
                  " expected, found " + v.text);
  return static_cast<int>(value);
}

std::string one_of(const Yaml& v, const std::vector<std::string>& known) {
  const std::string& word = v.word();
  if (std::find(known.begin(), known.end(), word) == known.end())
    refuse(v, "unknown value '" + word + "'" + suggestion(word, known));
  return word;
}

void set_spacing(const Yaml& v, Target t) {
  const auto numbers = v.numbers();
  if (numbers.size() != 3)
    refuse(v, "resampledPixelSpacing needs three numbers (x, y, z in mm; 0 keeps)");
  for (std::size_t a = 0; a < 3; ++a) {
    if (!(numbers[a] >= 0)) refuse(v, "spacings must not be negative");
    t.all.resampling.spacing[a] = numbers[a];
  }
  t.all.resample = true;
}

void set_interpolator(const Yaml& v, Target t) {
  const std::string& name = v.word();
  auto& to = t.all.resampling.interpolator;
  if (name == "sitkNearestNeighbor" || name == "1")
    to = Interpolator::nearest;
  else if (name == "sitkLinear" || name == "2")
    to = Interpolator::linear;
  else if (name == "sitkBSpline" || name == "3")
    to = Interpolator::bspline;
  else
    refuse(v, "interpolator '" + name +
                  "' is not supported (sitkNearestNeighbor, sitkLinear, sitkBSpline)");
}

void set_resegment_range(const Yaml& v, Target t) {
  t.all.resegment_range = v.numbers();
  std::sort(t.all.resegment_range.begin(), t.all.resegment_range.end());
  const auto n = t.all.resegment_range.size();
  if (n < 1 || n > 2)
    refuse(v, "Length " + std::to_string(n) + " is not allowed for resegmentRange (1 or 2)");
}

void set_sigma(const Yaml& v, Target t) {
  t.filter.sigma.clear();
  std::vector<Yaml> items = v.items;
  if (v.kind == Yaml::Kind::scalar) items = {v};
  for (const Yaml& item : items) {
    std::string text = item.text;
    // Python's text of a float: "2." and "2.50" are shown as 2.0 and 2.5.
    const double mm = positive(item);
    if (text.find_first_of(".eE") != std::string::npos) {
      text = number_text(mm);
      if (text.find_first_of(".e") == std::string::npos) text += ".0";
    }
    t.filter.sigma.push_back({mm, text});
  }
  if (t.filter.sigma.empty()) refuse(v, "sigma needs at least one number (mm)");
}

void set_distances(const Yaml& v, Target t) {
  t.texture.distances.clear();
  std::vector<Yaml> items = v.items;
  if (v.kind == Yaml::Kind::scalar) items = {v};
  for (const Yaml& item : items) t.texture.distances.push_back(whole(item, 1, 1000));
  if (t.texture.distances.empty()) refuse(v, "distances needs at least one whole number");
}

void set_dimension(const Yaml& v, Target t) {
  t.texture.force_2d_dimension = t.filter.force_2d_dimension = whole(v, 0, 2);
}

struct Row {
  const char* name;
  bool per_image;  // may stand under an image type and then holds for it alone
  void (*set)(const Yaml& value, Target target);
};

// Every setting that we know, one line each.
const Row rows[] = {
    {"label", false,
     [](const Yaml& v, Target t) { t.all.label = whole(v, 1), t.all.label_given = true; }},
    {"label_channel", false,
     [](const Yaml& v, Target) {
       if (v.integer() != 0) refuse(v, "only label_channel 0 is supported");
     }},
    {"additionalInfo", false, [](const Yaml& v, Target) { v.boolean(); }},
    {"minimumROIDimensions", false,
     [](const Yaml& v, Target t) { t.all.minimum_dimensions = whole(v, 1, 3); }},
    {"minimumROISize", false,
     [](const Yaml& v, Target t) {
       t.all.minimum_size = static_cast<std::size_t>(whole(v, 1, 1'000'000'000));
     }},
    {"geometryTolerance", false,
     [](const Yaml& v, Target t) { t.all.geometry_tolerance = positive(v); }},
    {"correctMask", false, [](const Yaml& v, Target t) { t.all.correct_mask = v.boolean(); }},
    {"normalize", false, [](const Yaml& v, Target t) { t.all.normalise = v.boolean(); }},
    {"normalizeScale", false, [](const Yaml& v, Target t) { t.all.normalise_scale = positive(v); }},
    {"removeOutliers", false, [](const Yaml& v, Target t) { t.all.remove_outliers = positive(v); }},
    {"resampledPixelSpacing", false, set_spacing},
    {"interpolator", false, set_interpolator},
    {"padDistance", false,
     [](const Yaml& v, Target t) { t.all.resampling.pad = whole(v, 0, 10000); }},
    {"preCrop", false, [](const Yaml& v, Target t) { t.all.pre_crop = v.boolean(); }},
    {"resegmentRange", false, set_resegment_range},
    {"resegmentMode", false,
     [](const Yaml& v, Target t) {
       t.all.resegment_mode = one_of(v, {"absolute", "relative", "sigma"});
     }},
    {"resegmentShape", false, [](const Yaml& v, Target t) { t.all.resegment_shape = v.boolean(); }},
    {"binWidth", true, [](const Yaml& v, Target t) { t.texture.bin_width = positive(v); }},
    {"binCount", true, [](const Yaml& v, Target t) { t.texture.bin_count = whole(v, 1, 65534); }},
    {"voxelArrayShift", true,
     [](const Yaml& v, Target t) {
       t.texture.voxel_array_shift = static_cast<double>(v.integer());
     }},
    {"symmetricalGLCM", true,
     [](const Yaml& v, Target t) { t.texture.symmetrical_glcm = v.boolean(); }},
    {"weightingNorm", true,
     [](const Yaml& v, Target t) {
       t.texture.weighting_norm = one_of(v, {"euclidean", "manhattan", "infinity", "no_weighting"});
     }},
    {"distances", true, set_distances},
    {"gldm_a", true, [](const Yaml& v, Target t) { t.texture.gldm_a = whole(v, 0); }},
    {"force2D", true,
     [](const Yaml& v, Target t) { t.texture.force_2d = t.filter.force_2d = v.boolean(); }},
    {"force2Ddimension", true, set_dimension},
    {"sigma", true, set_sigma},
    {"wavelet", true,
     [](const Yaml& v, Target t) { t.filter.wavelet = one_of(v, wavelet_names()); }},
    {"level", true, [](const Yaml& v, Target t) { t.filter.level = whole(v, 1, 10); }},
    {"start_level", true, [](const Yaml& v, Target t) { t.filter.start_level = whole(v, 0, 10); }},
    {"gradientUseSpacing", true,
     [](const Yaml& v, Target t) { t.filter.gradient_use_spacing = v.boolean(); }},
};

void read_settings(const Yaml& map, Target target, bool per_image) {
  std::vector<std::string> known;
  for (const Row& row : rows) known.emplace_back(row.name);
  map.allow_only(known);
  for (const auto& [key, value] : map.members) {
    const Row& row = *std::find_if(std::begin(rows), std::end(rows),
                                   [&](const Row& r) { return key == r.name; });
    if (per_image && !row.per_image)
      refuse(value, key + " has no effect under an image type; move it to 'setting'");
    if (value.kind != Yaml::Kind::null)
      row.set(value, target);
    else if (key == "interpolator")
      target.all.resampling.interpolator = Interpolator::none;
    else if (key == "weightingNorm")
      target.texture.weighting_norm.clear();
    else if (key == "binCount")
      target.texture.bin_count = 0;
  }
}

ClassChoice choose(const Family& family, const Yaml* value) {
  ClassChoice choice{std::string(family.name), {}};
  std::vector<std::string> known;
  for (const auto& feature : family.features) known.emplace_back(feature.name);
  const bool all = !value || value->kind == Yaml::Kind::null || value->words().empty();
  for (const std::string& name : all ? known : value->words()) {
    const auto at = std::find(known.begin(), known.end(), name);
    if (at == known.end())
      refuse(*value,
             "unknown " + choice.family + " feature '" + name + "'" + suggestion(name, known));
    choice.features.push_back(static_cast<std::size_t>(at - known.begin()));
  }
  return choice;
}

const Family* find_family(std::string_view name) {
  for (const Family& family : families())
    if (family.name == name) return &family;
  return nullptr;
}

void read_classes(const Yaml* map, RadiomicSettings& settings) {
  std::vector<std::string> known;
  for (const Family& family : families()) known.emplace_back(family.name);
  if (!map || map->kind == Yaml::Kind::null) {
    for (const Family& family : families()) settings.classes.push_back(choose(family, nullptr));
    return;
  }
  if (const Yaml* flat = map->find("shape2D"))
    throw Error(flat->place() + ": feature class shape2D is not supported; use shape");
  map->allow_only(known);
  for (const auto& [name, value] : map->members)
    settings.classes.push_back(choose(*find_family(name), &value));
}

void read_images(const Yaml* map, RadiomicSettings& settings, const FilterSettings& filter_base) {
  if (!map || map->kind == Yaml::Kind::null) {
    settings.images.push_back({"Original", filter_base, settings.texture});
    return;
  }
  std::vector<std::string> known;
  for (const Filter& row : filters()) known.emplace_back(row.type);
  for (const char* name : {"LBP2D", "LBP3D"})
    if (const Yaml* found = map->find(name))
      throw Error(found->place() + ": image type " + name + " is not supported (" +
                  join(known, ", ") + ")");
  map->allow_only(known);
  for (const auto& [type, value] : map->members) {
    ImageTypeChoice choice{type, filter_base, settings.texture};
    read_settings(value, {settings, choice.filter, choice.texture}, true);
    if (type == "LoG" && choice.filter.sigma.empty())
      refuse(value, "LoG needs its widths in mm, for example {sigma: [1.0, 3.0, 5.0]}");
    settings.images.push_back(std::move(choice));
  }
}

}  // namespace

RadiomicSettings parse_radiomic_settings(std::string_view yaml, const std::string& source) {
  const Yaml file = parse_yaml(yaml, source);
  if (file.find("voxelSetting"))
    throw Error(file.find("voxelSetting")->place() +
                ": voxel-based extraction (voxelSetting) is not supported");
  file.allow_only({"setting", "imageType", "featureClass"});
  RadiomicSettings settings;
  FilterSettings filter_base;
  if (const Yaml* map = file.find("setting"))
    read_settings(*map, {settings, filter_base, settings.texture}, false);
  read_images(file.find("imageType"), settings, filter_base);
  read_classes(file.find("featureClass"), settings);
  return settings;
}

RadiomicSettings read_radiomic_settings(const std::filesystem::path& path) {
  return parse_radiomic_settings(read_file(path), path.filename().string());
}

}  // namespace dlrr
