#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "base/error.h"
#include "feature/conformance/conformance.h"
#include "feature/radiomic/extract.h"

namespace dlrr {
namespace {

RadiomicSettings parsed(const std::string& setting, const std::string& rest = "") {
  return parse_radiomic_settings("setting: {" + setting + "}\n" + rest, "p.yaml");
}

struct Scan {
  Image image;
  Mask mask;
};

// A ramp of 0.4 per voxel with one bright voxel, 12 x 10 x 8, and a block of 6 x 5 x 4.
Scan scan() {
  Scan out;
  out.image.geometry.size = {12, 10, 8};
  out.image.geometry.spacing = {1, 1, 2};
  out.mask.geometry = out.image.geometry;
  for (int z = 0; z < 8; ++z)
    for (int y = 0; y < 10; ++y)
      for (int x = 0; x < 12; ++x) {
        out.image.voxels.push_back(0.4 * x + y + z);
        out.mask.voxels.push_back(x >= 3 && x < 9 && y >= 2 && y < 7 && z >= 2 && z < 6);
      }
  out.image.voxels[out.image.geometry.offset(5, 4, 3)] = 500;
  return out;
}

double mean_of(const RegionSteps& steps) {
  double sum = 0, n = 0;
  for (std::size_t i = 0; i < steps.intensity.voxels.size(); ++i)
    if (steps.intensity.voxels[i]) sum += steps.image.voxels[i], n += 1;
  return sum / n;
}

TEST(IbsiSettings, AreReadUnderTheirNames) {
  const auto s = parsed(
      "roundIntensities: true, gridAlignment: centre, maskInterpolator: sitkLinear, "
      "maskThreshold: 0.6, resegmentOutliers: 3, resegmentRange: [-500, 400], binOrigin: range, "
      "aggregation: 2.5D_merged, isolatedVoxels: left_out, ivhBinWidth: 2.5");
  EXPECT_TRUE(s.round_intensities);
  EXPECT_EQ(s.resampling.alignment, GridAlignment::centre);
  EXPECT_EQ(s.resampling.mask_interpolator, Interpolator::linear);
  EXPECT_EQ(s.resampling.mask_threshold, 0.6);
  EXPECT_EQ(s.resegment_outliers, 3);
  const TextureSettings& t = s.images.at(0).texture;
  EXPECT_EQ(t.bin_origin, "range");
  EXPECT_EQ(t.aggregation, "2.5D_merged");
  EXPECT_FALSE(t.isolated_voxels);
  EXPECT_EQ(t.ivh_bin_width, 2.5);
  EXPECT_EQ(t.range_low, -500);
  EXPECT_EQ(t.range_high, 400);
}

TEST(IbsiSettings, ARangeHoldsForTheImageItWasGivenForAndNotForFilteredOnes) {
  const auto s = parsed("resegmentRange: [-500, 400]", "imageType: {Square: {}, Original: {}}\n");
  EXPECT_TRUE(std::isnan(s.images.at(0).texture.range_low));
  EXPECT_EQ(s.images.at(1).texture.range_low, -500);
  EXPECT_TRUE(std::isnan(
      parsed("resegmentRange: [-3, 3], resegmentMode: sigma").images.at(0).texture.range_low));
}

TEST(IbsiSettings, RefuseWhatContradictsItself) {
  EXPECT_THROW(parsed("normalize: true, roundIntensities: true"), Error);
  EXPECT_THROW(parsed("maskThreshold: 1.5"), Error);
  EXPECT_THROW(parsed("gridAlignment: center"), Error);
  EXPECT_THROW(parsed("aggregation: 2D"), Error);
}

TEST(IbsiSettings, RoundingMakesWholeNumbersBeforeAndAfterResampling) {
  const Scan s = scan();
  const auto steps = region_steps(
      s.image, s.mask,
      parsed("roundIntensities: true, resampledPixelSpacing: [1.5, 1.5, 1.5], gridAlignment: "
             "centre, interpolator: sitkLinear"));
  for (const double v : steps.image.voxels) ASSERT_EQ(v, std::round(v));
}

TEST(IbsiSettings, OutliersGoAndTheRangeCutsAsWell) {
  const Scan s = scan();
  const auto count = [&](const std::string& settings) {
    return count_voxels(region_steps(s.image, s.mask, parsed(settings)).intensity);
  };
  EXPECT_EQ(count("binWidth: 25"), 120u);
  EXPECT_EQ(count("resegmentOutliers: 3"), 119u);
  const auto both =
      region_steps(s.image, s.mask, parsed("resegmentOutliers: 3, resegmentRange: [8, 1000]"));
  EXPECT_EQ(count_voxels(both.morphology), 120u);
  EXPECT_LT(count_voxels(both.intensity), 119u);
  for (std::size_t i = 0; i < both.intensity.voxels.size(); ++i) {
    if (both.intensity.voxels[i]) {
      ASSERT_GE(both.image.voxels[i], 8);
      ASSERT_LT(both.image.voxels[i], 500);
    }
  }
}

TEST(IbsiSettings, MorphologyKeepsTheDrawnShapeAndReadsTheIntensitiesThatAreLeft) {
  const Scan s = scan();
  const std::string rest = "featureClass: {morphology: [Volume, IntegratedIntensity]}\n";
  const auto all = extract_exact(s.image, s.mask, parsed("minimumROIDimensions: 1", rest));
  const auto settings = parsed("resegmentRange: [8, 20]", rest);
  const auto cut = extract_exact(s.image, s.mask, settings);
  ASSERT_EQ(cut.names, (std::vector<std::string>{"original_morphology_Volume",
                                                 "original_morphology_IntegratedIntensity"}));
  EXPECT_EQ(cut.values[0], all.values[0]);
  const double mean = mean_of(region_steps(s.image, s.mask, settings));
  EXPECT_NEAR(cut.values[1], cut.values[0] * mean, 1e-9 * cut.values[1]);
}

TEST(IbsiSettings, FamiliesAreMeasuredOnFilteredImagesUnlessTheyDescribeTheRegion) {
  const auto names = radiomic_names(
      parsed("binWidth: 25",
             "imageType: {Original: {}, Square: {}}\nfeatureClass: {morphology: [Volume], "
             "local_intensity: [LocalIntensityPeak], intensity_statistics: [Mean], gldzm: "
             "[ZonePercentage]}\n"));
  EXPECT_EQ(names, (std::vector<std::string>{
                       "original_morphology_Volume", "original_local_intensity_LocalIntensityPeak",
                       "original_intensity_statistics_Mean", "original_gldzm_ZonePercentage",
                       "square_intensity_statistics_Mean", "square_gldzm_ZonePercentage"}));
}

TEST(IbsiPreset, HoldsEveryFeatureOfTheIbsiAndGivesThemAll) {
  const RadiomicSettings settings = radiomic_preset("ibsi");
  const auto names = radiomic_names(settings);
  EXPECT_EQ(names.size(), 29u + 2 + 18 + 23 + 6 + 23 + 16 + 16 + 16 + 5 + 17);
  const Scan s = scan();
  const auto values = extract_exact(s.image, s.mask, settings);
  for (std::size_t i = 0; i < values.values.size(); ++i)
    EXPECT_TRUE(std::isfinite(values.values[i])) << values.names[i];
}

TEST(IbsiPreset, GivesTheSameWhetherRegionsAreMeasuredAloneOrTogether) {
  const RadiomicSettings settings = radiomic_preset("ibsi");
  const Scan s = scan();
  const Mask* const one[] = {&s.mask};
  EXPECT_EQ(extract_shared(s.image, one, settings)[0].values,
            extract_exact(s.image, s.mask, settings).values);
}

TEST(Conformance, ComparesAtThreeDigitsWithinTheTolerance) {
  ConformanceResult result;
  compare_value("equal after rounding", 1.2345, 1.23, 0, result);
  compare_value("at the tolerance", 104, 100, 4, result);
  compare_value("rounded to it", 0.69449, 0.694, 0, result);
  EXPECT_TRUE(result.misses.empty());
  compare_value("beyond", 105, 100, 4, result);
  compare_value("next digit", 1.2351, 1.23, 0, result);
  compare_value("no value", std::nan(""), 1, 10, result);
  EXPECT_EQ(result.misses.size(), 3u);
  EXPECT_EQ(result.compared, 6u);
  EXPECT_EQ(result.within(), 3u);
}

TEST(Conformance, SaysWhatItLooksForWhereThereIsNoReference) {
  EXPECT_THROW(conformance_cases(std::filesystem::path(DLRR_TESTS_DIR)), Error);
}

}  // namespace
}  // namespace dlrr
