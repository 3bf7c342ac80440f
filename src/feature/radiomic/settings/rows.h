// One row per setting of a parameter file: its name and how its value is read and stored. Rows
// stand in four tables; ../settings.cpp reads them all.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "feature/radiomic/settings.h"

namespace dlrr {

struct Yaml;

// Where a setting is stored.
struct SettingTarget {
  RadiomicSettings& all;
  FilterSettings& filter;
  TextureSettings& texture;
};

struct SettingRow {
  const char* name;
  bool per_image;  // may stand under an image type and then holds for it alone
  void (*set)(const Yaml& value, SettingTarget target);
  // For a value of null, which means "not set"; null: a null changes nothing.
  void (*unset)(SettingTarget target) = nullptr;
};

std::span<const SettingRow> region_setting_rows();   // which voxels: label, resampling, checks
std::span<const SettingRow> texture_setting_rows();  // how they are counted
std::span<const SettingRow> filter_setting_rows();   // how images are derived
std::span<const SettingRow> voxel_setting_rows();    // feature maps: under voxelSetting alone

// Typed values; errors carry file, line, what was found and what was expected.
[[noreturn]] void refuse_setting(const Yaml& at, const std::string& what);
double positive_setting(const Yaml& value);
int whole_setting(const Yaml& value, long long low, long long high = 1'000'000);
std::string setting_choice(const Yaml& value, const std::vector<std::string>& known);
// The items of a sequence; a single value stands for a sequence of one.
std::vector<Yaml> setting_items(const Yaml& value);

}  // namespace dlrr
