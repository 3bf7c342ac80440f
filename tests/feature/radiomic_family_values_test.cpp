#include <gtest/gtest.h>

#include <map>

#include "feature/family_grid.h"
#include "feature/radiomic/count/zones.h"

namespace dlrr {
namespace {

TEST(GlcmContrast, IsZeroWhenAllVoxelsShareOneLevel) {
  const Roi roi = roi_of(make_grid({2, 2, 2}, std::vector<double>(8, 5)), unit_bins());
  EXPECT_EQ(value(roi, "glcm", "Contrast"), 0);
  EXPECT_EQ(value(roi, "glcm", "Correlation"), 1);
  EXPECT_EQ(value(roi, "glcm", "MCC"), 1);
  EXPECT_EQ(value(roi, "glcm", "JointEnergy"), 1);
}

TEST(Glcm, OfTwoVoxelsFollowsByHand) {
  const Roi roi = roi_of(make_grid({2, 1, 1}, {1, 2}), unit_bins());
  EXPECT_DOUBLE_EQ(value(roi, "glcm", "Contrast"), 1);
  EXPECT_NEAR(value(roi, "glcm", "Correlation"), -1, 1e-12);
  EXPECT_NEAR(value(roi, "glcm", "JointEntropy"), 1, 1e-12);
  EXPECT_NEAR(value(roi, "glcm", "Imc2"), std::sqrt(1 - std::exp(-2)), 1e-12);
  EXPECT_NEAR(value(roi, "glcm", "MCC"), 1, 1e-12);
  EXPECT_DOUBLE_EQ(value(roi, "glcm", "JointAverage"), 1.5);
  EXPECT_DOUBLE_EQ(value(roi, "glcm", "SumAverage"), 3);
  EXPECT_DOUBLE_EQ(value(roi, "glcm", "Idn"), 1 / 1.5);
}

TEST(Glcm, WithoutSymmetryKeepsTheDirection) {
  TextureSettings settings = unit_bins();
  settings.symmetrical_glcm = false;
  const Roi roi = roi_of(make_grid({3, 1, 1}, {1, 1, 4}), settings);
  // Pairs (1,1) and (1,4), each one half.
  EXPECT_DOUBLE_EQ(value(roi, "glcm", "JointAverage"), 1);
  EXPECT_DOUBLE_EQ(value(roi, "glcm", "Autocorrelation"), 0.5 * 1 + 0.5 * 4);
  EXPECT_DOUBLE_EQ(value(roi, "glcm", "Contrast"), 4.5);
}

TEST(Glcm, IsTheMeanOverDirectionsUnlessANormMergesThem) {
  const Grid grid = make_grid({2, 2, 1}, {1, 2, 1, 2});
  // Along x all pairs differ by one, along y none, along both diagonals all.
  EXPECT_DOUBLE_EQ(value(roi_of(grid, unit_bins()), "glcm", "Contrast"), 3.0 / 4);
  TextureSettings merged = unit_bins();
  merged.weighting_norm = "no_weighting";  // 2 of 2, 0 of 2, 1 of 1, 1 of 1
  EXPECT_DOUBLE_EQ(value(roi_of(grid, merged), "glcm", "Contrast"), 4.0 / 6);
  TextureSettings weighted = unit_bins();
  weighted.weighting_norm = "manhattan";
  const double near = std::exp(-1), far = std::exp(-4);
  EXPECT_DOUBLE_EQ(value(roi_of(grid, weighted), "glcm", "Contrast"),
                   (2 * near + 2 * far) / (4 * near + 2 * far));
}

TEST(Glcm, IsUndefinedWhereNoTwoVoxelsTouch) {
  const Roi roi = roi_of(make_grid({3, 1, 1}, {1, -999, 2}), unit_bins());
  EXPECT_TRUE(std::isnan(value(roi, "glcm", "Contrast")));
  EXPECT_TRUE(std::isnan(value(roi, "glcm", "MCC")));
}

TEST(Glcm, ADistanceIsAShellNotABall) {
  TextureSettings far = unit_bins();
  far.distances = {2};
  EXPECT_DOUBLE_EQ(value(roi_of(make_grid({3, 1, 1}, {1, 9, 1}), far), "glcm", "Contrast"), 0);
}

TEST(Glrlm, OfOneLineFollowsByHand) {
  const Roi roi = roi_of(make_grid({5, 1, 1}, {1, 1, 2, 2, 2}), unit_bins());
  EXPECT_DOUBLE_EQ(value(roi, "glrlm", "ShortRunEmphasis"), (1.0 / 4 + 1.0 / 9) / 2);
  EXPECT_DOUBLE_EQ(value(roi, "glrlm", "LongRunEmphasis"), (4 + 9) / 2.0);
  EXPECT_DOUBLE_EQ(value(roi, "glrlm", "RunPercentage"), 2.0 / 5);
  EXPECT_DOUBLE_EQ(value(roi, "glrlm", "LongRunHighGrayLevelEmphasis"), (4 * 1 + 9 * 4) / 2.0);
  EXPECT_DOUBLE_EQ(value(roi, "glrlm", "RunVariance"), 0.25);
}

TEST(Glrlm, KeepsADirectionWhoseLineHoldsTwoVoxelsApart) {
  const Roi apart = roi_of(make_grid({3, 1, 1}, {1, -999, 1}), unit_bins());
  EXPECT_DOUBLE_EQ(value(apart, "glrlm", "RunPercentage"), 1);
  EXPECT_DOUBLE_EQ(value(apart, "glrlm", "GrayLevelNonUniformity"), 2);
}

TEST(Glrlm, LeavesOutDirectionsWithoutALineOfTwo) {
  // Three voxels in an L: x and y and one diagonal hold two voxels, the other diagonal none.
  const Roi roi = roi_of(make_grid({2, 2, 1}, {1, 1, 1, -999}), unit_bins());
  // Each of the three directions has one run of two and one of one.
  EXPECT_DOUBLE_EQ(value(roi, "glrlm", "LongRunEmphasis"), (4 + 1) / 2.0);
}

TEST(Glszm, JoinsVoxelsAcrossCorners) {
  const Grid grid = make_grid({3, 3, 1}, {1, 2, 2, 2, 1, 2, 1, 1, 1});
  const Roi roi = roi_of(grid, unit_bins());
  EXPECT_DOUBLE_EQ(value(roi, "glszm", "ZonePercentage"), 2.0 / 9);
  EXPECT_DOUBLE_EQ(value(roi, "glszm", "LargeAreaEmphasis"), (25 + 16) / 2.0);
}

TEST(Glszm, Force2dKeepsSlicesApartAlongEachAxis) {
  const Grid grid = make_grid({2, 2, 2}, std::vector<double>(8, 5));
  TextureSettings settings = unit_bins();
  EXPECT_DOUBLE_EQ(value(roi_of(grid, settings), "glszm", "LargeAreaEmphasis"), 64);
  settings.force_2d = true;
  for (const int axis : {0, 1, 2}) {
    settings.force_2d_dimension = axis;
    EXPECT_DOUBLE_EQ(value(roi_of(grid, settings), "glszm", "LargeAreaEmphasis"), 16) << axis;
  }
}

// Zones by plain flood filling: slow and obvious.
std::map<std::pair<int, int>, int> flooded_zones(const Roi& roi, const Index3& reach) {
  std::map<std::pair<int, int>, int> out;
  std::vector<std::uint16_t> level = roi.levels;
  const Geometry& g = roi.mask.geometry;
  for (std::size_t start = 0; start < level.size(); ++start) {
    if (!level[start]) continue;
    const int wanted = level[start];
    std::vector<std::size_t> open{start};
    level[start] = 0;
    int size = 0;
    while (!open.empty()) {
      const int at = static_cast<int>(open.back());
      open.pop_back();
      ++size;
      const Index3 p{at % g.size[0], at / g.size[0] % g.size[1], at / g.size[0] / g.size[1]};
      for (int z = p[2] - reach[2]; z <= p[2] + reach[2]; ++z)
        for (int y = p[1] - reach[1]; y <= p[1] + reach[1]; ++y)
          for (int x = p[0] - reach[0]; x <= p[0] + reach[0]; ++x) {
            if (x < 0 || y < 0 || z < 0 || x >= g.size[0] || y >= g.size[1] || z >= g.size[2])
              continue;
            if (level[g.offset(x, y, z)] != wanted) continue;
            level[g.offset(x, y, z)] = 0;
            open.push_back(g.offset(x, y, z));
          }
    }
    ++out[{wanted, size}];
  }
  return out;
}

TEST(Glszm, EqualsFloodFillingIn3dAndInSlicesAlongEachAxis) {
  for (const int axis : {-1, 0, 1, 2}) {
    TextureSettings settings;
    settings.bin_width = axis < 0 ? 12 : 50;  // few levels make large, ragged zones
    settings.force_2d = axis >= 0;
    settings.force_2d_dimension = std::max(axis, 0);
    const Roi roi = roi_of(bumpy_ball(), settings);
    Index3 reach{1, 1, 1};
    if (axis >= 0) reach[2 - axis] = 0;
    std::map<std::pair<int, int>, int> counted;
    const std::optional<Lengths> zones = count_zones(roi);
    ASSERT_TRUE(zones.has_value());
    for (const Lengths::Cell& c : zones->cells)
      counted[{static_cast<int>(c.level), static_cast<int>(c.length)}] = static_cast<int>(c.count);
    EXPECT_EQ(counted, flooded_zones(roi, reach)) << axis;
  }
}

TEST(Gldm, CountsTheVoxelItselfAndItsLikeNeighbours) {
  const Roi roi = roi_of(make_grid({3, 1, 1}, {1, 1, 2}), unit_bins());
  EXPECT_DOUBLE_EQ(value(roi, "gldm", "LargeDependenceEmphasis"), (4 + 4 + 1) / 3.0);
  TextureSettings loose = unit_bins();
  loose.gldm_a = 1;
  EXPECT_DOUBLE_EQ(
      value(roi_of(make_grid({3, 1, 1}, {1, 1, 2}), loose), "gldm", "LargeDependenceEmphasis"),
      (4 + 9 + 4) / 3.0);
}

TEST(Ngtdm, OfTwoVoxelsFollowsByHand) {
  const Roi roi = roi_of(make_grid({2, 1, 1}, {1, 2}), unit_bins());
  EXPECT_DOUBLE_EQ(value(roi, "ngtdm", "Coarseness"), 1);
  EXPECT_DOUBLE_EQ(value(roi, "ngtdm", "Contrast"), 0.25);
  EXPECT_DOUBLE_EQ(value(roi, "ngtdm", "Busyness"), 1);
  EXPECT_DOUBLE_EQ(value(roi, "ngtdm", "Complexity"), 1);
  EXPECT_DOUBLE_EQ(value(roi, "ngtdm", "Strength"), 1);
}

TEST(Ngtdm, OfAFlatRegionHasTheLargestCoarseness) {
  const Roi roi = roi_of(make_grid({2, 2, 1}, {3, 3, 3, 3}), unit_bins());
  EXPECT_EQ(value(roi, "ngtdm", "Coarseness"), 1e6);
  EXPECT_EQ(value(roi, "ngtdm", "Contrast"), 0);
  EXPECT_EQ(value(roi, "ngtdm", "Busyness"), 0);
  EXPECT_EQ(value(roi, "ngtdm", "Strength"), 0);
}

TEST(FirstOrder, OfFiveVoxelsFollowsByHand) {
  TextureSettings settings = unit_bins();
  settings.voxel_array_shift = 10;
  Grid grid = make_grid({5, 1, 1}, {4, 1, 3, 2, 10});
  set_spacing(grid, {1, 2, 3});
  const Roi roi = roi_of(grid, settings);
  EXPECT_DOUBLE_EQ(value(roi, "firstorder", "Mean"), 4);
  EXPECT_DOUBLE_EQ(value(roi, "firstorder", "Median"), 3);
  EXPECT_DOUBLE_EQ(value(roi, "firstorder", "10Percentile"), 1.4);
  EXPECT_DOUBLE_EQ(value(roi, "firstorder", "90Percentile"), 7.6);
  EXPECT_DOUBLE_EQ(value(roi, "firstorder", "InterquartileRange"), 2);
  EXPECT_DOUBLE_EQ(value(roi, "firstorder", "Variance"), 10);
  EXPECT_DOUBLE_EQ(value(roi, "firstorder", "Energy"), 14 * 14 + 121 + 169 + 144 + 400);
  EXPECT_DOUBLE_EQ(value(roi, "firstorder", "TotalEnergy"), 6 * (14 * 14 + 121 + 169 + 144 + 400));
  EXPECT_DOUBLE_EQ(value(roi, "firstorder", "MeanAbsoluteDeviation"), (0 + 3 + 1 + 2 + 6) / 5.0);
  EXPECT_DOUBLE_EQ(value(roi, "firstorder", "RobustMeanAbsoluteDeviation"), 2.0 / 3);
  EXPECT_NEAR(value(roi, "firstorder", "Entropy"), std::log2(5), 1e-12);
}

TEST(FirstOrder, OfAFlatRegionHasNoSkewnessAndNoKurtosis) {
  const Roi roi = roi_of(make_grid({3, 1, 1}, {7, 7, 7}), {});
  EXPECT_EQ(value(roi, "firstorder", "Skewness"), 0);
  EXPECT_EQ(value(roi, "firstorder", "Kurtosis"), 0);
  EXPECT_EQ(value(roi, "firstorder", "Uniformity"), 1);
}

}  // namespace
}  // namespace dlrr
