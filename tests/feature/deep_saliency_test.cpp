#include "feature/deep/saliency.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace dlrr {
namespace {

using testing::HasSubstr;

constexpr int kSize = 24;

const Geometry scan_grid{.size = {32, 30, 28}, .spacing = {1, 1, 1}, .origin = {-5, 4, 9}};

// A flat lesion with one bright blob in its corner, off the centre.
struct Phantom {
  Image image{scan_grid, PixelType::float64, Voxels(scan_grid.voxels(), 0.0)};
  Mask mask{scan_grid, std::vector<std::uint8_t>(scan_grid.voxels(), 0)};
  Index3 blob{10, 10, 9};  // its low corner; 3 voxels long

  Phantom() {
    for (int z = 8; z < 20; ++z)
      for (int y = 9; y < 21; ++y)
        for (int x = 9; x < 21; ++x) {
          const auto at = scan_grid.offset(x, y, z);
          mask.voxels[at] = 1;
          image.voxels[at] = 40 + 4 * ((x + 2 * y + 3 * z) % 3) + (in_blob(x, y, z) ? 190 : 0);
        }
  }
  bool in_blob(int x, int y, int z) const {
    return x >= blob[0] && x < blob[0] + 3 && y >= blob[1] && y < blob[1] + 3 && z >= blob[2] &&
           z < blob[2] + 3;
  }
};

// The flat lesion lies just above the fill value, the blob far above it.
const DeepSettings input{.size = {kSize, kSize, kSize}, .margin = 2, .window = {35, 250}};

std::shared_ptr<const Network> network() {
  NetworkSource source;
  source.architecture.width = 4;
  source.architecture.layout = "strided";
  source.seed = 7;
  return open_network(source);
}

TEST(DeepSaliency, OccludingWhatIsFillAlreadyChangesNothing) {
  const Phantom p;
  const Patch patch = make_patch(p.image, p.mask, input);
  ASSERT_FALSE(patch.gap) << *patch.gap;
  const auto map =
      occlusion_map(*network(), patch, input, {.edge = 3, .stride = 3}, vector_change("cosine"), 2);
  EXPECT_EQ(map.cubes, 512u);  // 8 x 8 x 8
  EXPECT_EQ(map.cubes, occlusion_cubes(patch, {.edge = 3, .stride = 3}));
  // The lesion's 12 voxels lie on points 6 to 17: cubes 2 to 5 along each axis.
  EXPECT_EQ(map.idle, 512u - 64u);
  std::size_t changed = 0;
  for (std::size_t i = 0; i < map.values.size(); ++i) {
    if (patch.inside[i]) {
      changed += map.values[i] > 0;
    } else {
      EXPECT_EQ(map.values[i], 0) << i;
    }
  }
  EXPECT_EQ(changed, 12u * 12u * 12u);
}

TEST(DeepSaliency, ABlobDominates) {
  const Phantom p;
  const Patch patch = make_patch(p.image, p.mask, input);
  for (const char* change : {"cosine", "distance"}) {
    const auto map =
        occlusion_map(*network(), patch, input, {.edge = 3, .stride = 2}, vector_change(change), 2);
    const Image on = on_scan(map, patch, scan_grid);
    Index3 best{11, 11, 10};  // the blob's middle
    double blob = 0, rest = 0;
    int rest_count = 0;
    for (int z = 8; z < 20; ++z)
      for (int y = 9; y < 21; ++y)
        for (int x = 9; x < 21; ++x) {
          const auto at = scan_grid.offset(x, y, z);
          if (on.voxels[at] > on.voxels[scan_grid.offset(best[0], best[1], best[2])])
            best = {x, y, z};
          if (p.in_blob(x, y, z)) {
            blob += on.voxels[at] / 27;
          } else if (std::abs(x - 11) > 4 || std::abs(y - 11) > 4 || std::abs(z - 10) > 4) {
            rest += on.voxels[at];
            ++rest_count;
          }
        }
    EXPECT_TRUE(p.in_blob(best[0], best[1], best[2]))
        << change << ": " << best[0] << " " << best[1] << " " << best[2];
    EXPECT_GT(blob, 3 * rest / rest_count) << change;
  }
}

TEST(DeepSaliency, TheMapLiesOnTheScanAndIsNotDefinedOutsideTheCrop) {
  const Phantom p;
  const Patch patch = make_patch(p.image, p.mask, input);
  OcclusionMap map;
  for (std::size_t i = 0; i < patch.inside.size(); ++i)
    map.values.push_back(static_cast<double>(i));
  const Image on = on_scan(map, patch, scan_grid);
  EXPECT_EQ(grid_difference(on.geometry, scan_grid), "");
  // The crop's 24 points of 1 mm lie about the lesion's centre: scan voxels 3 to 26, 2 to 25 in z.
  EXPECT_EQ(on.voxels[scan_grid.offset(3, 3, 2)], 0);
  EXPECT_EQ(on.voxels[scan_grid.offset(26, 26, 25)], kSize * kSize * kSize - 1);
  EXPECT_EQ(std::ranges::count_if(on.voxels, [](double v) { return !std::isnan(v); }),
            kSize * kSize * kSize);
  EXPECT_TRUE(std::isnan(on.voxels[scan_grid.offset(2, 3, 2)]));
}

TEST(DeepSaliency, AnyNumberOfThreadsGivesTheSameBits) {
  const Phantom p;
  const Patch patch = make_patch(p.image, p.mask, input);
  const auto run = [&](unsigned threads) {
    return occlusion_map(*network(), patch, input, {.edge = 5}, vector_change("distance"), threads)
        .values;
  };
  const auto one = run(1);
  EXPECT_EQ(one, run(2));
  EXPECT_EQ(one, run(5));
}

TEST(DeepSaliency, AnEdgeInMillimetresFollowsTheCropsSpacing) {
  const Phantom p;
  DeepSettings coarse = input;
  coarse.spacing = {2, 2, 2};
  coarse.size = {12, 12, 12};
  const Patch patch = make_patch(p.image, p.mask, coarse);
  const auto map = occlusion_map(*network(), patch, coarse, {.edge = 8, .stride = 4, .in_mm = true},
                                 vector_change("cosine"), 2);
  EXPECT_EQ(map.edge, (Index3{4, 4, 4}));
  EXPECT_EQ(map.stride, (Index3{2, 2, 2}));
  EXPECT_EQ(map.cubes, 125u);  // starts 0, 2, 4, 6, 8
}

TEST(DeepSaliency, ChangesAreWhatTheyAreDefinedAs) {
  const auto cosine = vector_change("cosine"), distance = vector_change("distance");
  EXPECT_NEAR(cosine({3, 4}, {4, 3}), 1 - 24.0 / 25, 1e-15);
  EXPECT_NEAR(cosine({3, 4}, {6, 8}), 0, 1e-15);
  EXPECT_EQ(cosine({3, 4}, {0, 0}), 1);
  EXPECT_NEAR(distance({3, 4}, {4, 3}), std::sqrt(2) / 5, 1e-15);
  EXPECT_NEAR(distance({3, 4}, {0, 0}), 1, 1e-15);
  EXPECT_TRUE(std::isnan(distance({0, 0}, {0, 1})));
}

std::string refusal(const OcclusionSettings& occlusion) {
  const Phantom p;
  const Patch patch = make_patch(p.image, p.mask, input);
  try {
    occlusion_cubes(patch, occlusion);
  } catch (const Error& e) {
    return e.what();
  }
  return "accepted";
}

TEST(DeepSaliency, WhatCannotBeIsRefusedInWords) {
  EXPECT_THAT(refusal({.edge = 0}), HasSubstr("edge of the cube is 0, expected above 0"));
  EXPECT_THAT(refusal({.edge = 3, .stride = -1}), HasSubstr("stride is -1"));
  EXPECT_THROW(vector_change("cosin"), Error);
  Patch gap;
  gap.gap = "the region is empty";
  EXPECT_THROW(occlusion_map(*network(), gap, input, {}, vector_change("cosine"), 1), Error);
}

}  // namespace
}  // namespace dlrr
