#include "image/map_overlay.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "image/colour_map.h"
#include "port/png.h"

namespace dlrr {
namespace {

std::array<std::uint8_t, 3> pixel(const Picture& p, int x, int y) {
  const auto o = 3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(p.width) +
                      static_cast<std::size_t>(x));
  return {p.rgb[o], p.rgb[o + 1], p.rgb[o + 2]};
}

double lightness(const std::array<std::uint8_t, 3>& c) {  // CIE L*, by relative luminance
  const auto linear = [](double v) {
    v /= 255;
    return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
  };
  return 116 * std::cbrt(0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2])) -
         16;
}

TEST(ColourMap, GrowsLighterInEvenSteps) {
  std::vector<double> l;
  for (int k = 0; k <= 20; ++k) l.push_back(lightness(colour_of(k / 20.0)));
  const double mean = (l.back() - l.front()) / 20;
  EXPECT_GT(mean, 3);
  for (std::size_t k = 1; k < l.size(); ++k) EXPECT_NEAR(l[k] - l[k - 1], mean, 1.6) << k;
  EXPECT_EQ(colour_of(-1), colour_of(0));
  EXPECT_EQ(colour_of(2), colour_of(1));
}

// 4 x 4 voxels; the region is the right half, dark above and light below, one voxel undefined.
struct Scene {
  Image image{{{4, 4, 1}}, PixelType::float64, Voxels(16, 50)};
  Image values{
      {{4, 4, 1}}, PixelType::float64, {9, 9, 1, 1, 9, 9, 1, 1, 9, 9, 3, 3, 9, 9, 3, std::nan("")}};
  Mask region{{{4, 4, 1}}, {0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1}};
  OverlayPlan plan{.window = {0, 100}, .margin_mm = -1, .width = 80};
  Picture draw(double low, double high) const {
    return parse_png(map_overlay_png(image, {&values, &region, low, high}, plan), "map");
  }
};

TEST(MapOverlay, ColoursTheRegionsDefinedVoxelsAndAddsABar) {
  const Picture p = Scene().draw(1, 3);
  EXPECT_EQ(p.height, 80);
  EXPECT_GT(p.width, 80);
  const std::array<std::uint8_t, 3> grey{128, 128, 128};
  EXPECT_EQ(pixel(p, 10, 10), grey);  // outside the region
  EXPECT_EQ(pixel(p, 50, 10), colour_of(0));
  EXPECT_EQ(pixel(p, 50, 50), colour_of(1));
  EXPECT_EQ(pixel(p, 70, 70), grey);  // undefined
}

TEST(MapOverlay, ShowsOneColourWhereAllValuesAreEqual) {
  EXPECT_EQ(pixel(Scene().draw(1, 1), 50, 10), colour_of(0.5));
}

TEST(MapOverlay, RefusesAMapOfAnotherSize) {
  Scene s;
  s.values.geometry.size = {2, 2, 1};
  EXPECT_THROW(s.draw(0, 1), Error);
}

}  // namespace
}  // namespace dlrr
