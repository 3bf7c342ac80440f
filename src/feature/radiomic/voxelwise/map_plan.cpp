#include "feature/radiomic/voxelwise/map_plan.h"

#include <algorithm>
#include <optional>

#include "base/error.h"
#include "base/text.h"

namespace dlrr {

namespace {

struct NamedFeature {
  std::string image;  // "" when not said
  const Family* family = nullptr;
  std::size_t feature = 0;
};

std::string full_name(const std::string& image, const NamedFeature& f) {
  return image + "_" + std::string(f.family->name) + "_" +
         std::string(f.family->features[f.feature].name);
}

[[noreturn]] void refuse_feature(const std::string& text) {
  if (text.find(".nii") != std::string::npos || text.find(".nrrd") != std::string::npos)
    throw Error(ErrorKind::usage, "'" + text + "' is no feature: put IMAGE MASK before --feature");
  std::vector<std::string> known;
  for (const Family& family : families()) {
    if (family.measures == Measures::once) continue;
    for (const FeatureDefinition& f : family.features) {
      known.push_back(std::string(family.name) + "_" + std::string(f.name));
      if (lower(text) == lower(std::string(f.name)) || lower(text) == lower(known.back()))
        throw Error(ErrorKind::usage,
                    "unknown feature '" + text + "' (did you mean '" + known.back() + "'?)");
    }
  }
  const auto near = nearest_name(text, known);
  throw Error(ErrorKind::usage,
              "unknown feature '" + text + "'" +
                  (near ? " (did you mean '" + *near + "'?)"
                        : ": CLASS_FEATURE expected, for example ngtdm_Coarseness; dlrr features "
                          "lists all"));
}

// "class_" at the start, or after an image's name.
std::optional<std::size_t> find_class(const std::string& text, std::string_view family) {
  const std::string key = std::string(family) + "_";
  if (text.starts_with(key)) return 0;
  const std::size_t at = text.find("_" + key);
  if (at == std::string::npos) return {};
  return at + 1;
}

NamedFeature parse_feature(const std::string& text) {
  for (const Family& family : families()) {
    const auto at = find_class(text, family.name);
    if (!at) continue;
    if (family.measures == Measures::once)
      throw Error(ErrorKind::usage, "'" + text + "': " + std::string(family.name) +
                                        " describes the region as a whole and has no map");
    const std::string name = text.substr(*at + family.name.size() + 1);
    for (std::size_t f = 0; f < family.features.size(); ++f)
      if (family.features[f].name == name) return {*at ? text.substr(0, *at - 1) : "", &family, f};
  }
  refuse_feature(text);
}

bool gives(const ImageTypeChoice& choice, const std::string& image) {
  const auto names = filter(choice.type).names(choice.filter);
  return std::find(names.begin(), names.end(), image) != names.end();
}

// The width that a LoG's name tells: "log-sigma-3-0-mm-3D".
std::optional<Sigma> sigma_of(const std::string& image) {
  const std::string before = "log-sigma-", after = "-mm-3D";
  if (!image.starts_with(before) || !image.ends_with(after) ||
      image.size() <= before.size() + after.size())
    return {};
  std::string text = image.substr(before.size(), image.size() - before.size() - after.size());
  std::replace(text.begin(), text.end(), '-', '.');
  const auto mm = parse_number(text);
  if (!mm || !(*mm > 0)) return {};
  return Sigma{*mm, text};
}

[[noreturn]] void refuse_image(const std::string& image, const FilterSettings& base) {
  std::vector<std::string> known;
  FilterSettings example = base;
  example.sigma = {{3, "3.0"}};
  for (const Filter& row : filters())
    for (const std::string& name : row.names(example)) known.push_back(name);
  throw Error(ErrorKind::usage,
              "unknown filtered image '" + image + "'" + suggestion(lower(image), known));
}

// How an image is made: as the settings say, else by the filter's defaults.
ImageTypeChoice choice_for(const RadiomicSettings& settings, const std::string& image) {
  for (const ImageTypeChoice& choice : settings.images)
    if (gives(choice, image)) return choice;
  FilterSettings base;
  base.force_2d = settings.texture.force_2d;
  base.force_2d_dimension = settings.texture.force_2d_dimension;
  if (const auto sigma = sigma_of(image)) base.sigma = {*sigma};
  for (const Filter& row : filters())
    for (base.level = 1; base.level <= 4; ++base.level) {  // wavelet2-... needs two levels
      const ImageTypeChoice choice{std::string(row.type), base, settings.texture};
      if (gives(choice, image)) return choice;
    }
  base.level = 1;
  refuse_image(image, base);
}

std::vector<std::string> images_of(const RadiomicSettings& settings) {
  std::vector<std::string> out;
  for (const ImageTypeChoice& choice : settings.images)
    for (std::string& name : filter(choice.type).names(choice.filter)) out.push_back(name);
  return out;
}

void add_feature(std::vector<ClassChoice>& classes, const NamedFeature& f) {
  auto at = std::find_if(classes.begin(), classes.end(),
                         [&](const ClassChoice& c) { return c.family == f.family->name; });
  if (at == classes.end()) at = classes.insert(at, {std::string(f.family->name), {}});
  if (std::find(at->features.begin(), at->features.end(), f.feature) == at->features.end())
    at->features.push_back(f.feature);
}

}  // namespace

MapPlan plan_maps(RadiomicSettings settings, const std::vector<std::string>& features,
                  const std::vector<std::string>& filters) {
  const std::vector<std::string> usual = filters.empty() ? images_of(settings) : filters;
  std::vector<ImageTypeChoice> images;
  const auto add_image = [&](const std::string& image) {
    const bool there = std::any_of(images.begin(), images.end(),
                                   [&](const ImageTypeChoice& c) { return gives(c, image); });
    if (!there) images.push_back(choice_for(settings, image));
  };
  MapPlan plan;
  std::vector<ClassChoice> classes;
  for (const std::string& text : features) {
    const NamedFeature f = parse_feature(text);
    add_feature(classes, f);
    for (const std::string& image : f.image.empty() ? usual : std::vector<std::string>{f.image}) {
      add_image(image);
      plan.names.insert(full_name(image, f));
    }
  }
  if (features.empty()) {  // all features that the settings choose
    classes = settings.classes;
    for (const std::string& image : usual) {
      add_image(image);
      for (const ClassChoice& choice : classes)
        for (const Family& family : families())
          if (family.name == choice.family && family.measures == Measures::every_image)
            for (const std::size_t f : choice.features)
              plan.names.insert(full_name(image, {"", &family, f}));
    }
  }
  settings.images = std::move(images);
  settings.classes = std::move(classes);
  plan.settings = std::move(settings);
  return plan;
}

}  // namespace dlrr
