#include "image/prepare/resample.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "image/prepare/normalise.h"

namespace dlrr {
namespace {

Image ramp(Index3 size, PixelType type = PixelType::float64) {
  Image image;
  image.geometry.size = size;
  image.type = type;
  for (int z = 0; z < size[2]; ++z)
    for (int y = 0; y < size[1]; ++y)
      for (int x = 0; x < size[0]; ++x) image.voxels.push_back(10 * x + 3 * y - 2 * z);
  return image;
}

Mask block(const Geometry& geometry, Index3 low, Index3 high) {
  Mask mask{geometry, std::vector<std::uint8_t>(geometry.voxels(), 0)};
  for (int z = low[2]; z <= high[2]; ++z)
    for (int y = low[1]; y <= high[1]; ++y)
      for (int x = low[0]; x <= high[0]; ++x) mask.voxels[geometry.offset(x, y, z)] = 1;
  return mask;
}

TEST(Resample, SplineReturnsTheVoxelsOnTheirOwnGrid) {
  const Image image = ramp({9, 8, 7});
  const Image out = resample_image(image, image.geometry, Interpolator::bspline);
  for (std::size_t i = 0; i < out.voxels.size(); ++i)
    EXPECT_NEAR(out.voxels[i], image.voxels[i], 1e-10);
}

TEST(Resample, SplineFollowsAStraightLineInTheMiddle) {
  const Image image = ramp({60, 5, 5});
  Geometry grid = image.geometry;
  grid.size = {4, 1, 1};
  grid.spacing[0] = 0.7;
  grid.origin = {28.3, 2, 2};
  const Image out = resample_image(image, grid, Interpolator::bspline);
  for (int i = 0; i < 4; ++i) EXPECT_NEAR(out.voxels[i], 10 * (28.3 + 0.7 * i) + 2, 1e-5);
}

TEST(Resample, OnlyTheNeededPartGivesTheSameValues) {
  Image image = ramp({120, 4, 4});
  for (std::size_t i = 0; i < image.voxels.size(); ++i)
    image.voxels[i] += 100 * std::sin(double(i * i % 97));
  Geometry all = image.geometry, part = image.geometry;
  all.origin[0] += 0.4;
  part.origin[0] = 60.4;
  part.size[0] = 3;
  const Image a = resample_image(image, all, Interpolator::bspline);
  const Image b = resample_image(image, part, Interpolator::bspline);
  for (int i = 0; i < 3; ++i) EXPECT_NEAR(a.voxels[60 + i], b.voxels[i], 1e-9);
}

TEST(Resample, IntegersAreTruncatedTowardsZero) {
  Image image = ramp({4, 2, 2}, PixelType::int16);
  Geometry grid = image.geometry;
  grid.size = {1, 1, 1};
  grid.origin = {0.46, 0, 0};
  EXPECT_EQ(resample_image(image, grid, Interpolator::linear).voxels[0], 4);
}

TEST(Resample, TurnedGridsGiveTheSameAsStraightOnes) {
  const Image image = ramp({9, 9, 9});
  Geometry turned = image.geometry;
  turned.direction = {-1, 0, 0, 0, -1, 0, 0, 0, 1};
  turned.origin = {8, 8, 0};
  const Image out = resample_image(image, turned, Interpolator::bspline);
  EXPECT_NEAR(out.voxels[turned.offset(1, 2, 3)], image.voxels[image.geometry.offset(7, 6, 3)],
              1e-9);
  const Mask mask = block(image.geometry, {1, 1, 1}, {2, 3, 4});
  const Mask moved = resample_mask(mask, turned);
  EXPECT_EQ(count_voxels(moved), count_voxels(mask));
  EXPECT_EQ(moved.voxels[turned.offset(7, 6, 3)], 1);
}

TEST(Resample, OutsideIsZero) {
  const Image image = ramp({4, 4, 4});
  Geometry grid = image.geometry;
  grid.origin = {100, 0, 0};
  for (const double v : resample_image(image, grid, Interpolator::bspline).voxels) EXPECT_EQ(v, 0);
}

TEST(PreparePhase, AllRegionsShareOneGridThatHoldsThemAll) {
  const Image image = ramp({20, 20, 10});
  const Mask a = block(image.geometry, {3, 3, 3}, {5, 5, 5}),
             b = block(image.geometry, {12, 12, 4}, {14, 15, 6});
  const Mask* const both[] = {&a, &b};
  const auto phase = prepare_phase(image, both, {{0.5, 0.5, 0.5}, Interpolator::bspline, 2});
  EXPECT_EQ(count_voxels(phase.masks[0]), count_voxels(a) * 8);
  EXPECT_EQ(count_voxels(phase.masks[1]), count_voxels(b) * 8);
  EXPECT_EQ(phase.image.voxels.size(), phase.masks[0].voxels.size());
}

TEST(PreparePhase, RefusesARegionBeyondTheImage) {
  const Image image = ramp({8, 8, 8});
  Geometry wide = image.geometry;
  wide.size = {20, 8, 8};
  const Mask mask = block(wide, {6, 2, 2}, {15, 4, 4});
  const Mask* const one[] = {&mask};
  EXPECT_THROW(prepare_phase(image, one, {{2, 2, 2}, Interpolator::bspline, 2}), Error);
}

TEST(PreparePhase, CropsWithoutInterpolator) {
  const Image image = ramp({20, 20, 10});
  const Mask mask = block(image.geometry, {3, 3, 3}, {5, 5, 5});
  const Mask* const one[] = {&mask};
  const auto phase = prepare_phase(image, one, {{0, 0, 0}, Interpolator::none, 1});
  EXPECT_EQ(phase.image.geometry.size, (Index3{5, 5, 5}));
  EXPECT_EQ(phase.image.voxels[0], image.voxels[image.geometry.offset(2, 2, 2)]);
}

TEST(Normalise, GivesMeanZeroAndTheWantedScale) {
  const Image out = normalise(ramp({5, 5, 5}), 100);
  double sum = 0, squares = 0;
  for (const double v : out.voxels) sum += v, squares += v * v;
  EXPECT_NEAR(sum, 0, 1e-8);
  EXPECT_NEAR(squares / 124, 1e4, 1e-6);
}

TEST(Normalise, RefusesAConstantImage) {
  Image image = ramp({2, 2, 2});
  image.voxels.assign(8, 5.0);
  EXPECT_THROW(normalise(image), Error);
}

}  // namespace
}  // namespace dlrr
