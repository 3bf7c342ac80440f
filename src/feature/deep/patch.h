// The network's input: a crop laid around one region, sampled along the scan's own axes into a
// fixed size, with intensities on a fixed scale. Only the points of the crop are sampled; the scan
// is never resampled as a whole.
//
// At its spacing the crop is centred in `size` and surrounded by fill; a crop that is larger than
// `size` is sampled more coarsely, by the same factor along all axes, until it fits (no smoothing
// before). Stretched ("fit"), the first and last points of each axis are the crop's first and last
// voxels, as scipy's zoom has it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "feature/deep/settings.h"
#include "image/image.h"

namespace dlrr {

struct Patch {
  std::array<int, 3> size{};         // depth, height, width
  int channels = 1;                  // 2: the region as 0 and 1 behind the image
  std::vector<float> voxels;         // [channel][depth][height][width]; empty when there is a gap
  std::vector<std::uint8_t> inside;  // 1 in the region
  Vector3 spacing{};                 // mm in use along x, y, z
  double outside = 0;                // share of the crop that lies beyond the scan: fill
  Geometry grid;                     // where the points lie
  std::optional<std::string> gap;    // why there is no vector: "the region is empty"

  // "1" or "0.9x0.9x3"
  std::string spacing_text() const;
};

// Throws an Error for settings that cannot be, when image and region lie on different grids, and
// for a voxel in the crop that is not a number (with its place). `organ` is for crop: organ and may
// be null: then there is a gap that says so.
Patch make_patch(const Image& image, const Mask& region, const DeepSettings& settings,
                 const Mask* organ = nullptr);

}  // namespace dlrr
