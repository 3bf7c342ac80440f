// What every feature family and every ready-made setting must obey; walks the lists.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/error.h"
#include "feature/family_grid.h"
#include "feature/radiomic/extract.h"

namespace dlrr {
namespace {

TEST(EveryFamily, HasANameOfItsOwnAndFeaturesWithNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (const Family& f : families()) {
    EXPECT_TRUE(names.insert(f.name).second) << f.name;
    std::set<std::string_view> features;
    for (const auto& d : f.features) EXPECT_TRUE(features.insert(d.name).second) << d.name;
    EXPECT_FALSE(features.empty()) << f.name;
  }
}

TEST(EveryFeature, HasAUnitThatTheReportCanShow) {
  const std::set<std::string_view> known = {
      "", "mm", "mm2", "mm3", "1/mm", "intensity", "intensity2", "mm3 intensity", "mm3 intensity2"};
  for (const Family& f : families())
    for (const auto& d : f.features)
      EXPECT_TRUE(known.contains(d.unit)) << f.name << " " << d.name << ": " << d.unit;
}

// The definition's `undefined` is a promise: a feature that names no case without a value must
// always answer, and one of PyRadiomics' that names a case must not answer a single voxel with a
// number. (Those of IBSI name other cases too: intensities that add up to 0.)
TEST(EveryFeature, OfASingleVoxelIsANumberOnlyWhenItsDefinitionKnowsNoGap) {
  for (const double intensity : {7.0, 0.0}) {
    const Roi roi = roi_of(make_grid({1, 1, 1}, {intensity}), {});
    for (const Family& f : families()) {
      const auto values = f.compute(roi);
      for (std::size_t i = 0; i < values.size(); ++i) {
        const bool gap = std::isnan(values[i]), promised = !f.features[i].undefined.empty();
        EXPECT_TRUE(f.standard ? gap == promised : promised || !gap)
            << f.name << " " << f.features[i].name << " = " << values[i];
      }
    }
  }
}

TEST(EveryFeature, OfAFlatRegionAnswersUnlessItsDefinitionKnowsAGap) {
  const Roi roi = roi_of(make_grid({3, 3, 3}, std::vector<double>(27, 0)), {});
  for (const Family& f : families()) {
    const auto values = measured(f, roi);
    for (std::size_t i = 0; i < values.size(); ++i)
      EXPECT_TRUE(std::isfinite(values[i]) || !f.features[i].undefined.empty())
          << f.name << " " << f.features[i].name << " = " << values[i];
  }
}

// Voxels of which no two touch.
TEST(EveryFeature, OfScatteredVoxelsAnswersUnlessItsDefinitionKnowsAGap) {
  std::vector<double> values(5 * 5 * 5, -999);
  for (int z = 0; z < 5; z += 2)
    for (int y = 0; y < 5; y += 2)
      for (int x = 0; x < 5; x += 2) values[x + 5 * (y + 5 * z)] = 10 + 7 * x + 3 * y + z;
  const Roi roi = roi_of(make_grid({5, 5, 5}, values), unit_bins());
  for (const Family& f : families()) {
    const auto got = measured(f, roi);
    for (std::size_t i = 0; i < got.size(); ++i)
      EXPECT_TRUE(std::isfinite(got[i]) || !f.features[i].undefined.empty())
          << f.name << " " << f.features[i].name << " = " << got[i];
  }
}

// Two dimensions are three with fewer steps.
TEST(EveryFeature, OfOneSliceIsTheSameWithAndWithoutForce2d) {
  const Roi ball = roi_of(bumpy_ball(), {});
  const Roi flat = slice_of(ball, ball.mask.geometry.size[2] / 2);
  TextureSettings settings = flat.settings;
  settings.force_2d = false;
  const Roi solid = make_roi(flat.image, flat.mask, settings);
  for (const Family& f : families()) {
    // In three dimensions every voxel of a slice lies on the border of the region.
    if (f.measures == Measures::once || f.name == "gldzm") continue;
    const auto a = f.compute(flat), b = f.compute(solid);
    for (std::size_t i = 0; i < a.size(); ++i)
      EXPECT_EQ(a[i], b[i]) << f.name << " " << f.features[i].name;
  }
}

Image slope(Index3 size) {
  Image image;
  image.geometry.size = size;
  for (std::size_t i = 0; i < image.geometry.voxels(); ++i)
    image.voxels.push_back(static_cast<double>((i * 37) % 211));
  return image;
}

TEST(EveryPreset, NamesEachColumnOnce) {
  for (const auto& preset : radiomic_preset_names()) {
    const auto names = radiomic_names(radiomic_preset(preset));
    EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size()) << preset;
  }
}

TEST(EveryPreset, RefusesAnEmptyAndASingleVoxelRegionWithoutAnyNumber) {
  const Image image = slope({9, 8, 7});
  Mask empty{image.geometry, std::vector<std::uint8_t>(image.geometry.voxels(), 0)};
  Mask single = empty;
  single.voxels[image.geometry.offset(4, 4, 3)] = 1;
  const Mask* const both[] = {&empty, &single};
  for (const auto& preset : radiomic_preset_names()) {
    const auto settings = radiomic_preset(preset);
    for (const auto& values : extract_shared(image, both, settings)) {
      EXPECT_NE(values.gap, "") << preset;
      for (const double v : values.values) ASSERT_TRUE(std::isnan(v)) << preset;
    }
    for (const Mask* mask : both)
      EXPECT_THROW(extract_exact(image, *mask, settings), Error) << preset;
  }
}

}  // namespace
}  // namespace dlrr
