#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "image/prepare/centred.h"

namespace dlrr {
namespace {

Geometry grid_of(const Index3& size, const Vector3& spacing) {
  Geometry g;
  g.size = size;
  g.spacing = spacing;
  g.origin = {-7, 11, 2};
  return g;
}

Vector3 centre(const Geometry& g) {
  return g.position({0.5 * (g.size[0] - 1), 0.5 * (g.size[1] - 1), 0.5 * (g.size[2] - 1)});
}

TEST(CentredGrid, CoversTheImageAndSharesItsCentre) {
  const Geometry from = grid_of({204, 201, 60}, {0.9765625, 0.9765625, 3});
  const Geometry to = centred_grid(from, {2, 2, 1});
  EXPECT_EQ(to.size, (Index3{100, 99, 180}));
  for (int a = 0; a < 3; ++a) EXPECT_NEAR(centre(to)[a], centre(from)[a], 1e-9);
}

TEST(CentredGrid, KeepsAnAxisOfZeroAndOneOfASingleVoxel) {
  const Geometry from = grid_of({10, 10, 1}, {1, 1, 5});
  const Geometry to = centred_grid(from, {2, 0, 1});
  EXPECT_EQ(to.size, (Index3{5, 10, 1}));
  EXPECT_EQ(to.spacing, (Vector3{2, 1, 5}));
}

TEST(CentredGrid, OfTheSameSpacingIsTheGridItself) {
  const Geometry from = grid_of({7, 5, 3}, {0.3F, 0.7F, 1.1F});
  EXPECT_EQ(grid_difference(centred_grid(from, {0.3F, 0.7F, 1.1F}), from, 1e-9), "");
}

TEST(CentredResampling, InterpolatesLinearlyAndRepeatsTheBorderVoxel) {
  const Image line{grid_of({3, 1, 1}, {2, 1, 1}), PixelType::float64, {0, 10, 40}};
  const Mask mask{line.geometry, {1, 1, 0}};
  ResampleSettings settings;
  settings.spacing = {1, 0, 0};
  settings.interpolator = Interpolator::linear;
  settings.mask_interpolator = Interpolator::linear;
  const Mask masks[] = {mask};
  const PreparedPhase phase = prepare_centred(line, masks, settings, false);
  const std::vector<double> expected{0, 2.5, 7.5, 17.5, 32.5, 40};
  ASSERT_EQ(phase.image.voxels.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(phase.image.voxels[i], expected[i], 1e-12);
  EXPECT_EQ(phase.masks[0].voxels, (std::vector<std::uint8_t>{1, 1, 1, 1, 0, 0}));
}

TEST(CentredResampling, AMaskHoldsWhatReachesTheThreshold) {
  const Mask mask{grid_of({2, 1, 1}, {1, 1, 1}), {1, 0}};
  Geometry middle = mask.geometry;
  middle.size = {1, 1, 1};
  middle.origin = mask.geometry.position({0.5, 0, 0});
  ResampleSettings settings;
  settings.mask_interpolator = Interpolator::linear;
  EXPECT_EQ(resample_mask(mask, middle, settings).voxels[0], 1);  // one half counts
  settings.mask_threshold = 0.51;
  EXPECT_EQ(resample_mask(mask, middle, settings).voxels[0], 0);
}

TEST(CentredResampling, ACropHoldsTheSameNumbersAsTheWhole) {
  Image image{grid_of({20, 18, 12}, {1, 1, 2}), PixelType::float64, {}};
  Mask mask{image.geometry, {}};
  for (int z = 0; z < 12; ++z)
    for (int y = 0; y < 18; ++y)
      for (int x = 0; x < 20; ++x) {
        image.voxels.push_back((x * 31 + y * 17 + z * 7) % 23);
        mask.voxels.push_back(x > 7 && x < 12 && y > 6 && y < 11 && z > 4 && z < 8);
      }
  ResampleSettings settings;
  settings.spacing = {1.5, 1.5, 1.5};
  settings.interpolator = Interpolator::linear;
  settings.mask_interpolator = Interpolator::linear;
  settings.pad = 2;
  const Mask masks[] = {mask};
  const auto whole = prepare_centred(image, masks, settings, false);
  const auto part = prepare_centred(image, masks, settings, true);
  EXPECT_LT(part.image.voxels.size(), whole.image.voxels.size());
  EXPECT_EQ(count_voxels(part.masks[0]), count_voxels(whole.masks[0]));
  const Geometry &p = part.image.geometry, &w = whole.image.geometry;
  const Vector3 low = w.index(p.origin);
  for (int z = 0; z < p.size[2]; ++z)
    for (int y = 0; y < p.size[1]; ++y)
      for (int x = 0; x < p.size[0]; ++x)
        ASSERT_NEAR(part.image.voxels[p.offset(x, y, z)],
                    whole.image.voxels[w.offset(x + static_cast<int>(std::lround(low[0])),
                                                y + static_cast<int>(std::lround(low[1])),
                                                z + static_cast<int>(std::lround(low[2])))],
                    1e-9);
}

TEST(CentredResampling, RefusesRegionsThatAreEmpty) {
  const Image image{grid_of({4, 4, 4}, {1, 1, 1}), PixelType::float64, Voxels(64, 1)};
  const Mask masks[] = {{image.geometry, std::vector<std::uint8_t>(64, 0)}};
  EXPECT_THROW(prepare_centred(image, masks, {}, false), Error);
}

}  // namespace
}  // namespace dlrr
