#include "image/overlay.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "image/overlay_parts.h"
#include "port/png.h"

namespace dlrr {

namespace {

using Colour = std::array<std::uint8_t, 3>;

// The masks' extent over all slices, so that pictures of neighbouring slices show the same part.
Box common_box(const std::vector<OverlayMask>& masks) {
  Box all;
  for (const auto& m : masks) {
    const auto box = bounding_box(*m.mask);
    if (box.empty()) continue;
    if (all.empty()) all = box;
    for (std::size_t a = 0; a < 3; ++a) {
      all.low[a] = std::min(all.low[a], box.low[a]);
      all.high[a] = std::max(all.high[a], box.high[a]);
    }
  }
  return all;
}

std::array<double, 2> percentile_window(const Image& image, int z) {
  const auto plane = static_cast<std::ptrdiff_t>(image.geometry.size[0]) * image.geometry.size[1];
  std::vector<double> values(image.voxels.begin() + z * plane,
                             image.voxels.begin() + (z + 1) * plane);
  const auto at = [&](double share) {
    const auto nth =
        values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(plane - 1));
    std::nth_element(values.begin(), nth, values.end());
    return *nth;
  };
  const double low = at(0.01), high = at(0.99);
  return {low, high > low ? high : low + 1};
}

double bilinear(const Image& image, int z, double x, double y) {
  const auto& size = image.geometry.size;
  x = std::clamp(x, 0.0, size[0] - 1.0);
  y = std::clamp(y, 0.0, size[1] - 1.0);
  const int x0 = static_cast<int>(x), y0 = static_cast<int>(y);
  const int x1 = std::min(x0 + 1, size[0] - 1), y1 = std::min(y0 + 1, size[1] - 1);
  const auto at = [&](int i, int j) { return image.voxels[image.geometry.offset(i, j, z)]; };
  const double fx = x - x0, fy = y - y0;
  return (1 - fy) * ((1 - fx) * at(x0, y0) + fx * at(x1, y0)) +
         fy * ((1 - fx) * at(x0, y1) + fx * at(x1, y1));
}

// The mask on the pixels of the picture.
std::vector<std::uint8_t> mask_pixels(const Mask& mask, int z, const OverlayFrame& frame) {
  const auto& size = mask.geometry.size;
  std::vector<std::uint8_t> out;
  out.reserve(static_cast<std::size_t>(frame.width) * static_cast<std::size_t>(frame.height));
  for (int py = 0; py < frame.height; ++py) {
    const int y = std::clamp(static_cast<int>(std::lround(frame.y(py))), 0, size[1] - 1);
    for (int px = 0; px < frame.width; ++px) {
      const int x = std::clamp(static_cast<int>(std::lround(frame.x(px))), 0, size[0] - 1);
      out.push_back(mask.voxels[mask.geometry.offset(x, y, z)] != 0);
    }
  }
  return out;
}

// Inside, and next to a pixel outside within `thickness`.
bool on_outline(const std::vector<std::uint8_t>& inside, const OverlayFrame& frame, int px, int py,
                int thickness) {
  for (int dy = -thickness; dy <= thickness; ++dy)
    for (int dx = -thickness; dx <= thickness; ++dx) {
      const int x = px + dx, y = py + dy;
      if (x < 0 || y < 0 || x >= frame.width || y >= frame.height) continue;
      if (!inside[static_cast<std::size_t>(y) * static_cast<std::size_t>(frame.width) +
                  static_cast<std::size_t>(x)])
        return true;
    }
  return false;
}

}  // namespace

OverlayFrame make_overlay_frame(const Geometry& g, const Box& box, const OverlayPlan& plan) {
  const bool whole = box.empty() || plan.margin_mm < 0;
  const auto low = [&](std::size_t a) {
    return whole ? -0.5 : std::max(-0.5, box.low[a] - 0.5 - plan.margin_mm / g.spacing[a]);
  };
  const auto high = [&](std::size_t a) {
    return whole ? g.size[a] - 0.5
                 : std::min(g.size[a] - 0.5, box.high[a] + 0.5 + plan.margin_mm / g.spacing[a]);
  };
  OverlayFrame f{low(0),
                 high(0),
                 low(1),
                 high(1),
                 g.direction[0] < 0,
                 g.direction[4] < 0,
                 std::max(plan.width, 16),
                 0};
  const double ratio = (f.high_y - f.low_y) * g.spacing[1] / ((f.high_x - f.low_x) * g.spacing[0]);
  f.height = std::max(1, static_cast<int>(std::lround(f.width * ratio)));
  // A tall part is kept within twice the width by making the picture narrower.
  if (f.height > 2 * f.width) {
    f.height = 2 * f.width;
    f.width = std::max(1, static_cast<int>(std::lround(f.height / ratio)));
  }
  return f;
}

void draw_overlay_grey(Picture& picture, const Image& image, int z, const OverlayFrame& frame,
                       const OverlayPlan& plan) {
  const auto window = plan.auto_window ? percentile_window(image, z) : plan.window;
  for (int py = 0; py < frame.height; ++py) {
    std::size_t o = 3 * static_cast<std::size_t>(py) * static_cast<std::size_t>(picture.width);
    for (int px = 0; px < frame.width; ++px) {
      const double v =
          (bilinear(image, z, frame.x(px), frame.y(py)) - window[0]) / (window[1] - window[0]);
      const auto grey = static_cast<std::uint8_t>(std::lround(255 * std::clamp(v, 0.0, 1.0)));
      for (int c = 0; c < 3; ++c) picture.rgb[o++] = grey;
    }
  }
}

void draw_overlay_mask(Picture& picture, const OverlayMask& layer, int z,
                       const OverlayFrame& frame) {
  const auto inside = mask_pixels(*layer.mask, z, frame);
  const int thickness = std::max(1, frame.width / 400);
  for (int py = 0; py < frame.height; ++py)
    for (int px = 0; px < frame.width; ++px) {
      const auto o = static_cast<std::size_t>(py) * static_cast<std::size_t>(frame.width) +
                     static_cast<std::size_t>(px);
      if (!inside[o]) continue;
      const bool line = on_outline(inside, frame, px, py, thickness);
      if (!line && !layer.fill) continue;
      const double weight = line ? 1.0 : 0.35;
      for (std::size_t c = 0; c < 3; ++c) {
        auto& value =
            picture
                .rgb[3 * (static_cast<std::size_t>(py) * static_cast<std::size_t>(picture.width) +
                          static_cast<std::size_t>(px)) +
                     c];
        value =
            static_cast<std::uint8_t>(std::lround(weight * layer.colour[c] + (1 - weight) * value));
      }
    }
}

int overlay_slice(const OverlayPlan& plan, const Mask* mask, const Geometry& g) {
  int z = plan.slice;
  if (z < 0) z = mask ? largest_slice(*mask) : g.size[2] / 2;
  return std::clamp(z, 0, g.size[2] - 1);
}

int largest_slice(const Mask& mask) {
  const auto plane = static_cast<std::ptrdiff_t>(mask.geometry.size[0]) * mask.geometry.size[1];
  int best = mask.geometry.size[2] / 2;
  std::ptrdiff_t most = 0;
  for (int z = 0; z < mask.geometry.size[2]; ++z) {
    const auto first = mask.voxels.begin() + z * plane;
    const auto area = std::count_if(first, first + plane, [](auto v) { return v != 0; });
    if (area > most) {
      most = area;
      best = z;
    }
  }
  return best;
}

std::string overlay_png(const Image& image, const std::vector<OverlayMask>& masks,
                        const OverlayPlan& plan) {
  for (const auto& m : masks)
    if (m.mask->geometry.size != image.geometry.size)
      throw Error(ErrorKind::internal, "overlay: mask of " + describe(m.mask->geometry) +
                                           " on an image of " + describe(image.geometry));
  const int z = overlay_slice(plan, masks.empty() ? nullptr : masks[0].mask, image.geometry);
  const auto frame = make_overlay_frame(image.geometry, common_box(masks), plan);
  Picture picture{frame.width, frame.height, {}};
  picture.rgb.resize(3 * static_cast<std::size_t>(frame.width) *
                     static_cast<std::size_t>(frame.height));
  draw_overlay_grey(picture, image, z, frame, plan);
  for (const auto& m : masks) draw_overlay_mask(picture, m, z, frame);
  return png_bytes(picture);
}

std::array<std::uint8_t, 3> overlay_colour(std::size_t index) {
  // Okabe and Ito's palette, bright colours first for a grey ground.
  static constexpr Colour colours[] = {{230, 159, 0},  {86, 180, 233}, {0, 158, 115},
                                       {240, 228, 66}, {213, 94, 0},   {204, 121, 167}};
  return colours[index % std::size(colours)];
}

}  // namespace dlrr
