#include <gtest/gtest.h>

#include "feature/family_grid.h"
#include "feature/radiomic/count/aggregate.h"
#include "feature/radiomic/count/distance_zones.h"

namespace dlrr {
namespace {

TextureSettings aggregated(const char* way) {
  TextureSettings settings = unit_bins();
  settings.aggregation = way;
  return settings;
}

// Two slices of 2 x 2 voxels.
Grid two_slices() { return make_grid({2, 2, 2}, {1, 1, 2, 2, 1, 2, 1, 2}); }

TEST(Aggregation, AveragesOrMergesSlicesAndDirectionsAsItsNameSays) {
  // Pairs that differ by 1 (of all): slice 0 along x 0 of 2, along y 2 of 2, diagonals 1 of 1 each;
  // slice 1 along x 2 of 2, along y 0 of 2, diagonals 1 of 1 each.
  const auto contrast = [](const char* way) {
    return value(roi_of(two_slices(), aggregated(way)), "glcm", "Contrast");
  };
  EXPECT_DOUBLE_EQ(contrast("2D_averaged"), (0 + 1 + 1 + 1 + 1 + 0 + 1 + 1) / 8.0);
  EXPECT_DOUBLE_EQ(contrast("2D_slice_merged"), 4 / 6.0);
  EXPECT_DOUBLE_EQ(contrast("2.5D_direction_merged"), (0.5 + 0.5 + 1 + 1) / 4);
  EXPECT_DOUBLE_EQ(contrast("2.5D_merged"), 8 / 12.0);
}

TEST(Aggregation, In3dEqualsPlainCountingWithAndWithoutMerging) {
  const Grid grid = bumpy_ball();
  TextureSettings merged;
  merged.weighting_norm = "no_weighting";
  TextureSettings averaged_3d, merged_3d;
  averaged_3d.aggregation = "3D_averaged";
  merged_3d.aggregation = "3D_merged";
  for (const char* name : {"glcm", "glrlm", "glszm", "gldm", "ngtdm", "gldzm", "ngldm"}) {
    EXPECT_EQ(family(name).compute(roi_of(grid, averaged_3d)),
              family(name).compute(roi_of(grid, {})))
        << name;
    EXPECT_EQ(family(name).compute(roi_of(grid, merged_3d)),
              family(name).compute(roi_of(grid, merged)))
        << name;
  }
}

TEST(Aggregation, In25dEqualsForce2d) {
  const Grid grid = bumpy_ball();
  TextureSettings flat, direction_merged;
  flat.force_2d = true;
  direction_merged.aggregation = "2.5D_direction_merged";
  for (const char* name : {"glcm", "glrlm", "glszm", "gldm", "ngtdm", "gldzm", "ngldm"})
    EXPECT_EQ(family(name).compute(roi_of(grid, direction_merged)),
              family(name).compute(roi_of(grid, flat)))
        << name;
}

TEST(Aggregation, OfASingleSliceIsTheSameBySliceAndOverSlices) {
  const Grid slice = make_grid({3, 3, 1}, {1, 2, 2, 4, 1, 3, 1, 1, 2});
  for (const char* name : {"glcm", "glrlm", "glszm", "gldm", "ngtdm", "gldzm", "ngldm"})
    EXPECT_EQ(family(name).compute(roi_of(slice, aggregated("2D_averaged"))),
              family(name).compute(roi_of(slice, aggregated("2.5D_direction_merged"))))
        << name;
}

TEST(Aggregation, LeavesOutSlicesWithoutAVoxelAndMatricesWithoutAnEntry) {
  Grid grid = make_grid({2, 1, 4}, {1, 3, -999, -999, -999, 7, 1, 1});
  // Slice 2 holds one voxel: no pair, but a zone, a run per direction and a dependence.
  EXPECT_DOUBLE_EQ(value(roi_of(grid, aggregated("2D_averaged")), "glcm", "Contrast"), 4 / 2.0);
  EXPECT_DOUBLE_EQ(value(roi_of(grid, aggregated("2D_averaged")), "glszm", "ZonePercentage"),
                   (1 + 1 + 0.5) / 3);
  EXPECT_DOUBLE_EQ(value(roi_of(grid, aggregated("2D_averaged")), "glrlm", "RunPercentage"),
                   (4 + 4 + 3 + 0.5) / 12);
  EXPECT_DOUBLE_EQ(value(roi_of(grid, aggregated("2D_slice_merged")), "glrlm", "RunPercentage"),
                   (1 + 1 + 7 / 8.0) / 3);
  EXPECT_DOUBLE_EQ(
      value(roi_of(grid, aggregated("2D_averaged")), "ngldm", "DependenceCountPercentage"), 1);
}

TEST(Aggregation, CutsSlicesAlongTheAxisOfForce2d) {
  TextureSettings settings = aggregated("2D_slice_merged");
  const Grid along_z = two_slices();
  Grid along_x = along_z;  // the same voxels with x and z exchanged
  for (int z = 0; z < 2; ++z)
    for (int y = 0; y < 2; ++y)
      for (int x = 0; x < 2; ++x)
        along_x.image.voxels[along_x.image.geometry.offset(x, y, z)] =
            along_z.image.voxels[along_z.image.geometry.offset(z, y, x)];
  const double expected = value(roi_of(along_z, settings), "glcm", "Contrast");
  settings.force_2d_dimension = 2;
  EXPECT_DOUBLE_EQ(value(roi_of(along_x, settings), "glcm", "Contrast"), expected);
}

TEST(Aggregation, RefusesAWordItDoesNotKnow) {
  EXPECT_ANY_THROW(value(roi_of(two_slices(), aggregated("2D_avaraged")), "glcm", "Contrast"));
}

TEST(IsolatedVoxels, CountInNgtdmUnlessLeftOut) {
  const Grid grid = make_grid({4, 1, 1}, {1, 3, -999, 5});
  TextureSettings settings = unit_bins();
  // p = 1/3 each, s = 2, 2, 0.
  EXPECT_DOUBLE_EQ(value(roi_of(grid, settings), "ngtdm", "Coarseness"), 1 / (4 / 3.0));
  settings.isolated_voxels = false;
  EXPECT_DOUBLE_EQ(value(roi_of(grid, settings), "ngtdm", "Coarseness"), 1 / 2.0);
}

TEST(IsolatedVoxels, AloneGiveNoNgtdm) {
  TextureSettings settings = unit_bins();
  settings.isolated_voxels = false;
  const Roi roi = roi_of(make_grid({3, 1, 1}, {1, -999, 5}), settings);
  EXPECT_TRUE(std::isnan(value(roi, "ngtdm", "Coarseness")));
}

TEST(DistanceZones, StepsCountFacesToTheEdge) {
  const Grid cube = make_grid({5, 5, 3}, std::vector<double>(75, 1));
  const auto steps = steps_to_edge(cube.mask, {});
  EXPECT_EQ(steps[cube.mask.geometry.offset(2, 2, 1)], 2);
  EXPECT_EQ(steps[cube.mask.geometry.offset(2, 2, 0)], 1);
  TextureSettings flat;
  flat.force_2d = true;
  EXPECT_EQ(steps_to_edge(cube.mask, flat)[cube.mask.geometry.offset(2, 2, 0)], 3);
}

TEST(DistanceZones, AZoneIsAsNearAsItsNearestVoxel) {
  // The middle column of a 3 x 3 x 1 square: zone of 2 reaches the edge, zone of 3 does not.
  const Grid grid = make_grid(
      {5, 5, 1}, {1, 1, 2, 1, 1, 1, 1, 2, 1, 1, 1, 1, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1});
  TextureSettings flat = unit_bins();
  flat.force_2d = true;
  const Roi roi = roi_of(grid, flat);
  EXPECT_DOUBLE_EQ(value(roi, "gldzm", "LargeDistanceEmphasis"), (1 + 1 + 9) / 3.0);
  EXPECT_DOUBLE_EQ(value(roi, "gldzm", "ZonePercentage"), 3 / 25.0);
}

TEST(DistanceZones, VoxelsOutsideTheIntensityMaskStillKeepOthersFromTheEdge) {
  const Grid drawn = make_grid({5, 5, 1}, std::vector<double>(25, 1));
  Grid kept = drawn;
  std::fill(kept.mask.voxels.begin(), kept.mask.voxels.end(), 0);
  kept.mask.voxels[12] = 1;
  Roi roi = roi_of(kept, aggregated("2D_averaged"));
  EXPECT_DOUBLE_EQ(value(roi, "gldzm", "LargeDistanceEmphasis"), 1);
  roi.around = {&drawn.image, &drawn.mask, &roi.mask, {2, 2, 0}};
  EXPECT_DOUBLE_EQ(value(roi, "gldzm", "LargeDistanceEmphasis"), 9);
}

TEST(Ngldm, OfThreeVoxelsFollowsByHand) {
  const Roi roi = roi_of(make_grid({3, 1, 1}, {1, 1, 2}), unit_bins());
  // Dependences: 2, 2 of level 1 and 1 of level 2.
  const auto of = [&](const char* feature) { return value(roi, "ngldm", feature); };
  EXPECT_DOUBLE_EQ(of("DependenceCountEnergy"), 5 / 9.0);
  EXPECT_DOUBLE_EQ(of("DependenceCountPercentage"), 1);
  EXPECT_DOUBLE_EQ(of("GrayLevelNonUniformityNormalized"), 5 / 9.0);
  EXPECT_DOUBLE_EQ(of("HighDependenceEmphasis"), (4 + 4 + 1) / 3.0);
  EXPECT_DOUBLE_EQ(of("LowDependenceHighGrayLevelEmphasis"), (0.25 + 0.25 + 4) / 3);
  EXPECT_DOUBLE_EQ(of("GrayLevelVariance"), value(roi, "gldm", "GrayLevelVariance"));
}

TEST(BinOrigin, BeginsAtAMultipleAtTheMinimumOrAtTheRange) {
  const Grid grid = make_grid({4, 1, 1}, {-30, -10, 0, 39});
  TextureSettings settings;
  EXPECT_EQ(roi_of(grid, settings).levels, (std::vector<std::uint16_t>{1, 2, 3, 4}));
  settings.bin_origin = "minimum";
  EXPECT_EQ(roi_of(grid, settings).levels, (std::vector<std::uint16_t>{1, 1, 2, 3}));
  settings.bin_origin = "range";  // none: the minimum
  EXPECT_EQ(roi_of(grid, settings).levels, (std::vector<std::uint16_t>{1, 1, 2, 3}));
  settings.range_low = -90;
  EXPECT_EQ(roi_of(grid, settings).levels, (std::vector<std::uint16_t>{3, 4, 4, 6}));
  EXPECT_EQ(roi_of(grid, settings).level_count, 6);
}

}  // namespace
}  // namespace dlrr
