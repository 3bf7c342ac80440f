#include "feature/deep/picture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "base/error.h"
#include "port/png.h"

namespace dlrr {

namespace {

constexpr int panel_pixels = 192;  // a slice is enlarged to about this
constexpr int tile_pixels = 96;    // and in a mosaic
constexpr int gutter = 4;
constexpr std::array<std::uint8_t, 3> paper = {255, 255, 255}, cross = {176, 176, 176};

struct Canvas {
  Picture picture;
  Canvas(int width, int height) {
    picture.width = width;
    picture.height = height;
    for (int i = 0; i < width * height; ++i)
      picture.rgb.insert(picture.rgb.end(), paper.begin(), paper.end());
  }
  void set(int x, int y, const std::array<std::uint8_t, 3>& colour) {
    std::copy(colour.begin(), colour.end(),
              picture.rgb.begin() + 3 * (static_cast<std::ptrdiff_t>(y) * picture.width + x));
  }
};

// z-scores are shown from -3 to 3, a window from 0 to 1.
std::uint8_t grey(float value, const DeepSettings& settings) {
  const bool window = settings.intensity == DeepSettings::Intensity::window;
  const double share = window ? value : (value + 3.0) / 6.0;
  return static_cast<std::uint8_t>(std::lround(255 * std::clamp(share, 0.0, 1.0)));
}

// The middle of the region along each axis, x, y, z.
Index3 middle_of(const Patch& patch) {
  const auto [depth, height, width] = patch.size;
  Index3 low{width, height, depth}, high{-1, -1, -1};
  std::size_t at = 0;
  for (int z = 0; z < depth; ++z)
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x) {
        if (!patch.inside[at++]) continue;
        const Index3 here{x, y, z};
        for (std::size_t a = 0; a < 3; ++a)
          low[a] = std::min(low[a], here[a]), high[a] = std::max(high[a], here[a]);
      }
  return {(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, (low[2] + high[2]) / 2};
}

// A slice across `normal` (0: x, 1: y, 2: z): which axes run right and down.
struct Slice {
  std::size_t normal, right, down;
  bool upside;  // the last index on top: superior for z
};
constexpr Slice axial{2, 0, 1, false}, coronal{1, 0, 2, true}, sagittal{0, 1, 2, true};

Index3 extent(const Patch& patch) { return {patch.size[2], patch.size[1], patch.size[0]}; }

void draw(Canvas& canvas, int left, int top, int zoom, const Patch& patch, const Slice& slice,
          const DeepSettings& settings) {
  const Index3 size = extent(patch);
  Index3 at = middle_of(patch);
  for (int row = 0; row < size[slice.down] * zoom; ++row)
    for (int column = 0; column < size[slice.right] * zoom; ++column) {
      const int down = row / zoom;
      at[slice.right] = column / zoom;
      at[slice.down] = slice.upside ? size[slice.down] - 1 - down : down;
      const std::size_t voxel =
          (static_cast<std::size_t>(at[2]) * size[1] + at[1]) * static_cast<std::size_t>(size[0]) +
          at[0];
      const auto g = grey(patch.voxels[voxel], settings);
      canvas.set(left + column, top + row, {g, g, g});
    }
}

void draw_gap(Canvas& canvas, int left, int top, int width, int height) {
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const bool edge = x == 0 || y == 0 || x == width - 1 || y == height - 1;
      const int falling = y * width / height;
      if (edge || x == falling || x == width - 1 - falling) canvas.set(left + x, top + y, cross);
    }
}

int zoom_for(int voxels, int pixels) { return std::max(1, pixels / std::max(1, voxels)); }

}  // namespace

std::string slices_png(const Patch& patch, const DeepSettings& settings) {
  if (patch.gap) throw Error(ErrorKind::internal, "a gap has no picture");
  const Index3 size = extent(patch);
  const int zoom = zoom_for(*std::max_element(size.begin(), size.end()), panel_pixels);
  int width = -gutter, height = 0;
  for (const Slice& slice : {axial, coronal, sagittal}) {
    width += size[slice.right] * zoom + gutter;
    height = std::max(height, size[slice.down] * zoom);
  }
  Canvas canvas(width, height);
  int left = 0;
  for (const Slice& slice : {axial, coronal, sagittal}) {
    draw(canvas, left, 0, zoom, patch, slice, settings);
    left += size[slice.right] * zoom + gutter;
  }
  return png_bytes(canvas.picture);
}

std::string mosaic_png(std::size_t rows, std::size_t columns, const CropAt& crop,
                       const DeepSettings& settings) {
  if (rows == 0 || columns == 0) throw Error(ErrorKind::internal, "a mosaic of nothing");
  const int zoom = zoom_for(std::max(settings.size[0], settings.size[1]), tile_pixels);
  const int tile_width = settings.size[0] * zoom, tile_height = settings.size[1] * zoom;
  Canvas canvas(static_cast<int>(columns) * (tile_width + gutter) - gutter,
                static_cast<int>(rows) * (tile_height + gutter) - gutter);
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < columns; ++c) {
      const int left = static_cast<int>(c) * (tile_width + gutter);
      const int top = static_cast<int>(r) * (tile_height + gutter);
      const Patch patch = crop(r, c);
      if (patch.gap)
        draw_gap(canvas, left, top, tile_width, tile_height);
      else
        draw(canvas, left, top, zoom, patch, axial, settings);
    }
  return png_bytes(canvas.picture);
}

}  // namespace dlrr
