#include "feature/radiomic/extract.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "base/error.h"

namespace dlrr {
namespace {

std::string message_of(const std::string& yaml) {
  try {
    parse_radiomic_settings(yaml, "p.yaml");
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

void expect_message(const std::string& yaml, const std::string& part) {
  EXPECT_NE(message_of(yaml).find(part), std::string::npos) << yaml << "\n" << message_of(yaml);
}

Image wavy(Index3 size) {
  Image image;
  image.geometry.size = size;
  image.type = PixelType::int16;
  for (int z = 0; z < size[2]; ++z)
    for (int y = 0; y < size[1]; ++y)
      for (int x = 0; x < size[0]; ++x)
        image.voxels.push_back(std::round(60 * std::sin(0.7 * x) + 40 * std::cos(0.5 * y + z) +
                                          20 * ((x * y + z) % 3)));
  return image;
}

Mask block(const Geometry& geometry, Index3 low, Index3 high) {
  Mask mask{geometry, std::vector<std::uint8_t>(geometry.voxels(), 0)};
  for (int z = low[2]; z <= high[2]; ++z)
    for (int y = low[1]; y <= high[1]; ++y)
      for (int x = low[0]; x <= high[0]; ++x) mask.voxels[geometry.offset(x, y, z)] = 1;
  return mask;
}

TEST(RadiomicSettings, PaperPresetHas1502Features) {
  const auto names = radiomic_names(radiomic_preset("paper"));
  EXPECT_EQ(names.size(), 1502u);
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), 1502u);
  EXPECT_EQ(names[0], "original_shape_Elongation");
}

TEST(RadiomicSettings, EveryPresetIsReadable) {
  for (const auto& name : radiomic_preset_names())
    EXPECT_FALSE(radiomic_names(radiomic_preset(name)).empty());
  EXPECT_THROW(radiomic_preset("papper"), Error);
}

TEST(RadiomicSettings, NameTheLineAndTheNearestKeyOfASlip) {
  expect_message("setting:\n  binWidht: 25\n", "did you mean 'binWidth'");
  expect_message("setting:\n  binWidht: 25\n", "p.yaml, line 2");
  expect_message("featureClass:\n  glcm: [Contrst]\n", "Contrast");
  expect_message("imageType:\n  Wavelets: {}\n", "Wavelet");
}

TEST(RadiomicSettings, RefuseWhatIsNotSupportedInsteadOfIgnoringIt) {
  expect_message("setting: {interpolator: sitkGausian}", "did you mean 'sitkGaussian'");
  expect_message("imageType: {LoG: {}}", "LoG needs its widths");
  expect_message("setting: {binWidth: 5, binCount: 32}", "contradict each other");
  expect_message("setting: {binWidth: 0}", "above 0");
  expect_message("setting: {label: 1.0}", "whole number");
}

TEST(RadiomicSettings, ImageTypesOverrideTheGlobalSettingsForThemselvesOnly) {
  const auto s = parse_radiomic_settings(
      "imageType: {Original: {}, Wavelet: {binWidth: 10, wavelet: db2}}\nsetting: {binWidth: 5}",
      "p");
  ASSERT_EQ(s.images.size(), 2u);
  EXPECT_EQ(s.images[0].texture.bin_width, 5);
  EXPECT_EQ(s.images[1].texture.bin_width, 10);
  EXPECT_EQ(s.images[1].filter.wavelet, "db2");
}

TEST(RadiomicSettings, NoteWhatHasNoEffectAndLeaveItOut) {
  const auto s = parse_radiomic_settings(
      "imageType: {Wavelet: {resampledPixelSpacing: [1,1,1]}}\nfeatureClass: {shape2D: }", "p");
  ASSERT_EQ(s.notes.size(), 2u);
  EXPECT_NE(s.notes[0].find("no effect under an image type"), std::string::npos);
  EXPECT_NE(s.notes[1].find("shape2D needs force2D"), std::string::npos);
  EXPECT_FALSE(s.resample);
  EXPECT_TRUE(s.classes.empty());
}

TEST(RadiomicSettings, GiveDeprecatedFeaturesOnlyByNameAndRetiredOnesNever) {
  const auto named = radiomic_names(parse_radiomic_settings(
      "featureClass: {firstorder: [StandardDeviation, Mean], glcm: [SumVariance, Contrast]}", "p"));
  EXPECT_EQ(named,
            (std::vector<std::string>{"original_firstorder_StandardDeviation",
                                      "original_firstorder_Mean", "original_glcm_Contrast"}));
  const auto all = radiomic_names(parse_radiomic_settings("featureClass: {firstorder: }", "p"));
  EXPECT_EQ(all.size(), 18u);
}

TEST(RadiomicSettings, OverridesTakeThePlaceOfTheFilesOwnValues) {
  const auto s = parse_radiomic_settings("setting: {binCount: 32, label: 2}", "p",
                                         {"binWidth:5", "resampledPixelSpacing:1,1,2"});
  EXPECT_EQ(s.texture.bin_width, 5);
  EXPECT_EQ(s.texture.bin_count, 0);
  EXPECT_EQ(s.label, 2);
  EXPECT_EQ(s.resampling.spacing, (Vector3{1, 1, 2}));
  EXPECT_THROW(parse_radiomic_settings("", "p", {"binWidht:5"}), Error);
  EXPECT_THROW(parse_radiomic_settings("", "p", {"binWidth"}), Error);
}

TEST(RadiomicSettings, KeepTheTextOfASigmaForItsName) {
  const auto names = radiomic_names(parse_radiomic_settings(
      "imageType: {LoG: {sigma: [1, 1.0, 2.50]}}\nfeatureClass: {firstorder: [Mean]}", "p"));
  EXPECT_EQ(names, (std::vector<std::string>{"log-sigma-1-mm-3D_firstorder_Mean",
                                             "log-sigma-1-0-mm-3D_firstorder_Mean",
                                             "log-sigma-2-5-mm-3D_firstorder_Mean"}));
}

TEST(Extract, SharedEqualsExactForOneRegionWithResampling) {
  auto settings = radiomic_preset("quick");
  settings.resampling.spacing = {1.5, 1.5, 1.5};
  const Image image = wavy({22, 20, 16});
  const Mask mask = block(image.geometry, {6, 6, 5}, {13, 12, 10});
  const Mask* const one[] = {&mask};
  const auto exact = extract_exact(image, mask, settings);
  const auto shared = extract_shared(image, one, settings);
  ASSERT_EQ(exact.names, shared[0].names);
  for (std::size_t i = 0; i < exact.values.size(); ++i) {
    if (std::isnan(exact.values[i])) continue;
    EXPECT_EQ(exact.values[i], shared[0].values[i]) << exact.names[i];
  }
}

TEST(Extract, ARegionWithoutVoxelsIsAGapAndOthersGoOn) {
  const Image image = wavy({16, 16, 10});
  const Mask good = block(image.geometry, {4, 4, 3}, {9, 9, 6});
  const Mask empty{image.geometry, std::vector<std::uint8_t>(image.geometry.voxels(), 0)};
  const Mask single = block(image.geometry, {4, 4, 4}, {4, 4, 4});
  const Mask* const all[] = {&good, &empty, &single};
  const auto out = extract_shared(image, all, radiomic_preset("pyradiomics"));
  EXPECT_EQ(out[0].gap, "");
  EXPECT_NE(out[1].gap.find("No labels"), std::string::npos);
  EXPECT_NE(out[2].gap.find("1 segmented voxel"), std::string::npos);
  EXPECT_TRUE(std::isnan(out[2].values[0]));
  EXPECT_EQ(out[1].values.size(), out[0].values.size());
  const Mask* const none[] = {&empty, &empty};
  EXPECT_NE(extract_shared(image, none, radiomic_preset("quick"))[1].gap, "");
}

TEST(Extract, AnImageTooSmallForALogGivesAReason) {
  const Image image = wavy({9, 9, 9});
  const Mask mask = block(image.geometry, {2, 2, 2}, {6, 6, 6});
  const auto out = extract_exact(
      image, mask,
      parse_radiomic_settings(
          "imageType: {LoG: {sigma: [30.0]}}\nfeatureClass: {firstorder: [Mean]}", "p"));
  EXPECT_TRUE(std::isnan(out.values[0]));
  EXPECT_NE(out.reasons.at(0).find("too small"), std::string::npos);
}

TEST(Extract, AShiftedMaskIsRefusedInMillimetres) {
  const Image image = wavy({9, 9, 9});
  Mask mask = block(image.geometry, {2, 2, 2}, {6, 6, 6});
  mask.geometry.origin[0] += 0.4;
  EXPECT_THROW(extract_exact(image, mask, radiomic_preset("pyradiomics")), Error);
}

TEST(Resegmentation, KeepsVoxelsWithinBothBoundsInclusive) {
  Image image = wavy({4, 1, 1});
  image.voxels = {1, 2, 3, 4};
  const Mask mask = block(image.geometry, {0, 0, 0}, {3, 0, 0});
  RadiomicSettings s;
  s.resegment_range = {2, 3};
  EXPECT_EQ(resegmented(image, mask, s).voxels, (std::vector<std::uint8_t>{0, 1, 1, 0}));
  s.resegment_range = {10, 20};
  EXPECT_THROW(resegmented(image, mask, s), Error);
}

}  // namespace
}  // namespace dlrr
