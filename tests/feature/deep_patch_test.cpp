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
  const DeepSettings s{
      .size = {6, 6, 10}, .spacing = 1, .margin = 1, .window = {0, 100}, .mask_multiply = false};
  const Patch p = make_patch(ramp(scan), box_mask(scan, middle), s);
  ASSERT_FALSE(p.gap) << *p.gap;
  EXPECT_EQ(p.size, (std::array<int, 3>{10, 6, 6}));
  EXPECT_EQ(p.spacing, 1);
  for (int z = 0; z < 10; ++z)
    for (int y = 0; y < 6; ++y)
      for (int x = 0; x < 6; ++x) {
        const double mm = (9.5 + x - 2.5) + 2 * (8.5 + y - 2.5) + 4 * (11 + z - 4.5);
        EXPECT_NEAR(p.voxels[(z * 6 + y) * 6 + x], mm / 100, 1e-6);
      }
}

TEST(DeepPatch, SurroundsASmallBoxWithFill) {
  const DeepSettings s{.size = {10, 12, 16},
                       .spacing = 1,
                       .margin = 0,
                       .window = {-50, 200},
                       .mask_multiply = false};
  const Patch p = make_patch(ramp(scan), box_mask(scan, middle), s);
  ASSERT_FALSE(p.gap);
  const auto filled =
      std::count_if(p.voxels.begin(), p.voxels.end(), [](float v) { return v > 0; });
  EXPECT_EQ(filled, 4 * 4 * 8);
  EXPECT_EQ(p.voxels.front(), 0);
}

TEST(DeepPatch, CoarsensALargeBoxEquallyAlongAllAxes) {
  const DeepSettings s{.size = {4, 4, 4}, .spacing = 1, .margin = 0, .mask_multiply = false};
  const Patch p = make_patch(ramp(scan), box_mask(scan, middle), s);
  EXPECT_EQ(p.spacing, 2);  // 8 mm along z in 4 voxels
  EXPECT_EQ(std::count(p.inside.begin(), p.inside.end(), 1), 2 * 2 * 4);
}

TEST(DeepPatch, KeepsOnlyTheRegionWhenAsked) {
  const DeepSettings s{.size = {8, 8, 12}, .spacing = 1, .margin = 2, .window = {-50, 200}};
  const Patch p = make_patch(ramp(scan), box_mask(scan, middle), s);
  ASSERT_FALSE(p.gap);
  for (std::size_t i = 0; i < p.voxels.size(); ++i) EXPECT_EQ(p.voxels[i] > 0, p.inside[i] == 1);
  EXPECT_EQ(std::count(p.inside.begin(), p.inside.end(), 1), 4 * 4 * 8);
}

TEST(DeepPatch, ClampsTheWindowToZeroAndOne) {
  const DeepSettings s{.size = {8, 8, 12}, .margin = 2, .window = {60, 75}, .mask_multiply = false};
  const Patch p = make_patch(ramp(scan), box_mask(scan, middle), s);
  EXPECT_EQ(*std::min_element(p.voxels.begin(), p.voxels.end()), 0.0f);
  EXPECT_EQ(*std::max_element(p.voxels.begin(), p.voxels.end()), 1.0f);
}

TEST(DeepPatch, ScoresTheRegionToMeanZeroAndDeviationOne) {
  const Geometry cube = grid({12, 12, 12}, {1, 1, 1});
  const DeepSettings s{.size = {4, 4, 4}, .spacing = 1, .margin = 0, .zscore = true};
  const Patch p = make_patch(ramp(cube), box_mask(cube, {{4, 4, 4}, {7, 7, 7}}), s);
  ASSERT_FALSE(p.gap);
  double sum = 0, squares = 0;
  for (const float v : p.voxels) sum += v, squares += static_cast<double>(v) * v;
  EXPECT_NEAR(sum / 64, 0, 1e-6);
  EXPECT_NEAR(squares / 64, 1, 1e-6);
}

TEST(DeepPatch, LeavesFillBeyondTheEdgeOfTheScan) {
  const Geometry cube = grid({8, 8, 8}, {1, 1, 1});
  const DeepSettings s{
      .size = {8, 8, 8}, .spacing = 1, .margin = 2, .window = {-10, 100}, .mask_multiply = false};
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
  EXPECT_THAT(*make_patch(flat, whole, {.zscore = true}).gap, HasSubstr("same intensity"));
  Image broken = ramp(scan);
  broken.voxels[scan.offset(9, 9, 5)] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(*make_patch(broken, whole, {.size = {8, 8, 8}}).gap, HasSubstr("not finite"));
}

TEST(DeepPatch, RefusesSettingsAndGridsThatCannotBe) {
  const auto image = ramp(scan);
  const auto mask = box_mask(scan, middle);
  EXPECT_THROW(make_patch(image, mask, {.size = {0, 8, 8}}), Error);
  EXPECT_THROW(make_patch(image, mask, {.spacing = 0}), Error);
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
