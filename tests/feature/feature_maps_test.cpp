// Feature maps: equal to PyRadiomics (numbers made by feature_map_values.py), and the short cuts
// equal to the plain way.
#include "feature/radiomic/voxelwise/feature_map.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <numeric>

#include "base/csv.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "family_grid.h"
#include "feature/radiomic/voxelwise/kernel_values.h"
#include "feature/radiomic/voxelwise/map_plan.h"

namespace dlrr {
namespace {

// Equal within `relative`, gaps at the same places.
void expect_equal(const std::vector<double>& got, const std::vector<double>& want, double relative,
                  const std::string& what) {
  ASSERT_EQ(got.size(), want.size()) << what;
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (std::isnan(got[i]) && std::isnan(want[i])) continue;
    ASSERT_NEAR(got[i], want[i], 1e-12 + relative * std::abs(want[i])) << what << " voxel " << i;
  }
}

std::vector<std::size_t> all_features(const Family& family) {
  std::vector<std::size_t> out(family.features.size());
  std::iota(out.begin(), out.end(), std::size_t{0});
  return out;
}

// The documents of the YAML file that PyRadiomics read.
std::vector<std::string> reference_runs() {
  const std::string text =
      read_file(std::filesystem::path(DLRR_TESTS_DIR) / "feature" / "feature_map_values.yaml");
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.size(), text.find("---\n", at));
    out.push_back(text.substr(at, end - at));
    at = end + 4;
  }
  return out;
}

struct Place {
  std::size_t run = 0;
  std::size_t voxel = 0;  // in the grid of bumpy_ball()
};

Place place_of(const std::string& column) {  // "0@8/7/5"
  const auto at = column.find('@');
  const auto xyz = split(column.substr(at + 1), '/');
  const auto number = [&](const std::string& s) { return static_cast<int>(*parse_integer(s)); };
  return {static_cast<std::size_t>(number(column.substr(0, at))),
          bumpy_ball().image.geometry.offset(number(xyz[0]), number(xyz[1]), number(xyz[2]))};
}

TEST(FeatureMaps, EqualPyRadiomicsMapsOfAnImageOfOurOwn) {
  const Grid grid = bumpy_ball();
  const Csv want =
      read_csv(std::filesystem::path(DLRR_TESTS_DIR) / "feature" / "feature_map_values.csv");
  const auto runs = reference_runs();
  ASSERT_EQ(runs.size(), 4u);
  std::size_t compared = 0;
  for (std::size_t run = 0; run < runs.size(); ++run)
    feature_maps(grid.image, grid.mask, parse_radiomic_settings(runs[run], "run"), {},
                 [&](const MapGrid& where, const FeatureMap& map) {
                   const Image image = where.fill(map);
                   for (const auto& row : want.rows)
                     for (std::size_t c = 1; row[0] == map.name && c < row.size(); ++c) {
                       const Place place = place_of(want.header[c]);
                       if (place.run != run) continue;
                       const double value = parse_number(row[c]).value_or(std::nan(""));
                       expect_equal({image.voxels[place.voxel]}, {value}, 1e-9,
                                    map.name + " of run " + want.header[c]);
                       ++compared;
                     }
                 });
  EXPECT_EQ(compared, want.rows.size() * (want.header.size() - 1));
}

// Settings that take every path through the short cuts.
struct Variant {
  const char* name;
  int radius;
  bool masked;
  void (*change)(TextureSettings& s);
};
const Variant variants[] = {
    {"radius 1", 1, true, [](TextureSettings& s) { s.bin_width = 10; }},
    {"radius 2, unmasked", 2, false, [](TextureSettings& s) { s.bin_width = 5; }},
    {"radius 2, slices along x", 2, true,
     [](TextureSettings& s) { s.force_2d = true, s.force_2d_dimension = 2; }},
    {"one-way pairs of two distances", 2, true,
     [](TextureSettings& s) {
       s.distances = {1, 2}, s.symmetrical_glcm = false;
     }},
    {"distance beyond the kernel", 1, true,
     [](TextureSettings& s) {
       s.distances = {1, 3};
     }},
    {"merged matrix", 1, true, [](TextureSettings& s) { s.weighting_norm = "manhattan"; }},
    {"more than 64 levels", 2, true, [](TextureSettings& s) { s.bin_width = 1; }},
    {"one level", 1, true, [](TextureSettings& s) { s.bin_width = 5000; }},
};

TEST(FeatureMaps, EqualEachKernelTakenAsARegionOfItsOwn) {
  const Grid grid = bumpy_ball();
  for (const Variant& variant : variants) {
    TextureSettings texture;
    variant.change(texture);
    const KernelField field =
        make_kernel_field(grid.image, grid.mask, texture, variant.radius, variant.masked);
    for (const Family& family : families()) {
      if (family.measures == Measures::once) continue;
      auto features = all_features(family);
      std::erase_if(features, [&](std::size_t f) {  // these have gaps by batch, see below
        return family.features[f].name == "JointAverage" || family.features[f].name == "MCC";
      });
      const auto fast = kernel_values(field, family, features, {}, 1, true);
      const auto plain = plain_kernel_values(field, family, features, 1, true);
      for (std::size_t f = 0; f < features.size(); ++f)
        expect_equal(
            fast[f], plain[f], 1e-10,
            std::string(variant.name) + ", " + std::string(family.features[features[f]].name));
    }
  }
}

TEST(FeatureMaps, HaveTheSameBitsForAnyNumberOfThreads) {
  const Grid grid = bumpy_ball();
  const KernelField field = make_kernel_field(grid.image, grid.mask, {}, 1, true);
  for (const Family& family : families()) {
    if (family.measures == Measures::once) continue;
    const auto features = all_features(family);
    const auto one = kernel_values(field, family, features, {}, 1, true);
    const auto three = kernel_values(field, family, features, {}, 3, true);
    for (const std::size_t f : features)
      for (std::size_t i = 0; i < one[f].size(); ++i)
        ASSERT_EQ(std::isnan(one[f][i]) ? 0 : one[f][i], std::isnan(three[f][i]) ? 0 : three[f][i])
            << family.features[f].name;
  }
}

std::size_t feature_index(const Family& family, std::string_view name) {
  for (std::size_t f = 0; f < family.features.size(); ++f)
    if (family.features[f].name == name) return f;
  return 0;
}

// A row of four voxels and, apart from it, a pair across: the row lacks the pair's direction.
TEST(FeatureMaps, LeaveTheGapsOfPyRadiomicsBatches) {
  const Grid grid = make_grid({4, 4, 1}, {1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 6}, 0);
  const KernelField field = make_kernel_field(grid.image, grid.mask, unit_bins(), 1, true);
  const Family& glcm = family("glcm");
  const std::size_t features[] = {feature_index(glcm, "JointAverage"), feature_index(glcm, "MCC"),
                                  feature_index(glcm, "Contrast")};
  VoxelSettings settings;
  settings.init_value = -7;
  const auto whole = kernel_values(field, glcm, features, settings, 1, true);
  settings.voxel_batch = 4;
  const auto batches = kernel_values(field, glcm, features, settings, 1, true);
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_TRUE(std::isnan(whole[0][i])) << i;     // each kernel lacks one of two directions
    EXPECT_EQ(whole[1][i], -7) << i;               // so MCC fails for all
    EXPECT_FALSE(std::isnan(batches[0][i])) << i;  // the row alone has one direction only
    EXPECT_NE(batches[1][i], -7) << i;
    EXPECT_EQ(whole[2][i], 1) << i;
    EXPECT_EQ(batches[2][i], 1) << i;
  }
}

// The third kernel holds three 2s and two 3s: 2 * 3/5 and 3 * 2/5 differ in the last bit, which
// PyRadiomics 3.1.0 (these numbers) divides by.
TEST(FeatureMaps, RoundAsPyRadiomicsWhereBusynessHangsOnTheLastBit) {
  const Grid grid = make_grid({6, 1, 1}, {2, 3, 2, 3, 2, 1}, 0);
  const KernelField field = make_kernel_field(grid.image, grid.mask, unit_bins(), 2, true);
  const Family& ngtdm = family("ngtdm");
  const std::size_t features[] = {feature_index(ngtdm, "Busyness")};
  expect_equal(kernel_values(field, ngtdm, features, {}, 1, true)[0],
               {2.5, 2, 5854679515581644, 0.35, 1.0 / 3, 0.25}, 1e-12, "Busyness");
}

TEST(FeatureMaps, OfARegionsSingleFeatureAreFiniteInsideAndTheInitialValueOutside) {
  const Grid grid = bumpy_ball();
  RadiomicSettings settings = radiomic_preset("pyradiomics");
  settings.voxel.init_value = -3;
  const MapPlan plan = plan_maps(settings, {"ngtdm_Coarseness"}, {"wavelet-LLH"});
  std::size_t maps = 0;
  feature_maps(grid.image, grid.mask, plan.settings, {plan.names, 2, true},
               [&](const MapGrid& where, const FeatureMap& map) {
                 ++maps;
                 EXPECT_EQ(map.name, "wavelet-LLH_ngtdm_Coarseness");
                 EXPECT_FALSE(where.moved);
                 const Image image = where.fill(map);
                 for (std::size_t i = 0; i < image.voxels.size(); ++i) {
                   if (grid.mask.voxels[i])
                     EXPECT_TRUE(std::isfinite(image.voxels[i]) && image.voxels[i] > 0);
                   else
                     EXPECT_EQ(image.voxels[i], -3);
                 }
               });
  EXPECT_EQ(maps, 1u);
}

TEST(FeatureMaps, LieOnTheResampledGridWhenTheSettingsResample) {
  const Grid grid = bumpy_ball();
  const MapPlan plan = plan_maps(
      parse_radiomic_settings("setting: {resampledPixelSpacing: [1, 1, 1], binWidth: 10}", "p"),
      {"glcm_Contrast"}, {"original"});
  feature_maps(grid.image, grid.mask, plan.settings, {plan.names, 1, true},
               [&](const MapGrid& where, const FeatureMap& map) {
                 EXPECT_TRUE(where.moved);
                 EXPECT_EQ(where.image.geometry.spacing, (Vector3{1, 1, 1}));
                 EXPECT_EQ(map.values.size(), count_voxels(where.region));
               });
}

TEST(MapPlan, ReadsNamesOfFeaturesAndOfFilteredImages) {
  const RadiomicSettings settings = radiomic_preset("pyradiomics");
  const MapPlan plan = plan_maps(settings, {"glcm_Contrast", "square_ngtdm_Busyness"},
                                 {"log-sigma-2-5-mm-3D", "wavelet2-HHL"});
  EXPECT_EQ(plan.names,
            (std::set<std::string>{"log-sigma-2-5-mm-3D_glcm_Contrast", "square_ngtdm_Busyness",
                                   "wavelet2-HHL_glcm_Contrast"}));
  ASSERT_EQ(plan.settings.images.size(), 3u);
  EXPECT_EQ(plan.settings.images[0].filter.sigma[0].mm, 2.5);
  EXPECT_EQ(plan.settings.images[1].filter.level, 2);
  EXPECT_EQ(plan.settings.classes.size(), 2u);
}

TEST(MapPlan, TakesAnImageAsTheSettingsMakeIt) {
  const RadiomicSettings settings = parse_radiomic_settings(
      "imageType: {Original: {}, Wavelet: {wavelet: db2, binWidth: 3}}", "p");
  const MapPlan plan = plan_maps(settings, {"wavelet-LLH_glcm_Id"}, {});
  ASSERT_EQ(plan.settings.images.size(), 1u);
  EXPECT_EQ(plan.settings.images[0].filter.wavelet, "db2");
  EXPECT_EQ(plan.settings.images[0].texture.bin_width, 3);
  EXPECT_EQ(plan_maps(settings, {"glcm_Id"}, {}).names.size(), 9u);
}

void expect_refused(const std::string& feature, const std::string& filter,
                    const std::string& part) {
  try {
    plan_maps(radiomic_preset("pyradiomics"), {feature}, {filter});
    ADD_FAILURE() << feature << " " << filter << " was accepted";
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find(part), std::string::npos) << e.what();
  }
}

TEST(MapPlan, RefusesWhatHasNoMapWithTheNearestName) {
  expect_refused("ngtdm_Coarsness", "original", "did you mean 'ngtdm_Coarseness'");
  expect_refused("coarseness", "original", "did you mean 'ngtdm_Coarseness'");
  expect_refused("shape_Sphericity", "original", "has no map");
  expect_refused("glcm_Contrast", "wavelte-LLL", "did you mean 'wavelet-LLL'");
  expect_refused("glcm_Contrast", "Squareroot", "did you mean 'squareroot'");
}

TEST(VoxelSettings, AreReadAndRefusedWithTheirLine) {
  const auto s = parse_radiomic_settings(
      "voxelSetting: {kernelRadius: 3, maskedKernel: false, initValue: -1.5, voxelBatch: 50}", "p");
  EXPECT_EQ(s.voxel.kernel_radius, 3);
  EXPECT_FALSE(s.voxel.masked_kernel);
  EXPECT_EQ(s.voxel.init_value, -1.5);
  EXPECT_EQ(s.voxel.voxel_batch, 50);
  for (const auto& [text, part] : std::vector<std::pair<std::string, std::string>>{
           {"kernelRadius: 0", "1 to 100"},
           {"voxelBatch: 0", "1 to"},
           {"kernelradius: 1", "did you mean 'kernelRadius'"},
           {"maskedKernel: 3", "p, line 2"}})
    try {
      parse_radiomic_settings("voxelSetting:\n  " + text, "p");
      ADD_FAILURE() << text;
    } catch (const Error& e) {
      EXPECT_NE(std::string(e.what()).find(part), std::string::npos) << e.what();
    }
}

}  // namespace
}  // namespace dlrr
