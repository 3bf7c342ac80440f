// Settings of the filters.
#include "image/filter/wavelet_table.h"

#include "base/text.h"
#include "feature/radiomic/settings/rows.h"
#include "port/yaml.h"

namespace dlrr {

namespace {

void set_sigma(const Yaml& v, SettingTarget t) {
  t.filter.sigma.clear();
  for (const Yaml& item : setting_items(v)) {
    std::string text = item.text;
    // Python's text of a float: "2." and "2.50" are shown as 2.0 and 2.5.
    const double mm = positive_setting(item);
    if (text.find_first_of(".eE") != std::string::npos) {
      text = number_text(mm);
      if (text.find_first_of(".e") == std::string::npos) text += ".0";
    }
    t.filter.sigma.push_back({mm, text});
  }
  if (t.filter.sigma.empty()) refuse_setting(v, "sigma needs at least one number (mm)");
}

const SettingRow rows[] = {
    {"sigma", true, set_sigma},
    {"wavelet", true,
     [](const Yaml& v, SettingTarget t) { t.filter.wavelet = setting_choice(v, wavelet_names()); }},
    {"level", true,
     [](const Yaml& v, SettingTarget t) { t.filter.level = whole_setting(v, 1, 10); }},
    {"start_level", true,
     [](const Yaml& v, SettingTarget t) { t.filter.start_level = whole_setting(v, 0, 10); }},
    {"gradientUseSpacing", true,
     [](const Yaml& v, SettingTarget t) { t.filter.gradient_use_spacing = v.boolean(); }},
};

}  // namespace

std::span<const SettingRow> filter_setting_rows() { return rows; }

}  // namespace dlrr
