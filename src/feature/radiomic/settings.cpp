#include "feature/radiomic/settings.h"

#include <algorithm>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "feature/radiomic/settings/python_text.h"
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

bool given(const Yaml& map, std::string_view key) {
  const Yaml* value = map.find(key);
  return value && value->kind != Yaml::Kind::null;
}

// PyRadiomics lets one win without a word.
void refuse_contradiction(const Yaml& map) {
  if (given(map, "binWidth") && given(map, "binCount"))
    refuse_setting(*map.find("binCount"),
                   "binWidth and binCount contradict each other: bins have either a fixed width or "
                   "a fixed number; remove one");
}

void read_settings(const Yaml& map, SettingTarget target, bool per_image,
                   std::span<const SettingRow> rows) {
  std::vector<std::string> known;
  for (const SettingRow& row : rows) known.emplace_back(row.name);
  map.allow_only(known);
  refuse_contradiction(map);
  for (const auto& [key, value] : map.members) {
    const SettingRow& row =
        *std::find_if(rows.begin(), rows.end(), [&](const SettingRow& r) { return key == r.name; });
    if (per_image && !row.per_image) {
      target.all.notes.push_back(value.place() + ": " + key +
                                 " has no effect under an image type; move it to 'setting'");
      continue;
    }
    if (value.kind != Yaml::Kind::null)
      row.set(value, target);
    else if (row.unset)
      row.unset(target);
  }
}

void read_settings(const Yaml& map, SettingTarget target, bool per_image) {
  static const std::vector<SettingRow> rows = all_rows();
  read_settings(map, target, per_image, rows);
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
    if (std::find(family.retired.begin(), family.retired.end(), name) != family.retired.end())
      continue;
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
      if (family.standard && (family.name != "shape2D" || settings.texture.force_2d))
        settings.classes.push_back(choose(family, nullptr));
    return;
  }
  map->allow_only(known);
  for (const auto& [name, value] : map->members) {
    if (name == "shape2D" && !settings.texture.force_2d)
      settings.notes.push_back(value.place() +
                               ": shape2D needs force2D: true; it is left out, as in PyRadiomics");
    else
      settings.classes.push_back(choose(*find_family(name), &value));
  }
}

// The range holds for the intensities it was given for, not for those of a filter.
void note_range(const RadiomicSettings& settings, ImageTypeChoice& choice) {
  if (choice.type != "Original" || settings.resegment_mode != "absolute") return;
  const std::vector<double>& range = settings.resegment_range;
  if (!range.empty()) choice.texture.range_low = range[0];
  if (range.size() > 1) choice.texture.range_high = range[1];
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

// "binWidth:5" as a map of one setting; commas make a list.
Yaml override_map(const std::string& text) {
  const auto colon = text.find(':');
  const std::string source = "--setting " + text;
  if (colon == std::string::npos)
    throw Error(ErrorKind::usage, source + ": NAME:VALUE expected, for example binWidth:10");
  std::string value = text.substr(colon + 1);
  if (value.find(',') != std::string::npos && value.find('[') == std::string::npos)
    value = "[" + value + "]";
  return parse_yaml("{" + text.substr(0, colon) + ": " + value + "}", source);
}

// An override takes the place of the file's own value, of binCount by binWidth and the reverse too.
void apply_override(Yaml& settings, const Yaml& map) {
  for (const auto& [key, value] : map.members) {
    std::erase_if(settings.members, [&](const auto& member) {
      return member.first == key || (key == "binWidth" && member.first == "binCount") ||
             (key == "binCount" && member.first == "binWidth");
    });
    settings.members.push_back({key, value});
  }
}

}  // namespace

RadiomicSettings parse_radiomic_settings(std::string_view yaml, const std::string& source,
                                         const std::vector<std::string>& overrides) {
  const Yaml file = parse_yaml(yaml, source);
  file.allow_only({"setting", "voxelSetting", "imageType", "featureClass"});
  RadiomicSettings settings;
  FilterSettings filter_base;
  Yaml map;
  map.kind = Yaml::Kind::map;
  if (const Yaml* own = file.find("setting")) map.members = own->members;
  for (const std::string& one : overrides) apply_override(map, override_map(one));
  read_settings(map, {settings, filter_base, settings.texture}, false);
  if (const Yaml* voxel = file.find("voxelSetting"))
    read_settings(*voxel, {settings, filter_base, settings.texture}, false, voxel_setting_rows());
  for (const auto& [key, value] : map.members)
    settings.written.push_back({key, python_text(value)});
  const Yaml* images = file.find("imageType");
  settings.written_images = images ? python_text(*images) : "{'Original': {}}";
  if (settings.normalise && settings.round_intensities)
    throw Error(source +
                ": normalize and roundIntensities contradict each other: z-scores would "
                "be rounded to whole numbers; drop one of them");
  read_images(images, settings, filter_base);
  read_classes(file.find("featureClass"), settings);
  return settings;
}

RadiomicSettings read_radiomic_settings(const std::filesystem::path& path,
                                        const std::vector<std::string>& overrides) {
  return parse_radiomic_settings(read_file(path), path.filename().string(), overrides);
}

}  // namespace dlrr
