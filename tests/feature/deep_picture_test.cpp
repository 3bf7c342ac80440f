// The mosaic: a field per crop, the middle slice in grey, a cross for a gap.
#include "feature/deep/picture.h"

#include <gtest/gtest.h>

#include "port/png.h"

namespace dlrr {
namespace {

// 32 x 24 x 3 voxels; the region is the plane z = 2, so that is the slice shown.
Patch made(float value, float elsewhere) {
  Patch patch;
  patch.size = {3, 24, 32};
  patch.voxels.assign(3 * 24 * 32, elsewhere);
  patch.inside.assign(3 * 24 * 32, 0);
  for (std::size_t i = 2 * 24 * 32; i < patch.voxels.size(); ++i)
    patch.voxels[i] = value, patch.inside[i] = 1;
  return patch;
}

Patch gap() {
  Patch patch;
  patch.gap = "the region is empty";
  return patch;
}

int at(const Picture& picture, int x, int y) {
  const auto pixel = 3 * (static_cast<std::size_t>(y) * picture.width + x);
  EXPECT_EQ(picture.rgb[pixel], picture.rgb[pixel + 1]);
  return picture.rgb[pixel];
}

TEST(DeepMosaic, ShowsTheRegionsMiddleSliceOfEachCropAndACrossForAGap) {
  const DeepSettings settings{.size = {32, 24, 3}};
  std::vector<std::pair<std::size_t, std::size_t>> asked;
  const auto png = mosaic_png(
      2, 3,
      [&](std::size_t row, std::size_t column) {
        asked.emplace_back(row, column);
        if (row == 1 && column == 2) return gap();
        return made(0.1F * static_cast<float>(row * 3 + column), 1);
      },
      settings);
  const Picture picture = parse_png(png, "mosaic");
  // Three pixels per voxel, four between fields.
  EXPECT_EQ(picture.width, 3 * 96 + 2 * 4);
  EXPECT_EQ(picture.height, 2 * 72 + 4);
  EXPECT_EQ(asked.size(), 6u);
  const int expected[] = {0, 26, 51, 77, 102};
  for (int k = 0; k < 5; ++k)
    EXPECT_EQ(at(picture, k % 3 * 100 + 40, k / 3 * 76 + 30), expected[k]);
  EXPECT_EQ(at(picture, 97, 10), 255);   // the gutter
  EXPECT_EQ(at(picture, 200, 76), 176);  // the gap's frame, its inside, its cross
  EXPECT_EQ(at(picture, 240, 80), 255);
  EXPECT_EQ(at(picture, 248, 76 + 36), 176);
}

}  // namespace
}  // namespace dlrr
