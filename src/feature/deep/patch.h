// The network's input: a box around one region, sampled at equal spacing along the scan's own axes,
// fitted to a fixed size, with intensities on a fixed scale. Only the points of the box are
// sampled; the scan is never resampled as a whole.
//
// The box is the region's box plus `margin`. At `spacing` it is centred in `size` and surrounded by
// fill (0); a box that is larger than `size` is sampled more coarsely, equally along all axes,
// until it fits (no smoothing before). Image values are interpolated linearly, the region by
// nearest voxel.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "image/image.h"

namespace dlrr {

struct DeepSettings {
  Index3 size{64, 64, 64};                  // x, y, z voxels of the network's input
  double spacing = 1.0;                     // mm
  double margin = 5.0;                      // mm on each side of the region's box
  std::array<double, 2> window{-100, 250};  // intensities scaled to 0..1 and clamped, or
  bool zscore = false;        // (v - mean) / sd of the region's voxels on the scan's grid
  bool mask_multiply = true;  // what is not in the region becomes 0
};

struct Patch {
  std::array<int, 3> size{};         // depth, height, width
  std::vector<float> voxels;         // width fastest; empty when there is a gap
  std::vector<std::uint8_t> inside;  // 1 in the region
  double spacing = 0;                // mm in use: that of the settings or coarser
  std::optional<std::string> gap;    // why there is no vector: "the region is empty"
};

// Throws an Error for settings that cannot be, or when image and region lie on different grids.
Patch make_patch(const Image& image, const Mask& region, const DeepSettings& settings);
void check_settings(const DeepSettings& settings);

}  // namespace dlrr
