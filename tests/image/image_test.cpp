#include "image/image.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"

namespace dlrr {
namespace {

using testing::HasSubstr;

// A grid turned by 30 degrees about z and tilted about x.
Geometry oblique() {
  const double c = std::cos(0.5), s = std::sin(0.5), d = std::cos(0.2), e = std::sin(0.2);
  return {{7, 5, 4}, {0.7, 0.9, 3.1}, {-12, 40, 7}, {c, -s * d, s * e, s, c * d, -c * e, 0, e, d}};
}

TEST(Geometry, IndexUndoesPosition) {
  const auto g = oblique();
  const auto i = g.index(g.position({1.25, -3.5, 2.75}));
  EXPECT_NEAR(i[0], 1.25, 1e-12);
  EXPECT_NEAR(i[1], -3.5, 1e-12);
  EXPECT_NEAR(i[2], 2.75, 1e-12);
}

TEST(Geometry, PositionFollowsTheDirectionColumns) {
  Geometry g{{2, 2, 2}, {2, 3, 4}, {10, 20, 30}, {0, -1, 0, 1, 0, 0, 0, 0, 1}};
  EXPECT_EQ(g.position({1, 0, 0}), (Vector3{10, 22, 30}));
  EXPECT_EQ(g.position({0, 1, 0}), (Vector3{7, 20, 30}));
  EXPECT_EQ(g.position({0, 0, 1}), (Vector3{10, 20, 34}));
}

TEST(BoundingBox, HoldsEverySetVoxelAndNoMore) {
  Mask mask{{{4, 3, 3}}, std::vector<std::uint8_t>(36)};
  EXPECT_TRUE(bounding_box(mask).empty());
  mask.voxels[mask.geometry.offset(2, 1, 0)] = mask.voxels[mask.geometry.offset(1, 1, 2)] = 1;
  const auto box = bounding_box(mask);
  EXPECT_EQ(box.low, (Index3{1, 1, 0}));
  EXPECT_EQ(box.high, (Index3{2, 1, 2}));
  EXPECT_EQ(count_voxels(mask), 2u);
}

TEST(Crop, KeepsValuesAndPlacesOfVoxels) {
  Image image{oblique(), PixelType::int16, {}};
  for (std::size_t i = 0; i < image.geometry.voxels(); ++i) image.voxels.push_back(double(i));
  const auto part = crop(image, {{2, 1, 1}, {5, 3, 2}});
  EXPECT_EQ(part.geometry.size, (Index3{4, 3, 2}));
  EXPECT_EQ(part.type, PixelType::int16);
  EXPECT_EQ(part.voxels[part.geometry.offset(1, 2, 1)], double(image.geometry.offset(3, 3, 2)));
  const auto a = part.geometry.position({1, 2, 1}), b = image.geometry.position({3, 3, 2});
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(a[i], b[i], 1e-12);
  EXPECT_THROW(crop(image, {{0, 0, 0}, {7, 1, 1}}), Error);
}

TEST(GridDifference, IsEmptyWithinTheToleranceAndASentenceBeyond) {
  const auto a = oblique();
  auto b = a;
  EXPECT_EQ(grid_difference(a, b), "");
  b.origin[1] += 3e-5;
  EXPECT_EQ(grid_difference(a, b), "");
  b.origin[1] += 0.35;
  EXPECT_EQ(grid_difference(a, b), "origins differ by 0.35 mm along y, allowed 0.0007 mm");
  b = a;
  b.spacing[2] = 3.2;
  EXPECT_THAT(grid_difference(a, b),
              HasSubstr("spacings differ by 0.1 mm along axis z (3.1 against 3.2 mm)"));
  b = a;
  b.size[0] = 8;
  EXPECT_THAT(grid_difference(a, b), HasSubstr("7x5x4 voxels of 0.7x0.9x3.1 mm against 8x5x4"));
  b = a;
  b.direction[0] += 0.01;
  EXPECT_THAT(grid_difference(a, b), HasSubstr("directions differ"));
}

TEST(GridDifference, FindsSmallSpacingErrorsThatAddUpOverManySlices) {
  Geometry a{{10, 10, 900}, {1, 1, 1}}, b = a;
  b.spacing[2] = 1.0009;
  EXPECT_THAT(grid_difference(a, b), HasSubstr("last voxels differ by 0.809 mm along z"));
}

}  // namespace
}  // namespace dlrr
