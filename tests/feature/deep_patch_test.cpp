#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "feature/deep/deep.h"

namespace dlrr {
namespace {

using testing::HasSubstr;

Geometry grid(const Index3& size, const Vector3& spacing) {
  return {.size = size, .spacing = spacing};
}

// A field that linear interpolation gives back exactly, in mm from voxel (0,0,0).
Image ramp(const Geometry& g) {
  Image image{g, PixelType::float64, {}};
  for (int z = 0; z < g.size[2]; ++z)
    for (int y = 0; y < g.size[1]; ++y)
      for (int x = 0; x < g.size[0]; ++x)
        image.voxels.push_back(x * g.spacing[0] + 2 * y * g.spacing[1] + 4 * z * g.spacing[2]);
  return image;
}

Mask box_mask(const Geometry& g, const Box& box) {
  Mask mask{g, std::vector<std::uint8_t>(g.voxels(), 0)};
  for (int z = box.low[2]; z <= box.high[2]; ++z)
    for (int y = box.low[1]; y <= box.high[1]; ++y)
      for (int x = box.low[0]; x <= box.high[0]; ++x) mask.voxels[g.offset(x, y, z)] = 1;
  return mask;
}

const Geometry scan = grid({20, 18, 12}, {1.0, 1.0, 2.0});
const Box middle{{8, 7, 4}, {11, 10, 7}};  // 4 x 4 x 8 mm, centre (9.5, 8.5, 11) mm

TEST(DeepPatch, SamplesTheScanLinearlyAtEqualSpacing) {
  const DeepSettings s{.size = {6, 6, 10},
                       .spacing = {1, 1, 1},
                       .margin = 1,
                       .mask = DeepSettings::MaskUse::crop,
                       .window = {0, 100}};
  const Patch p = make_patch(ramp(scan), box_mask(scan, middle), s);
  ASSERT_FALSE(p.gap) << *p.gap;
  EXPECT_EQ(p.size, (std::array<int, 3>{10, 6, 6}));
  EXPECT_EQ(p.spacing_text(), "1");
  for (int z = 0; z < 10; ++z)
    for (int y = 0; y < 6; ++y)
      for (int x = 0; x < 6; ++x) {
        const double mm = (9.5 + x - 2.5) + 2 * (8.5 + y - 2.5) + 4 * (11 + z - 4.5);
        EXPECT_NEAR(p.voxels[(z * 6 + y) * 6 + x], mm / 100, 1e-6);
      }
}

TEST(DeepPatch, SurroundsASmallBoxWithFill) {
  const DeepSettings s{.size = {10, 12, 16},
                       .spacing = {1, 1, 1},
                       .margin = 0,
                       .mask = DeepSettings::MaskUse::crop,
                       .window = {-50, 200}};
  const Patch p = make_patch(ramp(scan), box_mask(scan, middle), s);
  ASSERT_FALSE(p.gap);
  const auto filled =
      std::count_if(p.voxels.begin(), p.voxels.end(), [](float v) { return v > 0; });
  EXPECT_EQ(filled, 4 * 4 * 8);
  EXPECT_EQ(p.voxels.front(), 0);
}

TEST(DeepPatch, CoarsensALargeBoxEquallyAlongAllAxes) {
  const DeepSettings s{
      .size = {4, 4, 4}, .spacing = {1, 1, 1}, .margin = 0, .mask = DeepSettings::MaskUse::crop};
  const Patch p = make_patch(ramp(scan), box_mask(scan, middle), s);
  EXPECT_EQ(p.spacing_text(), "2");  // 8 mm along z in 4 voxels
  EXPECT_EQ(std::count(p.inside.begin(), p.inside.end(), 1), 2 * 2 * 4);
}

TEST(DeepPatch, KeepsOnlyTheRegionWhenAsked) {
  const DeepSettings s{.size = {8, 8, 12}, .spacing = {1, 1, 1}, .margin = 2, .window = {-50, 200}};
  const Patch p = make_patch(ramp(scan), box_mask(scan, middle), s);
  ASSERT_FALSE(p.gap);
  for (std::size_t i = 0; i < p.voxels.size(); ++i) EXPECT_EQ(p.voxels[i] > 0, p.inside[i] == 1);
  EXPECT_EQ(std::count(p.inside.begin(), p.inside.end(), 1), 4 * 4 * 8);
}

TEST(DeepPatch, ClampsTheWindowToZeroAndOne) {
  const DeepSettings s{
      .size = {8, 8, 12}, .margin = 2, .mask = DeepSettings::MaskUse::crop, .window = {60, 75}};
  const Patch p = make_patch(ramp(scan), box_mask(scan, middle), s);
  EXPECT_EQ(*std::min_element(p.voxels.begin(), p.voxels.end()), 0.0f);
  EXPECT_EQ(*std::max_element(p.voxels.begin(), p.voxels.end()), 1.0f);
}

TEST(DeepPatch, ScoresTheRegionToMeanZeroAndDeviationOne) {
  const Geometry cube = grid({12, 12, 12}, {1, 1, 1});
  const DeepSettings s{.size = {4, 4, 4},
                       .spacing = {1, 1, 1},
                       .margin = 0,
                       .intensity = DeepSettings::Intensity::region};
  const Patch p = make_patch(ramp(cube), box_mask(cube, {{4, 4, 4}, {7, 7, 7}}), s);
  ASSERT_FALSE(p.gap);
  double sum = 0, squares = 0;
  for (const float v : p.voxels) sum += v, squares += static_cast<double>(v) * v;
  EXPECT_NEAR(sum / 64, 0, 1e-6);
  EXPECT_NEAR(squares / 64, 1, 1e-6);
}

TEST(DeepPatch, LeavesFillBeyondTheEdgeOfTheScan) {
  const Geometry cube = grid({8, 8, 8}, {1, 1, 1});
  const DeepSettings s{.size = {8, 8, 8},
                       .spacing = {1, 1, 1},
                       .margin = 2,
                       .mask = DeepSettings::MaskUse::crop,
                       .window = {-10, 100}};
  const Patch p = make_patch(ramp(cube), box_mask(cube, {{0, 0, 0}, {3, 3, 3}}), s);
  ASSERT_FALSE(p.gap);
  const auto filled =
      std::count_if(p.voxels.begin(), p.voxels.end(), [](float v) { return v > 0; });
  EXPECT_EQ(filled, 6 * 6 * 6);
}

TEST(DeepPatch, StatesWhyThereIsNoVector) {
  const DeepSettings window{.size = {8, 8, 8}, .window = {1000, 2000}};
  const auto whole = box_mask(scan, middle);
  EXPECT_THAT(*make_patch(ramp(scan), whole, window).gap,
              HasSubstr("same value in the intensity window"));
  EXPECT_THAT(*make_patch(ramp(scan), box_mask(scan, {}), {}).gap, HasSubstr("empty"));
  Image flat = ramp(scan);
  std::fill(flat.voxels.begin(), flat.voxels.end(), 7.0);
  EXPECT_THAT(*make_patch(flat, whole, {.intensity = DeepSettings::Intensity::region}).gap,
              HasSubstr("same intensity"));
  Image broken = ramp(scan);
  broken.voxels[scan.offset(9, 9, 5)] = std::numeric_limits<double>::quiet_NaN();
  try {
    make_patch(broken, whole, {.size = {8, 8, 8}});
    FAIL() << "a crop with NaN was taken";
  } catch (const Error& e) {
    EXPECT_THAT(e.what(), HasSubstr("voxel (9, 9, 5) at (9.0, 9.0, 10.0) mm is nan"));
  }
}

// An ellipsoid with values from -6 to 30, some of them 0. The numbers are those of the published
// demo's steps (box of the region, scipy.ndimage.zoom of order 0, z-score of what is above 0) with
// zeros replaced by 0.25 instead of noise.
TEST(DeepPatch, PreparesAsMedicalNetWithAConstantFill) {
  const Geometry g = grid({11, 9, 7}, {0.7, 0.8, 3});
  Image image{g, PixelType::float64, {}};
  Mask mask{g, {}};
  for (int z = 0; z < 7; ++z)
    for (int y = 0; y < 9; ++y)
      for (int x = 0; x < 11; ++x) {
        image.voxels.push_back((x * 7 + y * 5 + z * 11) % 13 * 3.0 - 6);
        const double r =
            (x - 5) * (x - 5) / 16.0 + (y - 4) * (y - 4) / 9.0 + (z - 3) * (z - 3) / 4.0;
        mask.voxels.push_back(r <= 1);
      }
  const auto s = deep_settings({{"preset", "medicalnet"}, {"size", "13,8,6"}, {"fill", "0.25"}});
  const Patch p = make_patch(image, mask, s);
  ASSERT_FALSE(p.gap) << *p.gap;
  double sum = 0, weighted = 0;
  for (std::size_t i = 0; i < p.voxels.size(); ++i) {
    sum += p.voxels[i];
    weighted += static_cast<double>(i) * p.voxels[i];
  }
  EXPECT_NEAR(sum, 9.17706034286746, 1e-4);
  EXPECT_NEAR(weighted, 2420.5068482906236, 1e-2);
  const std::vector<double> line = {0.17016035,  0.25,        0.25,        0.51591168,  -1.55859635,
                                    -1.55859635, 0.86166302,  -1.21284501, -1.21284501, 1.20741436,
                                    -0.86709367, -0.86709367, 1.5531657};
  for (std::size_t x = 0; x < 13; ++x) EXPECT_NEAR(p.voxels[(3 * 8 + 4) * 13 + x], line[x], 1e-6);
}

TEST(DeepPatch, LaysACubeAroundTheCentroidAndSaysWhatLiesBeyondTheScan) {
  const Geometry cube = grid({8, 8, 8}, {1, 1, 1});
  const auto s = deep_settings({{"size", "8"}, {"cube", "8"}, {"mask", "crop"}, {"fill", "-1"}});
  const Patch p = make_patch(ramp(cube), box_mask(cube, {{0, 0, 0}, {3, 3, 3}}), s);
  ASSERT_FALSE(p.gap) << *p.gap;
  EXPECT_EQ(std::count(p.voxels.begin(), p.voxels.end(), -1.0f), 512 - 6 * 6 * 6);
  EXPECT_DOUBLE_EQ(p.outside, 1 - 216.0 / 512);
  EXPECT_NEAR(p.grid.origin[0], -2, 1e-12);
}

TEST(DeepPatch, SamplesAtTheScansOwnSpacingAndAroundTheOrgan) {
  const auto s = deep_settings({{"size", "20,18,12"},
                                {"spacing", "native"},
                                {"crop", "organ"},
                                {"margin", "0"},
                                {"window", "0,100"},
                                {"mask", "crop"}});
  const auto image = ramp(scan);
  const Mask organ = box_mask(scan, {{0, 0, 0}, {19, 17, 11}});
  const Patch p = make_patch(image, box_mask(scan, middle), s, &organ);
  ASSERT_FALSE(p.gap) << *p.gap;
  EXPECT_EQ(p.spacing, scan.spacing);
  for (std::size_t i = 0; i < p.voxels.size(); ++i)
    ASSERT_NEAR(p.voxels[i], std::min(1.0, image.voxels[i] / 100), 1e-6);
  EXPECT_THAT(*make_patch(image, box_mask(scan, middle), s).gap, HasSubstr("no organ mask"));
}

TEST(DeepSettingsText, GivesBackEverySettingAndRefusesWhatContradicts) {
  for (const auto& preset : deep_preset_names()) {
    const auto rows = deep_rows(deep_preset(preset));
    EXPECT_EQ(deep_rows(deep_settings(rows)), rows);
  }
  const auto refused = [](const DeepRows& rows) {
    try {
      deep_settings(rows);
    } catch (const Error& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  EXPECT_THAT(refused({{"marign", "3"}}), HasSubstr("did you mean 'margin'"));
  EXPECT_THAT(refused({{"preset", "medicalnett"}}), HasSubstr("did you mean 'medicalnet'"));
  EXPECT_THAT(refused({{"window", "0,1"}, {"zscore", "region"}}), HasSubstr("contradict"));
  EXPECT_THAT(refused({{"crop", "box"}, {"cube", "30"}}), HasSubstr("'cube' is for crop: cube"));
  EXPECT_THAT(refused({{"crop", "image"}, {"margin", "3"}}), HasSubstr("'margin' is for"));
  EXPECT_THAT(refused({{"spacing", "-1"}}), HasSubstr("more than 0"));
  EXPECT_THAT(refused({{"size", "64.5"}}), HasSubstr("whole numbers"));
  EXPECT_THAT(refused({{"window", "5,5"}}), HasSubstr("[low, high]"));
  EXPECT_THAT(refused({{"fill", "none"}}), HasSubstr("fill is 'none'"));
}

TEST(DeepPatch, RefusesSettingsAndGridsThatCannotBe) {
  const auto image = ramp(scan);
  const auto mask = box_mask(scan, middle);
  EXPECT_THROW(make_patch(image, mask, {.size = {0, 8, 8}}), Error);
  EXPECT_THROW(make_patch(image, mask, {.spacing = {0, 1, 1}}), Error);
  EXPECT_THROW(make_patch(image, mask, {.margin = -1}), Error);
  EXPECT_THROW(make_patch(image, mask, {.window = {5, 5}}), Error);
  EXPECT_THROW(make_patch(image, box_mask(grid({20, 18, 12}, {1, 1, 1}), middle), {}), Error);
}

TEST(DeepVector, HasOneNumberPerNameAndNoneForAGap) {
  const Architecture a{.depth = 18, .width = 2};
  const Network network(a, made_weights(a, 1));
  const DeepSettings s{.size = {12, 12, 12}, .window = {0, 120}};
  const auto values = deep_vector(network, ramp(scan), box_mask(scan, middle), s);
  const auto names = deep_names(a);
  ASSERT_EQ(values.size(), names.size());
  EXPECT_EQ(names.front(), "resnet18_0");
  EXPECT_EQ(names.back(), "resnet18_15");
  for (const double v : values) EXPECT_TRUE(std::isfinite(v) && v >= 0);
  const auto none = deep_features(network, ramp(scan), box_mask(scan, {}), s);
  EXPECT_TRUE(none.gap);
  EXPECT_EQ(none.values.size(), names.size());
  EXPECT_TRUE(std::isnan(none.values[0]));
  EXPECT_THROW(deep_vector(network, ramp(scan), box_mask(scan, {}), s), Error);
}

}  // namespace
}  // namespace dlrr
