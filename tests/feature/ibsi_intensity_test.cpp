#include <gtest/gtest.h>

#include "feature/family_grid.h"

namespace dlrr {
namespace {

Roi line_of(const std::vector<double>& values, const TextureSettings& settings = unit_bins()) {
  return roi_of(make_grid({static_cast<int>(values.size()), 1, 1}, values), settings);
}

TEST(IntensityStatistics, OfFourVoxelsFollowByHand) {
  const Roi roi = line_of({1, 2, 3, 10});
  const auto of = [&](const char* feature) { return value(roi, "intensity_statistics", feature); };
  EXPECT_DOUBLE_EQ(of("Mean"), 4);
  EXPECT_DOUBLE_EQ(of("Variance"), (9 + 4 + 1 + 36) / 4.0);
  EXPECT_DOUBLE_EQ(of("Skewness"), (-27 - 8 - 1 + 216) / 4.0 / std::pow(12.5, 1.5));
  EXPECT_DOUBLE_EQ(of("ExcessKurtosis"), (81 + 16 + 1 + 1296) / 4.0 / (12.5 * 12.5) - 3);
  EXPECT_DOUBLE_EQ(of("Median"), 2.5);
  EXPECT_DOUBLE_EQ(of("Percentile10"), 1.3);
  EXPECT_DOUBLE_EQ(of("Percentile90"), 3 + 0.7 * 7);
  EXPECT_DOUBLE_EQ(of("InterquartileRange"), 4.75 - 1.75);
  EXPECT_DOUBLE_EQ(of("MeanAbsoluteDeviation"), (3 + 2 + 1 + 6) / 4.0);
  EXPECT_DOUBLE_EQ(of("MedianAbsoluteDeviation"), (1.5 + 0.5 + 0.5 + 7.5) / 4);
  EXPECT_DOUBLE_EQ(of("RobustMeanAbsoluteDeviation"), 0.5);  // of 2 and 3
  EXPECT_DOUBLE_EQ(of("CoefficientOfVariation"), std::sqrt(12.5) / 4);
  EXPECT_DOUBLE_EQ(of("QuartileCoefficientOfDispersion"), 3 / 6.5);
  EXPECT_DOUBLE_EQ(of("Energy"), 114);
  EXPECT_DOUBLE_EQ(of("RootMeanSquare"), std::sqrt(114 / 4.0));
}

TEST(IntensityStatistics, OfAFlatRegionHaveNoSpreadAndNoForm) {
  const Roi roi = line_of({0.1, 0.1, 0.1});
  for (const char* feature : {"Variance", "Skewness", "ExcessKurtosis", "CoefficientOfVariation"})
    EXPECT_EQ(value(roi, "intensity_statistics", feature), 0) << feature;
  EXPECT_TRUE(
      std::isnan(value(line_of({-1, 1}), "intensity_statistics", "CoefficientOfVariation")));
}

TEST(IntensityHistogram, SlopesAlsoOverEmptyLevels) {
  const Roi roi = line_of({1, 1, 1, 2, 4, 4});  // 3 1 0 2 voxels
  const auto of = [&](const char* feature) { return value(roi, "intensity_histogram", feature); };
  EXPECT_DOUBLE_EQ(of("MaximumGradient"), 2);  // -2, -1.5, 0.5, 2
  EXPECT_DOUBLE_EQ(of("MaximumGradientLevel"), 4);
  EXPECT_DOUBLE_EQ(of("MinimumGradient"), -2);
  EXPECT_DOUBLE_EQ(of("MinimumGradientLevel"), 1);
  EXPECT_DOUBLE_EQ(of("Mode"), 1);
  EXPECT_DOUBLE_EQ(of("Mean"), 13 / 6.0);
  EXPECT_DOUBLE_EQ(of("Entropy"), 0.5 + std::log2(6) / 6 + std::log2(3) / 3);
  EXPECT_DOUBLE_EQ(of("Uniformity"), (9 + 1 + 4) / 36.0);
}

TEST(IntensityHistogram, OfEquallyFullLevelsTheOneNearestToTheMeanIsTheMode) {
  EXPECT_EQ(value(line_of({1, 1, 4, 4, 5}), "intensity_histogram", "Mode"), 4);
  EXPECT_EQ(value(line_of({1, 1, 3, 3}), "intensity_histogram", "Mode"), 1);
}

TEST(IntensityHistogram, OfOneLevelHasNoSlope) {
  EXPECT_TRUE(std::isnan(value(line_of({3, 3}), "intensity_histogram", "MaximumGradient")));
}

TEST(VolumeHistogram, InWholeStepsFollowsByHand) {
  const Roi roi = line_of({0, 1, 1, 2, 3, 4, 6, 8, 9, 10});
  const auto of = [&](const char* feature) {
    return value(roi, "intensity_volume_histogram", feature);
  };
  EXPECT_DOUBLE_EQ(of("VolumeIntensity10"), 0.9);  // at least 1
  EXPECT_DOUBLE_EQ(of("VolumeIntensity90"), 0.2);  // at least 9
  EXPECT_DOUBLE_EQ(of("VolumeDifference"), 0.7);
  EXPECT_DOUBLE_EQ(of("IntensityVolume10"), 10);  // one voxel of ten
  EXPECT_DOUBLE_EQ(of("IntensityVolume90"), 1);
  EXPECT_DOUBLE_EQ(of("IntensityDifference"), 9);
}

TEST(VolumeHistogram, RunsOverTheRangeThatWasLetThrough) {
  TextureSettings settings = unit_bins();
  settings.range_low = -10;
  settings.range_high = 10;
  const Roi roi = line_of({0, 5}, settings);
  // A tenth of the way from -10 to 10 is -8, nine tenths is 8.
  EXPECT_DOUBLE_EQ(value(roi, "intensity_volume_histogram", "VolumeIntensity10"), 1);
  EXPECT_DOUBLE_EQ(value(roi, "intensity_volume_histogram", "VolumeIntensity90"), 0);
}

TEST(VolumeHistogram, BinsOfAWidthStandForTheirMiddles) {
  TextureSettings settings = unit_bins();
  settings.ivh_bin_width = 2.5;
  settings.range_low = 0;
  settings.range_high = 25;
  // 24.9 lies in the last bin, 22.5 to 25, whose middle is 23.75.
  const Roi roi = line_of({0.1, 1, 3, 6, 8, 11, 13, 16, 18, 24.9}, settings);
  // One voxel of ten reaches 23.75; the next bin below that holds a second voxel is 17.5 to 20, so
  // the lowest middle that one alone reaches is 21.25.
  EXPECT_DOUBLE_EQ(value(roi, "intensity_volume_histogram", "IntensityVolume10"), 21.25);
}

TEST(VolumeHistogram, ANumberOfBinsCountsBins) {
  TextureSettings settings = unit_bins();
  settings.ivh_bin_count = 11;
  const Roi roi = line_of({0, 1, 1, 2, 3, 4, 6, 8, 9, 10}, settings);
  EXPECT_DOUBLE_EQ(value(roi, "intensity_volume_histogram", "IntensityVolume10"), 11);
  EXPECT_DOUBLE_EQ(value(roi, "intensity_volume_histogram", "VolumeIntensity90"), 0.2);
}

TEST(VolumeHistogram, HasNoIntensityThatFewReachWhenManyAreBrightest) {
  const Roi roi = line_of({1, 5, 5, 5});
  EXPECT_TRUE(std::isnan(value(roi, "intensity_volume_histogram", "IntensityVolume10")));
  EXPECT_EQ(value(roi, "intensity_volume_histogram", "IntensityVolume90"), 2);
}

TEST(LocalIntensity, TakesTheMeanOfTheBallAlsoOutsideTheRegion) {
  Grid grid = make_grid({5, 1, 1}, {0, 10, 40, 10, 5});
  grid.mask.voxels = {0, 1, 1, 0, 0};
  set_spacing(grid, {5, 5, 5});  // the ball of 6.2 mm holds the neighbours across faces
  Roi roi = roi_of(grid, {});
  EXPECT_DOUBLE_EQ(value(roi, "local_intensity", "LocalIntensityPeak"), 25);  // the box alone
  roi.around = {&grid.image, &grid.mask, &roi.mask, {1, 0, 0}};
  EXPECT_DOUBLE_EQ(value(roi, "local_intensity", "LocalIntensityPeak"), 20);
  EXPECT_DOUBLE_EQ(value(roi, "local_intensity", "GlobalIntensityPeak"), 20);
  set_spacing(grid, {10, 10, 10});
  roi = roi_of(grid, {});
  EXPECT_DOUBLE_EQ(value(roi, "local_intensity", "LocalIntensityPeak"), 40);
}

TEST(LocalIntensity, OfSeveralBrightestVoxelsTheLargestPeakCounts) {
  Grid grid = make_grid({7, 1, 1}, {9, 1, 1, 1, 9, 8, 8});
  set_spacing(grid, {5, 5, 5});
  const Roi roi = roi_of(grid, {});
  EXPECT_DOUBLE_EQ(value(roi, "local_intensity", "LocalIntensityPeak"), (1 + 9 + 8) / 3.0);
  EXPECT_DOUBLE_EQ(value(roi, "local_intensity", "GlobalIntensityPeak"), (9 + 8 + 8) / 3.0);
}

}  // namespace
}  // namespace dlrr
