#include "feature/radiomic/settings.h"

#include <algorithm>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "feature/radiomic/settings/rows.h"
#include "port/yaml.h"

namespace dlrr {

namespace {

std::vector<SettingRow> all_rows() {
  std::vector<SettingRow> out;
  for (const auto table : {region_setting_rows(), texture_setting_rows(), filter_setting_rows()})
    out.insert(out.end(), table.begin(), table.end());
  return out;
}

void read_settings(const Yaml& map, SettingTarget target, bool per_image) {
  static const std::vector<SettingRow> rows = all_rows();
  std::vector<std::string> known;
  for (const SettingRow& row : rows) known.emplace_back(row.name);
  map.allow_only(known);
  for (const auto& [key, value] : map.members) {
    const SettingRow& row =
        *std::find_if(rows.begin(), rows.end(), [&](const SettingRow& r) { return key == r.name; });
    if (per_image && !row.per_image)
      refuse_setting(value, key + " has no effect under an image type; move it to 'setting'");
    if (value.kind != Yaml::Kind::null)
      row.set(value, target);
    else if (row.unset)
      row.unset(target);
  }
}

ClassChoice choose(const Family& family, const Yaml* value) {
  ClassChoice choice{std::string(family.name), {}};
  std::vector<std::string> known;
  for (const auto& feature : family.features) known.emplace_back(feature.name);
  const bool all = !value || value->kind == Yaml::Kind::null || value->words().empty();
  std::vector<std::string> usual;
  for (const auto& feature : family.features)
    if (!feature.by_name) usual.emplace_back(feature.name);
  for (const std::string& name : all ? usual : value->words()) {
    const auto at = std::find(known.begin(), known.end(), name);
    if (at == known.end())
      refuse_setting(
          *value, "unknown " + choice.family + " feature '" + name + "'" + suggestion(name, known));
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
    for (const Family& family : families())
      if (family.standard) settings.classes.push_back(choose(family, nullptr));
    return;
  }
  if (const Yaml* flat = map->find("shape2D"))
    throw Error(flat->place() + ": feature class shape2D is not supported; use shape");
  map->allow_only(known);
  for (const auto& [name, value] : map->members)
    settings.classes.push_back(choose(*find_family(name), &value));
}

// The range holds for the intensities it was given for, not for those of a filter.
void note_range(const RadiomicSettings& settings, ImageTypeChoice& choice) {
  if (choice.type != "Original" || settings.resegment_mode != "absolute") return;
  const std::vector<double>& range = settings.resegment_range;
  if (!range.empty()) choice.texture.range_low = range[0];
  if (range.size() > 1) choice.texture.range_high = range[1];
}

// An aggregation says by itself which directions are merged and whether slices stay apart.
void refuse_contradictions(const TextureSettings& texture, const std::string& place) {
  if (texture.aggregation.empty()) return;
  const std::string what = place + ": aggregation " + texture.aggregation;
  if (!texture.weighting_norm.empty())
    throw Error(what + " and weightingNorm " + texture.weighting_norm +
                " contradict each other: drop one of them");
  if (texture.force_2d && texture.aggregation.starts_with("3D"))
    throw Error(what + " and force2D contradict each other: drop one of them");
}

void read_images(const Yaml* map, RadiomicSettings& settings, const FilterSettings& filter_base) {
  if (!map || map->kind == Yaml::Kind::null) {
    settings.images.push_back({"Original", filter_base, settings.texture});
    note_range(settings, settings.images.back());
    return;
  }
  std::vector<std::string> known;
  for (const Filter& row : filters()) known.emplace_back(row.type);
  map->allow_only(known);
  for (const auto& [type, value] : map->members) {
    ImageTypeChoice choice{type, filter_base, settings.texture};
    read_settings(value, {settings, choice.filter, choice.texture}, true);
    if (type == "LoG" && choice.filter.sigma.empty())
      refuse_setting(value, "LoG needs its widths in mm, for example {sigma: [1.0, 3.0, 5.0]}");
    note_range(settings, choice);
    const Filter& row = filter(type);
    if (const std::string why = row.problem ? row.problem(choice.filter) : ""; !why.empty())
      refuse_setting(value, why);
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
  if (settings.normalise && settings.round_intensities)
    throw Error(source +
                ": normalize and roundIntensities contradict each other: z-scores would "
                "be rounded to whole numbers; drop one of them");
  read_images(file.find("imageType"), settings, filter_base);
  for (const ImageTypeChoice& choice : settings.images)
    refuse_contradictions(choice.texture, source);
  read_classes(file.find("featureClass"), settings);
  return settings;
}

RadiomicSettings read_radiomic_settings(const std::filesystem::path& path) {
  return parse_radiomic_settings(read_file(path), path.filename().string());
}

}  // namespace dlrr
