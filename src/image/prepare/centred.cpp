#include "image/prepare/centred.h"

#include <cmath>

#include "base/error.h"

namespace dlrr {

namespace {

constexpr double rounding = 1e-6;  // spacings are 32-bit numbers in many files

// The part of a grid inside `box`.
Geometry part_of(const Geometry& grid, const Box& box) {
  Geometry out = grid;
  out.size = box.size();
  out.origin = grid.position({double(box.low[0]), double(box.low[1]), double(box.low[2])});
  return out;
}

// A box of one grid as the voxels of another that it can touch.
Box box_on(const Geometry& grid, const Geometry& from, const Box& box) {
  Box out;
  const Vector3 low =
      grid.index(from.position({box.low[0] - 1.0, box.low[1] - 1.0, box.low[2] - 1.0}));
  const Vector3 high =
      grid.index(from.position({box.high[0] + 1.0, box.high[1] + 1.0, box.high[2] + 1.0}));
  for (std::size_t a = 0; a < 3; ++a) {
    out.low[a] = static_cast<int>(std::floor(low[a]));
    out.high[a] = static_cast<int>(std::ceil(high[a]));
  }
  return out;
}

Box box_of(std::span<const Mask> masks) {
  Box box;
  for (const Mask& mask : masks) box = united(box, bounding_box(mask));
  if (box.empty()) throw Error("No labels found in this mask: every region is empty");
  return box;
}

}  // namespace

Geometry centred_grid(const Geometry& from, const Vector3& spacing) {
  Geometry grid = from;
  Vector3 start{0, 0, 0};
  for (std::size_t a = 0; a < 3; ++a) {
    if (spacing[a] == 0 || from.size[a] == 1) continue;
    const double ratio = spacing[a] / from.spacing[a];
    grid.spacing[a] = spacing[a];
    grid.size[a] = std::max(1, static_cast<int>(std::ceil(from.size[a] / ratio - rounding)));
    start[a] = 0.5 * (from.size[a] - 1) - 0.5 * (grid.size[a] - 1) * ratio;
  }
  grid.origin = from.position(start);
  return grid;
}

Mask resample_mask(const Mask& mask, const Geometry& grid, const ResampleSettings& settings) {
  if (settings.mask_interpolator != Interpolator::linear) return resample_mask(mask, grid);
  const Image share{mask.geometry, PixelType::float64, {mask.voxels.begin(), mask.voxels.end()}};
  const Image moved = resample_image(share, grid, Interpolator::linear);
  Mask out{grid, {}};
  out.voxels.reserve(moved.voxels.size());
  for (const double v : moved.voxels) out.voxels.push_back(v >= settings.mask_threshold - rounding);
  return out;
}

PreparedPhase prepare_centred(const Image& image, std::span<const Mask> masks,
                              const ResampleSettings& settings, bool crop_it) {
  const Box drawn = box_of(masks);
  Geometry grid = centred_grid(image.geometry, settings.spacing);
  if (crop_it)
    grid = part_of(grid, padded(box_on(grid, image.geometry, drawn), settings.pad, grid.size));
  PreparedPhase out;
  for (const Mask& mask : masks) out.masks.push_back(resample_mask(mask, grid, settings));
  out.image = resample_image(image, grid, settings.interpolator);
  return out;
}

}  // namespace dlrr
