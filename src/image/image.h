// Voxels with geometry in millimetres, LPS: physical = origin + direction * diag(spacing) * index.
// Arrays run x fastest: voxel (x,y,z) is at x + nx * (y + ny * z).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/large_vector.h"

namespace dlrr {

using Index3 = std::array<int, 3>;      // x, y, z
using Vector3 = std::array<double, 3>;  // x, y, z

struct Geometry {
  Index3 size{0, 0, 0};
  Vector3 spacing{1, 1, 1};  // mm
  Vector3 origin{0, 0, 0};   // mm, LPS, centre of voxel (0,0,0)
  // Row-major 3x3 direction cosines; column a is the direction of axis a.
  std::array<double, 9> direction{1, 0, 0, 0, 1, 0, 0, 0, 1};

  std::size_t voxels() const {
    return static_cast<std::size_t>(size[0]) * static_cast<std::size_t>(size[1]) *
           static_cast<std::size_t>(size[2]);
  }
  std::size_t offset(int x, int y, int z) const {
    return static_cast<std::size_t>(x) +
           static_cast<std::size_t>(size[0]) *
               (static_cast<std::size_t>(y) +
                static_cast<std::size_t>(size[1]) * static_cast<std::size_t>(z));
  }
  double voxel_volume() const { return spacing[0] * spacing[1] * spacing[2]; }  // mm3
  // Position in mm of a continuous index, and back.
  Vector3 position(const Vector3& index) const;
  Vector3 index(const Vector3& position) const;
};

// The number type of the file (or of the last filter). Values are held as double, but the type
// decides rounding and clamping in resampling and filters, as it does in PyRadiomics.
enum class PixelType { int8, uint8, int16, uint16, int32, uint32, int64, uint64, float32, float64 };

inline bool is_integer(PixelType type) { return type < PixelType::float32; }

using Voxels = LargeVector<double>;

struct Image {
  Geometry geometry;
  PixelType type = PixelType::float64;
  Voxels voxels;
};

// 1 inside, 0 outside.
struct Mask {
  Geometry geometry;
  std::vector<std::uint8_t> voxels;
};

// Inclusive index box.
struct Box {
  Index3 low{0, 0, 0}, high{-1, -1, -1};
  bool empty() const { return high[0] < low[0]; }
  Index3 size() const { return {high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1}; }
};

std::size_t count_voxels(const Mask& mask);
Box bounding_box(const Mask& mask);  // empty box for an empty mask
// The part inside `box` (which must lie inside the grid), with the origin moved accordingly.
Image crop(const Image& image, const Box& box);
Mask crop(const Mask& mask, const Box& box);

// Nothing when both lie on the same grid within `tolerance` (of the smallest spacing for positions,
// of 1 for directions); else a sentence in mm that says how they differ
// ("origins differ by 0.488 mm along x, allowed 0.001 mm").
std::string grid_difference(const Geometry& a, const Geometry& b, double tolerance = 1e-3);

std::string describe(const Geometry& geometry);  // "176x180x56 voxels of 0.977x0.977x3.27 mm"

}  // namespace dlrr
