#include "image/map_overlay.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string_view>

#include "base/error.h"
#include "image/colour_map.h"
#include "image/overlay_parts.h"
#include "port/png.h"

namespace dlrr {

namespace {

using Colour = std::array<std::uint8_t, 3>;

constexpr Colour kGround{16, 16, 16}, kInk{235, 235, 235};
constexpr int kLegendWidth = 118, kBarLeft = 14, kBarWidth = 18, kMargin = 16, kDot = 2;

// Letters of 5 x 7 dots, row by row from the top; bit 4 is the left column.
struct Glyph {
  char letter;
  std::array<std::uint8_t, 7> rows;
};
constexpr Glyph kGlyphs[] = {
    {'0', {14, 17, 19, 21, 25, 17, 14}}, {'1', {4, 12, 4, 4, 4, 4, 14}},
    {'2', {14, 17, 1, 2, 4, 8, 31}},     {'3', {31, 2, 4, 2, 1, 17, 14}},
    {'4', {2, 6, 10, 18, 31, 2, 2}},     {'5', {31, 16, 30, 1, 1, 17, 14}},
    {'6', {6, 8, 16, 30, 17, 17, 14}},   {'7', {31, 1, 2, 4, 8, 8, 8}},
    {'8', {14, 17, 17, 14, 17, 17, 14}}, {'9', {14, 17, 17, 15, 1, 2, 12}},
    {'.', {0, 0, 0, 0, 0, 12, 12}},      {'-', {0, 0, 0, 31, 0, 0, 0}},
    {'+', {0, 4, 4, 31, 4, 4, 0}},       {'e', {0, 0, 14, 17, 31, 16, 14}},
};

void put(Picture& picture, int x, int y, const Colour& colour) {
  if (x < 0 || y < 0 || x >= picture.width || y >= picture.height) return;
  const auto at = 3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width) +
                       static_cast<std::size_t>(x));
  std::copy(colour.begin(), colour.end(), picture.rgb.begin() + static_cast<std::ptrdiff_t>(at));
}

void draw_text(Picture& picture, int left, int top, std::string_view text) {
  for (const char letter : text) {
    for (const Glyph& glyph : kGlyphs) {
      if (glyph.letter != letter) continue;
      for (int y = 0; y < 7 * kDot; ++y)
        for (int x = 0; x < 5 * kDot; ++x)
          if (glyph.rows[static_cast<std::size_t>(y / kDot)] >> (4 - x / kDot) & 1)
            put(picture, left + x, top + y, kInk);
    }
    left += 6 * kDot;
  }
}

std::string short_number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", value);
  return text;
}

double share(const MapOverlay& map, double value) {
  return map.high > map.low ? (value - map.low) / (map.high - map.low) : 0.5;
}

// Voxel by voxel, not smoothed: each colour is a value of the map.
void draw_values(Picture& picture, const MapOverlay& map, int z, const OverlayFrame& frame) {
  const Geometry& g = map.values->geometry;
  for (int py = 0; py < frame.height; ++py)
    for (int px = 0; px < frame.width; ++px) {
      const int x = std::clamp(static_cast<int>(std::lround(frame.x(px))), 0, g.size[0] - 1);
      const int y = std::clamp(static_cast<int>(std::lround(frame.y(py))), 0, g.size[1] - 1);
      const std::size_t at = g.offset(x, y, z);
      if (!map.region->voxels[at] || !std::isfinite(map.values->voxels[at])) continue;
      put(picture, px, py, colour_of(share(map, map.values->voxels[at])));
    }
}

// The bar, the numbers of its ends and middle, a tick at each.
void draw_legend(Picture& picture, const MapOverlay& map, int left) {
  for (int y = 0; y < picture.height; ++y)
    for (int x = left; x < picture.width; ++x) put(picture, x, y, kGround);
  const int top = kMargin, bottom = std::max(top + 1, picture.height - 1 - kMargin);
  for (int y = top; y <= bottom; ++y)
    for (int x = 0; x < kBarWidth; ++x)
      put(picture, left + kBarLeft + x, y,
          colour_of(static_cast<double>(bottom - y) / (bottom - top)));
  const bool tall = bottom - top > 60;
  for (const double t : {0.0, 0.25, 0.5, 0.75, 1.0}) {
    if (!tall && t > 0 && t < 1) continue;
    const int y = bottom - static_cast<int>(std::lround(t * (bottom - top)));
    for (int x = 0; x < 4; ++x) put(picture, left + kBarLeft + kBarWidth + x, y, kInk);
    draw_text(picture, left + kBarLeft + kBarWidth + 8, y - 7 * kDot / 2,
              short_number(map.low + t * (map.high - map.low)));
  }
}

}  // namespace

std::string map_overlay_png(const Image& image, const MapOverlay& map, const OverlayPlan& plan) {
  if (map.values->geometry.size != image.geometry.size ||
      map.region->geometry.size != image.geometry.size)
    throw Error(ErrorKind::internal, "overlay: a map of " + describe(map.values->geometry) +
                                         " on an image of " + describe(image.geometry));
  const int z = overlay_slice(plan, map.region, image.geometry);
  const auto frame = make_overlay_frame(image.geometry, bounding_box(*map.region), plan);
  Picture picture{frame.width + kLegendWidth, frame.height, {}};
  picture.rgb.resize(3 * static_cast<std::size_t>(picture.width) *
                     static_cast<std::size_t>(picture.height));
  draw_overlay_grey(picture, image, z, frame, plan);
  draw_values(picture, map, z, frame);
  draw_legend(picture, map, frame.width);
  return png_bytes(picture);
}

}  // namespace dlrr
