#include "region/region.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <utility>

#include "base/error.h"

namespace dlrr {
namespace {

using testing::HasSubstr;

Mask sphere(const Index3& size, const Vector3& spacing, const Vector3& centre_mm,
            double radius_mm) {
  Mask mask{{size, spacing}, {}};
  for (int z = 0; z < size[2]; ++z)
    for (int y = 0; y < size[1]; ++y)
      for (int x = 0; x < size[0]; ++x) {
        const double dx = x * spacing[0] - centre_mm[0], dy = y * spacing[1] - centre_mm[1],
                     dz = z * spacing[2] - centre_mm[2];
        mask.voxels.push_back(dx * dx + dy * dy + dz * dz <= radius_mm * radius_mm);
      }
  return mask;
}

Mask filled(const Geometry& g, std::uint8_t value) {
  return {g, std::vector<std::uint8_t>(g.voxels(), value)};
}

double ball(double radius) { return 4.0 / 3.0 * std::numbers::pi * radius * radius * radius; }

TEST(Regions, OfASphereHaveTheVolumesOfShells) {
  const auto tumour = sphere({84, 84, 42}, {0.8, 0.8, 1.6}, {33, 33, 33}, 15);
  const auto regions = make_regions(tumour, nullptr, default_region_plans());
  ASSERT_EQ(regions.size(), 6u);
  EXPECT_NEAR(regions[0].volume_mm3 / ball(15), 1, 0.01);
  EXPECT_EQ(regions[1].gap, "no organ mask");
  // Voxel centres lie a little off the surface, outside for the background and inside for the
  // tumour: erosion takes less than the sphere's 5 mm and expansion adds less than its 3, 5 and 10
  // mm, each by a part of a voxel.
  EXPECT_GT(regions[2].volume_mm3, 0.99 * ball(10));
  EXPECT_LT(regions[2].volume_mm3, ball(10.5));
  for (const auto& [i, margin] : {std::pair{3u, 3.0}, {4u, 5.0}, {5u, 10.0}}) {
    EXPECT_LT(regions[i].volume_mm3, 1.01 * (ball(15 + margin) - ball(15)));
    EXPECT_GT(regions[i].volume_mm3, ball(14.5 + margin) - ball(15));
  }
  for (const auto& r : regions) EXPECT_EQ(r.cut_fraction, 0);
}

TEST(Regions, AgreeVoxelForVoxelWithTheSignedDistance) {
  const auto tumour = sphere({30, 28, 14}, {1, 1.3, 2.9}, {14, 17, 20}, 8);
  const auto distance = signed_distance_mm(tumour);
  const auto regions = make_regions(tumour, nullptr,
                                    {{.name = "in", .erode_mm = 4},
                                     {.name = "rim", .expand_mm = 4},
                                     {.name = "big", .expand_mm = 4, .ring = false}});
  for (std::size_t i = 0; i < distance.size(); ++i) {
    EXPECT_EQ(regions[0].mask.voxels[i], distance[i] < -4);
    EXPECT_EQ(regions[1].mask.voxels[i], distance[i] > 0 && distance[i] <= 4);
    EXPECT_EQ(regions[2].mask.voxels[i], distance[i] <= 4);
  }
}

TEST(Regions, TakeAMarginThatEndsOnAVoxelCentreDespiteRoundedSpacing) {
  Mask tumour{{{15, 1, 1}, {double(0.8f), 1, 1}}, {0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0}};
  const auto rim = make_regions(tumour, nullptr, {{.name = "rim", .expand_mm = 4}}, 1)[0];
  EXPECT_EQ(rim.voxels, 10u);
}

TEST(Erosion, ThatLeavesNothingIsAGapWithTheDeepestVoxel) {
  // The centre's nearest background voxel is (3, 1, 0) away.
  const auto tumour = sphere({20, 20, 20}, {1, 1, 1}, {10, 10, 10}, 3);
  const auto region = make_regions(tumour, nullptr, {{.name = "inner_5mm", .erode_mm = 5}})[0];
  ASSERT_TRUE(region.gap);
  EXPECT_EQ(*region.gap, "vanished: no voxel is deeper than 5 mm (deepest 3.2 mm)");
  EXPECT_EQ(region.voxels, 0u);
}

TEST(Erosion, TakesNothingAwayAtTheImageEdge) {
  const Mask tumour{{{6, 1, 1}}, {1, 1, 1, 1, 0, 0}};
  const auto region = make_regions(tumour, nullptr, {{.name = "inner", .erode_mm = 2}})[0];
  EXPECT_EQ(region.mask.voxels, (std::vector<std::uint8_t>{1, 1, 0, 0, 0, 0}));
}

TEST(Expansion, ReportsHowMuchTheImageEdgeCutsOff) {
  const Mask tumour{{{5, 1, 1}, {1, 100, 100}}, {0, 1, 0, 0, 0}};
  const auto region = make_regions(tumour, nullptr, {{.name = "rim", .expand_mm = 3}})[0];
  EXPECT_EQ(region.mask.voxels, (std::vector<std::uint8_t>{1, 0, 1, 1, 1}));
  EXPECT_DOUBLE_EQ(region.cut_fraction, 2.0 / 6.0);
  EXPECT_FALSE(region.gap);
}

TEST(Expansion, CutByMoreThanAllowedIsAGap) {
  const Mask tumour{{{5, 1, 1}, {1, 100, 100}}, {0, 1, 0, 0, 0}};
  const auto region = make_regions(tumour, nullptr, {{.name = "rim", .expand_mm = 3}}, 0.2)[0];
  ASSERT_TRUE(region.gap);
  EXPECT_EQ(*region.gap,
            "cut: the image edge takes 33 % of the 3 mm around the tumour (allowed 20 %)");
}

TEST(Expansion, IsClippedToTheOrganAndTheTumour) {
  const Mask tumour{{{7, 1, 1}}, {0, 0, 0, 1, 0, 0, 0}}, organ{{{7, 1, 1}}, {0, 0, 1, 0, 1, 1, 0}};
  const RegionPlan plan{.name = "big", .expand_mm = 2, .ring = false, .clip_to_organ = true};
  EXPECT_EQ(make_regions(tumour, &organ, {plan})[0].mask.voxels,
            (std::vector<std::uint8_t>{0, 0, 1, 1, 1, 1, 0}));
}

TEST(Organ, IsTakenWithoutTheTumour) {
  const Mask tumour{{{5, 1, 1}}, {0, 0, 1, 1, 0}}, organ{{{5, 1, 1}}, {1, 1, 1, 0, 0}};
  EXPECT_EQ(
      make_regions(tumour, &organ, {{.name = "liver", .organ_minus_tumour = true}})[0].mask.voxels,
      (std::vector<std::uint8_t>{1, 1, 0, 0, 0}));
}

TEST(Organ, OnAnotherGridIsRefused) {
  const Mask tumour = filled({{5, 1, 1}}, 1), organ = filled({{6, 1, 1}}, 1);
  EXPECT_THROW(make_regions(tumour, &organ, default_region_plans()), Error);
}

TEST(OneVoxelTumour, IsAGapButHasARim) {
  const auto tumour = sphere({11, 11, 11}, {1, 1, 1}, {5, 5, 5}, 0.5);
  const auto regions =
      make_regions(tumour, nullptr, {{.name = "tumour"}, {.name = "rim", .expand_mm = 3}});
  EXPECT_THAT(regions[0].gap.value_or(""), HasSubstr("one voxel"));
  EXPECT_FALSE(regions[1].gap);
}

TEST(EmptyTumour, IsAGapInEveryRegion) {
  for (const auto& region : make_regions(filled({{4, 4, 4}}, 0), nullptr, default_region_plans()))
    EXPECT_EQ(region.gap, "the tumour mask is empty");
}

TEST(TumourThatFillsTheImage, HasNoBackgroundToErodeItAndNoRim) {
  const auto regions =
      make_regions(filled({{4, 4, 4}}, 1), nullptr,
                   {{.name = "inner", .erode_mm = 2}, {.name = "rim", .expand_mm = 2}});
  EXPECT_EQ(regions[0].voxels, 64u);
  EXPECT_TRUE(regions[1].gap);
}

TEST(RegionPlan, ThatContradictsItselfIsRefused) {
  EXPECT_THROW(check_plan({.name = "x", .erode_mm = 1, .expand_mm = 1}), Error);
  EXPECT_THROW(check_plan({.name = "x", .erode_mm = -1}), Error);
  EXPECT_THROW(check_plan({.name = "a.b"}), Error);
  EXPECT_THROW(check_plan({.name = ""}), Error);
  EXPECT_THROW(check_plan({.name = "x", .organ_minus_tumour = true, .expand_mm = 3}), Error);
}

TEST(RegionPlan, DefaultsAreAllSound) {
  for (const auto& plan : default_region_plans()) EXPECT_NO_THROW(check_plan(plan));
}

}  // namespace
}  // namespace dlrr
