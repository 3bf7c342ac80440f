// Regions whose codes or lines do not fit into bytes are counted in 16-bit numbers.
#include <gtest/gtest.h>

#include "feature/family_grid.h"
#include "feature/radiomic/count/codes.h"
#include "feature/radiomic/count/neighbours.h"
#include "feature/radiomic/count/pairs.h"
#include "feature/radiomic/count/runs.h"
#include "feature/radiomic/count/zones.h"

namespace dlrr {
namespace {

// The bumpy ball, and a voxel of the brightest level 300 voxels away from it: the box is too long
// for bytes, and every count but one stays as it was.
Grid with_far_voxel(const Grid& near) {
  const Index3 n = near.image.geometry.size, size{n[0] + 300, n[1], n[2]};
  const auto voxels = static_cast<std::size_t>(size[0]) * n[1] * n[2];
  Grid out = make_grid(size, std::vector<double>(voxels, 0.0), 0);
  double most = 0;
  for (int z = 0; z < n[2]; ++z)
    for (int y = 0; y < n[1]; ++y)
      for (int x = 0; x < n[0]; ++x) {
        const std::size_t from = near.image.geometry.offset(x, y, z);
        const std::size_t to = out.image.geometry.offset(x, y, z);
        out.image.voxels[to] = near.image.voxels[from];
        out.mask.voxels[to] = near.mask.voxels[from];
        if (near.mask.voxels[from]) most = std::max(most, near.image.voxels[from]);
      }
  const std::size_t far = out.image.geometry.offset(size[0] - 1, 0, 0);
  out.image.voxels[far] = most;
  out.mask.voxels[far] = 1;
  return out;
}

TEST(WideCodes, CountAsBytesDo) {
  const Grid near = bumpy_ball();
  TextureSettings settings;
  settings.bin_width = 5;
  const Roi a = roi_of(near, settings), b = roi_of(with_far_voxel(near), settings);
  ASSERT_TRUE(a.codes->narrow);
  ASSERT_FALSE(b.codes->narrow);
  const auto pairs_a = count_pairs(a), pairs_b = count_pairs(b);
  ASSERT_EQ(pairs_a.size(), pairs_b.size());
  for (std::size_t d = 0; d < pairs_a.size(); ++d) {
    EXPECT_NEAR(pairs_a[d].hxy, pairs_b[d].hxy, 1e-12);
    EXPECT_NEAR(pairs_a[d].product, pairs_b[d].product, 1e-12 * pairs_a[d].product);
  }
  const auto runs_a = count_runs(a), runs_b = count_runs(b);
  ASSERT_EQ(runs_a.size(), runs_b.size());
  for (std::size_t d = 0; d < runs_a.size(); ++d) {
    EXPECT_EQ(runs_a[d].total + 1, runs_b[d].total);
    EXPECT_EQ(runs_a[d].voxels + 1, runs_b[d].voxels);
    EXPECT_EQ(runs_a[d].length, runs_b[d].length);
  }
  EXPECT_EQ(count_zones(a)->total + 1, count_zones(b)->total);
  EXPECT_EQ(count_zones(a)->voxels + 1, count_zones(b)->voxels);
  EXPECT_EQ(count_dependence(a)->total + 1, count_dependence(b)->total);
  EXPECT_EQ(count_dependence(a)->voxels + 1, count_dependence(b)->voxels);
  const auto tones_a = count_tones(a), tones_b = count_tones(b);
  ASSERT_EQ(tones_a->rows.size(), tones_b->rows.size());
  for (std::size_t i = 0; i < tones_a->rows.size(); ++i)
    EXPECT_EQ(tones_a->rows[i].s, tones_b->rows[i].s);
}

TEST(WideCodes, ACopyWithOtherLevelsIsCountedByThem) {
  const Roi roi = roi_of(make_grid({3, 1, 1}, {1, 1, 4}), [] {
    TextureSettings one;
    one.bin_width = 1;
    return one;
  }());
  Roi changed = roi;
  changed.levels[2] = 1;
  EXPECT_EQ(count_zones(roi)->total, 2);
  EXPECT_EQ(count_zones(changed)->total, 1);
}

}  // namespace
}  // namespace dlrr
