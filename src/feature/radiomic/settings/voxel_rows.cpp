// Settings of feature maps (`voxelSetting` of a parameter file).
#include "feature/radiomic/settings/rows.h"
#include "port/yaml.h"

namespace dlrr {

namespace {

const SettingRow rows[] = {
    {"kernelRadius", false,
     [](const Yaml& v, SettingTarget t) { t.all.voxel.kernel_radius = whole_setting(v, 1, 100); }},
    {"maskedKernel", false,
     [](const Yaml& v, SettingTarget t) { t.all.voxel.masked_kernel = v.boolean(); }},
    {"initValue", false,
     [](const Yaml& v, SettingTarget t) { t.all.voxel.init_value = v.number(); }},
    {"voxelBatch", false,
     [](const Yaml& v, SettingTarget t) {
       t.all.voxel.voxel_batch = whole_setting(v, 1, 1'000'000'000);
     },
     [](SettingTarget t) { t.all.voxel.voxel_batch = -1; }},
};

}  // namespace

std::span<const SettingRow> voxel_setting_rows() { return rows; }

}  // namespace dlrr
