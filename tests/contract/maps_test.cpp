// What every feature map must obey, whatever the family.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "feature/family_grid.h"
#include "feature/radiomic/voxelwise/kernel_values.h"

namespace dlrr {
namespace {

using Columns = std::vector<std::vector<double>>;

Columns maps_of(const Grid& grid, const Family& family) {
  std::vector<std::size_t> features(family.features.size());
  std::iota(features.begin(), features.end(), std::size_t{0});
  const KernelField field = make_kernel_field(grid.image, grid.mask, {}, 1, true);
  return kernel_values(field, family, features, {}, 2, true);
}

TEST(EveryFeatureMap, HasOneNumberPerVoxelWhichIsFiniteOrAGap) {
  const Grid grid = bumpy_ball();
  const std::size_t voxels = count_voxels(grid.mask);
  for (const Family& family : families()) {
    if (family.measures == Measures::once) continue;
    const Columns maps = maps_of(grid, family);
    ASSERT_EQ(maps.size(), family.features.size()) << family.name;
    for (std::size_t f = 0; f < maps.size(); ++f) {
      ASSERT_EQ(maps[f].size(), voxels);
      for (const double v : maps[f]) ASSERT_FALSE(std::isinf(v)) << family.features[f].name;
      EXPECT_TRUE(
          std::any_of(maps[f].begin(), maps[f].end(), [](double v) { return std::isfinite(v); }))
          << family.name << " " << family.features[f].name;
    }
  }
}

// Tiles and blocks start elsewhere, kernels stay the same.
TEST(EveryFeatureMap, IsTheSameWhereverTheRegionLies) {
  const Grid here = bumpy_ball(), there = bumpy_ball(3);
  for (const Family& family : families()) {
    if (family.measures == Measures::once || !family.standard) continue;
    const Columns a = maps_of(here, family), b = maps_of(there, family);
    for (std::size_t f = 0; f < a.size(); ++f)
      for (std::size_t i = 0; i < a[f].size(); ++i)
        ASSERT_EQ(std::isnan(a[f][i]) ? -1 : a[f][i], std::isnan(b[f][i]) ? -1 : b[f][i])
            << family.features[f].name << " voxel " << i;
  }
}

}  // namespace
}  // namespace dlrr
