#include "region/perturb.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "region/region.h"

namespace dlrr {
namespace {

const Geometry ct{.size = {40, 36, 24},
                  .spacing = {0.8, 0.8, 2.0},
                  .origin = {-20, 7, 100},
                  .direction = {1, 0, 0, 0, -1, 0, 0, 0, -1}};

// An ellipsoid with half axes in mm about voxel (cx, cy, cz).
Mask ellipsoid(const Vector3& half, const Vector3& centre = {20, 18, 12}) {
  Mask mask{ct, {}};
  for (int z = 0; z < ct.size[2]; ++z)
    for (int y = 0; y < ct.size[1]; ++y)
      for (int x = 0; x < ct.size[0]; ++x)
        mask.voxels.push_back(std::pow((x - centre[0]) * ct.spacing[0] / half[0], 2) +
                                  std::pow((y - centre[1]) * ct.spacing[1] / half[1], 2) +
                                  std::pow((z - centre[2]) * ct.spacing[2] / half[2], 2) <=
                              1);
  return mask;
}

double dice(const Mask& a, const Mask& b) {
  std::size_t both = 0;
  for (std::size_t i = 0; i < a.voxels.size(); ++i) both += a.voxels[i] && b.voxels[i];
  return 2.0 * static_cast<double>(both) / static_cast<double>(count_voxels(a) + count_voxels(b));
}

TEST(Perturb, NoChangeIsNoChange) {
  const Mask mask = ellipsoid({7, 5, 8});
  EXPECT_EQ(perturbed(mask, {}).voxels, mask.voxels);
}

TEST(Perturb, GrowthIsTheExpansionAndErosionOfARegion) {
  const Mask mask = ellipsoid({7, 5, 8});
  RegionPlan wider, inner;
  wider.name = "wider", wider.expand_mm = 1.6, wider.ring = false;
  inner.name = "inner", inner.erode_mm = 1.6;
  const auto regions = make_regions(mask, nullptr, {wider, inner});
  EXPECT_EQ(perturbed(mask, {.growth_mm = 1.6}).voxels, regions[0].mask.voxels);
  EXPECT_EQ(perturbed(mask, {.growth_mm = -1.6}).voxels, regions[1].mask.voxels);
  EXPECT_LT(count_voxels(regions[1].mask), count_voxels(mask));
}

TEST(Perturb, AShiftByWholeVoxelsMovesTheMask) {
  const Mask mask = ellipsoid({7, 5, 8});
  // In mm of the patient: y and z of this scan run against the axes.
  const Mask moved = perturbed(mask, {.shift_mm = {1.6, -0.8, -2.0}});
  EXPECT_EQ(moved.voxels, ellipsoid({7, 5, 8}, {22, 19, 13}).voxels);
}

TEST(Perturb, AQuarterTurnSwapsTheHalfAxes) {
  const Mask turned = perturbed(ellipsoid({9, 5, 8}), {.degrees = 90, .axis = {0, 0, 1}});
  EXPECT_EQ(turned.voxels, ellipsoid({5, 9, 8}).voxels);
  // About x the slices of 2 mm meet rows of 0.8 mm, so edges differ a little.
  const Mask tipped = perturbed(ellipsoid({7, 5, 9}), {.degrees = 90, .axis = {1, 0, 0}});
  EXPECT_GT(dice(tipped, ellipsoid({7, 9, 5})), 0.93);
  EXPECT_LT(dice(tipped, ellipsoid({7, 5, 9})), 0.85);
}

TEST(Perturb, ATurnIsRightHandedInThePatientsAxes) {
  // A rod along x; turned by +30 degrees about z its +x end rises along +y, which is -y here.
  const Mask rod = perturbed(ellipsoid({12, 2, 4}), {.degrees = 30, .axis = {0, 0, 1}});
  const int dx = 10, dy = static_cast<int>(std::round(10 * std::tan(std::numbers::pi / 6)));
  EXPECT_TRUE(rod.voxels[ct.offset(20 + dx, 18 - dy, 12)]);
  EXPECT_FALSE(rod.voxels[ct.offset(20 + dx, 18 + dy, 12)]);
}

TEST(Perturb, SmallChangesKeepTheMaskMuchTheSame) {
  const Mask mask = ellipsoid({9, 8, 10});
  for (std::uint64_t k = 1; k <= 6; ++k) {
    const Mask other = perturbed(mask, random_change({1, 5, 1}, 3, "P1", k));
    EXPECT_GT(dice(mask, other), 0.75) << k;
    EXPECT_NE(mask.voxels, other.voxels) << k;
    const double ratio =
        static_cast<double>(count_voxels(other)) / static_cast<double>(count_voxels(mask));
    EXPECT_EQ(ratio > 1, k % 2 == 1) << k << ": " << ratio;
  }
}

TEST(Perturb, ChanceStaysWithinItsRangeAndFollowsSeedNameAndNumber) {
  const PerturbationRange range{2, 5, 1.5};
  for (std::uint64_t k = 1; k <= 200; ++k) {
    const auto c = random_change(range, 1, "P1", k);
    EXPECT_EQ(std::abs(c.growth_mm), 2);
    EXPECT_LE(std::abs(c.degrees), 5);
    for (const double s : c.shift_mm) EXPECT_LE(std::abs(s), 1.5);
    EXPECT_NEAR(std::hypot(c.axis[0], c.axis[1], c.axis[2]), 1, 1e-12);
  }
  const auto first = random_change(range, 1, "P1", 1);
  EXPECT_EQ(first.degrees, random_change(range, 1, "P1", 1).degrees);
  EXPECT_NE(first.degrees, random_change(range, 2, "P1", 1).degrees);
  EXPECT_NE(first.degrees, random_change(range, 1, "P2", 1).degrees);
  EXPECT_NE(first.degrees, random_change(range, 1, "P1", 2).degrees);
}

TEST(Perturb, WhatIsThinnerThanTheShrinkingVanishes) {
  EXPECT_EQ(count_voxels(perturbed(ellipsoid({3, 0.5, 3}), {.growth_mm = -1})), 0u);
}

TEST(Perturb, TheImagesEdgeIsNotBackground) {
  // Half of the lesion lies beyond the image: only what the image shows can move.
  const Mask mask = ellipsoid({7, 5, 8}, {0, 18, 12});
  const Mask inner = perturbed(mask, {.growth_mm = -1.6});
  EXPECT_TRUE(inner.voxels[ct.offset(0, 18, 12)]);
  Mask full{ct, std::vector<std::uint8_t>(ct.voxels(), 1)};
  EXPECT_EQ(perturbed(full, {.growth_mm = -1.6}).voxels, full.voxels);
}

}  // namespace
}  // namespace dlrr
