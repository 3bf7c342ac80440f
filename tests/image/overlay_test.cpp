#include "image/overlay.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "port/png.h"

namespace dlrr {
namespace {

TEST(LargestSlice, IsTheFirstWithTheMostVoxels) {
  const Mask mask{{{2, 1, 4}}, {0, 0, 1, 0, 1, 1, 1, 1}};
  EXPECT_EQ(largest_slice(mask), 2);
}

std::array<int, 3> pixel(const Picture& p, int x, int y) {
  const auto o = 3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(p.width) +
                      static_cast<std::size_t>(x));
  return {p.rgb[o], p.rgb[o + 1], p.rgb[o + 2]};
}

// 4 x 4 voxels of 1 x 2 mm; the mask covers the right half.
struct Scene {
  Image image{{{4, 4, 1}, {1, 2, 1}}, PixelType::float64, Voxels(16, 50)};
  Mask mask{{{4, 4, 1}, {1, 2, 1}}, {0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1}};
  OverlayPlan plan{.window = {0, 100}, .margin_mm = -1, .width = 40};
};

TEST(Overlay, HasSquarePixelsWindowedGreyAndColouredOutlines) {
  const Scene s;
  const auto p =
      parse_png(overlay_png(s.image, {{&s.mask, {255, 0, 0}, false}}, s.plan), "overlay");
  EXPECT_EQ(p.width, 40);
  EXPECT_EQ(p.height, 80);
  EXPECT_EQ(pixel(p, 5, 40), (std::array<int, 3>{128, 128, 128}));
  EXPECT_EQ(pixel(p, 20, 40), (std::array<int, 3>{255, 0, 0}));
  EXPECT_EQ(pixel(p, 30, 40), (std::array<int, 3>{128, 128, 128}));
}

TEST(Overlay, TintsFilledMasks) {
  const Scene s;
  const auto p = parse_png(overlay_png(s.image, {{&s.mask, {255, 0, 0}, true}}, s.plan), "overlay");
  EXPECT_EQ(pixel(p, 30, 40), (std::array<int, 3>{172, 83, 83}));
}

TEST(Overlay, ShowsThePatientsRightOnTheLeftForReversedAxesToo) {
  Scene s;
  s.image.geometry.direction[0] = s.mask.geometry.direction[0] = -1;
  const auto p =
      parse_png(overlay_png(s.image, {{&s.mask, {255, 0, 0}, false}}, s.plan), "overlay");
  EXPECT_EQ(pixel(p, 19, 40), (std::array<int, 3>{255, 0, 0}));
  EXPECT_EQ(pixel(p, 20, 40), (std::array<int, 3>{128, 128, 128}));
}

TEST(Overlay, RefusesAMaskOfAnotherSize) {
  const Scene s;
  const Mask other{{{2, 2, 1}}, {1, 1, 1, 1}};
  EXPECT_THROW(overlay_png(s.image, {{&other}}, s.plan), Error);
}

}  // namespace
}  // namespace dlrr
