// Settings of discretisation and of the feature classes.

#include "base/text.h"
#include "feature/radiomic/count/aggregate.h"
#include "feature/radiomic/settings/rows.h"
#include "port/yaml.h"

namespace dlrr {

namespace {

void set_distances(const Yaml& v, SettingTarget t) {
  t.texture.distances.clear();
  for (const Yaml& item : setting_items(v))
    t.texture.distances.push_back(whole_setting(item, 1, 1000));
  if (t.texture.distances.empty()) refuse_setting(v, "distances needs at least one whole number");
}

void set_dimension(const Yaml& v, SettingTarget t) {
  t.texture.force_2d_dimension = t.filter.force_2d_dimension = whole_setting(v, 0, 2);
}

const SettingRow rows[] = {
    {"binWidth", true,
     [](const Yaml& v, SettingTarget t) { t.texture.bin_width = positive_setting(v); }},
    {"binCount", true,
     [](const Yaml& v, SettingTarget t) { t.texture.bin_count = whole_setting(v, 1, 65534); },
     [](SettingTarget t) { t.texture.bin_count = 0; }},
    {"voxelArrayShift", true,
     [](const Yaml& v, SettingTarget t) {
       t.texture.voxel_array_shift = static_cast<double>(v.integer());
     }},
    {"symmetricalGLCM", true,
     [](const Yaml& v, SettingTarget t) { t.texture.symmetrical_glcm = v.boolean(); }},
    {"weightingNorm", true,
     [](const Yaml& v, SettingTarget t) {
       t.texture.weighting_norm =
           setting_choice(v, {"euclidean", "manhattan", "infinity", "no_weighting"});
     },
     [](SettingTarget t) { t.texture.weighting_norm.clear(); }},
    {"distances", true, set_distances},
    {"gldm_a", true,
     [](const Yaml& v, SettingTarget t) { t.texture.gldm_a = whole_setting(v, 0); }},
    {"force2D", true,
     [](const Yaml& v, SettingTarget t) { t.texture.force_2d = t.filter.force_2d = v.boolean(); }},
    {"force2Ddimension", true, set_dimension},
    // Not PyRadiomics': conventions of IBSI.
    {"binOrigin", true,
     [](const Yaml& v, SettingTarget t) {
       t.texture.bin_origin = setting_choice(v, {"zero", "minimum", "range"});
     }},
    {"aggregation", true,
     [](const Yaml& v, SettingTarget t) {
       t.texture.aggregation = setting_choice(v, aggregation_names());
     },
     [](SettingTarget t) { t.texture.aggregation.clear(); }},
    {"isolatedVoxels", true,
     [](const Yaml& v, SettingTarget t) {
       t.texture.isolated_voxels = setting_choice(v, {"counted", "left_out"}) == "counted";
     }},
    {"ivhBinWidth", true,
     [](const Yaml& v, SettingTarget t) {
       t.texture.ivh_bin_width = positive_setting(v), t.texture.ivh_bin_count = 0;
     },
     [](SettingTarget t) { t.texture.ivh_bin_width = 0; }},
    {"ivhBinCount", true,
     [](const Yaml& v, SettingTarget t) {
       t.texture.ivh_bin_count = whole_setting(v, 2, 1'000'000), t.texture.ivh_bin_width = 0;
     },
     [](SettingTarget t) { t.texture.ivh_bin_count = 0; }},
};

}  // namespace

std::span<const SettingRow> texture_setting_rows() { return rows; }

}  // namespace dlrr
