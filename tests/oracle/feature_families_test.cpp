// Every family against published PyRadiomics values: baselines, generated runs on unfiltered
// images, matrices of the mesher. Values and their origin: shared/data/pyradiomics/README.md.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <map>

#include "base/csv.h"
#include "base/text.h"
#include "feature/radiomic/count/mesh.h"
#include "feature/radiomic/family.h"
#include "image/read.h"

namespace dlrr {
namespace {

const std::filesystem::path folder =
    std::filesystem::path(DLRR_SHARED_DIR) / "data" / "pyradiomics";

#define SKIP_WITHOUT_SHARED() \
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "skipped: ../shared not there"

struct Picture {
  Image image;
  Mask mask;
};

Picture load(const std::string& name) {
  if (name.substr(0, 8) == "prostate") {
    const int label = name == "prostate" ? 1 : 8;
    return {read_image(folder / "images" / "prostate_phantom_subvolume.nrrd"),
            read_mask(folder / "images" / "prostate_phantom_subvolume-label.nrrd", label)};
  }
  return {read_image(folder / "images" / (name + "_image.nrrd")),
          read_mask(folder / "images" / (name + "_label.nrrd"), 1)};
}

// All values as "family_Feature".
std::map<std::string, double> compute(const Picture& picture, const TextureSettings& settings) {
  const Roi roi = make_roi(picture.image, picture.mask, settings);
  std::map<std::string, double> out;
  for (const Family& family : families()) {
    if (family.name == "shape2D") continue;  // needs one slice: see feature_extract_test.cpp
    const std::vector<double> values = family.compute(roi);
    for (std::size_t i = 0; i < values.size(); ++i)
      out[std::string(family.name) + "_" + std::string(family.features[i].name)] = values[i];
  }
  return out;
}

class Comparison {
 public:
  void expect(const std::string& where, const std::map<std::string, double>& got,
              const std::string& key, double expected) {
    ++compared_;
    const auto found = got.find(key);
    if (found == got.end()) {
      ADD_FAILURE() << where << ": no feature " << key;
      return;
    }
    const double off = std::abs(found->second - expected);
    if (off > 1e-9 && off / std::abs(expected) > worst_) worst_ = off / std::abs(expected);
    if (std::isnan(expected) && std::isnan(found->second)) return;
    EXPECT_LE(off, std::max(1e-9, 1e-6 * std::abs(expected)))
        << where << " " << key << ": " << number_text(found->second) << ", expected "
        << number_text(expected);
  }
  void report(std::size_t at_least) const {
    EXPECT_GE(compared_, at_least);
    ::testing::Test::RecordProperty("compared", static_cast<int>(compared_));
    ::testing::Test::RecordProperty("worst_relative", number_text(worst_));
  }

 private:
  std::size_t compared_ = 0;
  double worst_ = 0;
};

std::map<std::string, TextureSettings> baseline_runs() {
  TextureSettings plain, flat, two, bins, merged;
  plain.voxel_array_shift = 2000;
  flat.bin_width = 5000;
  two.force_2d = true;
  bins.bin_count = 64;
  merged.weighting_norm = "no_weighting";
  return {{"", plain}, {"_flatRegion", flat}, {"_2d", two}, {"_FBN", bins}, {"_combined", merged}};
}

TEST(RadiomicFamilies, EqualThePyradiomicsBaselines) {
  SKIP_WITHOUT_SHARED();
  const Csv table = read_csv(folder / "baseline" / "features_tidy.csv");
  Comparison comparison;
  for (const std::string name : {"brain1", "breast1"}) {
    const Picture picture = load(name);
    for (const auto& [run, settings] : baseline_runs()) {
      const auto got = compute(picture, settings);
      for (const auto& row : table.rows)
        if (row[table.column("test")] == name + run)
          comparison.expect(name + run, got,
                            row[table.column("feature_class")] + "_" + row[table.column("feature")],
                            parse_number(row[table.column("value_3_1_0")]).value());
    }
  }
  comparison.report(700);
}

std::map<std::string, TextureSettings> generated_runs() {
  std::map<std::string, TextureSettings> runs;
  runs["c01_all_filters"] = {};
  runs["c05_bincount_db2_levels"].bin_count = 32;
  TextureSettings& flat = runs["c06_force2d"];
  flat.bin_width = 20;
  flat.force_2d = true;
  TextureSettings& far = runs["c07_distances_asymmetric"];
  far.distances = {1, 3};
  far.symmetrical_glcm = false;
  far.gldm_a = 1;
  far.voxel_array_shift = 1000;
  runs["c08_weight_euclidean"].weighting_norm = "euclidean";
  runs["c09_weight_manhattan"].weighting_norm = "manhattan";
  runs["c10_weight_infinity"].weighting_norm = "infinity";
  runs["c11_weight_none_merged"].weighting_norm = "no_weighting";
  return runs;
}

TEST(RadiomicFamilies, EqualThePyradiomicsRunsOnUnfilteredImages) {
  SKIP_WITHOUT_SHARED();
  Comparison comparison;
  for (const std::string name : {"brain1", "breast1", "prostate", "prostate_label8"}) {
    const Picture picture = load(name);
    for (const auto& [run, settings] : generated_runs()) {
      const auto file = folder / "generated" / (name + "_" + run + ".csv");
      if (!std::filesystem::exists(file)) continue;
      const auto got = compute(picture, settings);
      for (const auto& row : read_csv(file).rows)
        if (starts_with_text(row[0], "original_"))
          comparison.expect(name + "_" + run, got, row[0].substr(9),
                            parse_number(row[1]).value_or(std::nan("")));
    }
  }
  comparison.report(1500);
}

TEST(MeshTable, EqualsThePublishedAreaAndVolumeOfAll256Configurations) {
  SKIP_WITHOUT_SHARED();
  const Csv table = read_csv(folder / "mesh_configurations.csv");
  ASSERT_EQ(table.rows.size(), 256u);
  for (const auto& row : table.rows) {
    const int configuration = static_cast<int>(parse_integer(row[0]).value());
    const MeshMeasure unit = measure_cell(configuration, {1, 1, 1});
    const MeshMeasure other = measure_cell(configuration, {0.6, 2.9, 1.7});
    EXPECT_NEAR(unit.area, parse_number(row[1]).value(), 1e-12) << configuration;
    EXPECT_NEAR(unit.volume, parse_number(row[2]).value(), 1e-12) << configuration;
    EXPECT_NEAR(other.area, parse_number(row[3]).value(), 1e-12) << configuration;
    EXPECT_NEAR(other.volume, parse_number(row[4]).value(), 1e-12) << configuration;
  }
}

}  // namespace
}  // namespace dlrr
