// Small images for the tests of the radiomic families.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "feature/radiomic/family.h"

namespace dlrr {

struct Grid {
  Image image;
  Mask mask;
};

// Values x fastest; where `outside` stands, the voxel is not in the mask.
inline Grid make_grid(const Index3& size, const std::vector<double>& values,
                      double outside = -999) {
  Grid grid;
  grid.image.geometry.size = size;
  grid.mask.geometry = grid.image.geometry;
  grid.image.voxels.assign(values.begin(), values.end());
  for (const double v : values) grid.mask.voxels.push_back(v == outside ? 0 : 1);
  return grid;
}

inline void set_spacing(Grid& grid, const Vector3& mm) {
  grid.image.geometry.spacing = mm;
  grid.mask.geometry.spacing = mm;
}

// A bumpy ball with texture, `shift` voxels away from its usual place.
inline Grid bumpy_ball(int shift = 0) {
  const Index3 size{17 + shift, 15 + 2 * shift, 12 + shift};
  Grid grid = make_grid(
      size, std::vector<double>(static_cast<std::size_t>(size[0]) * size[1] * size[2], 0.0), 0);
  for (int z = 0; z < 12; ++z)
    for (int y = 0; y < 15; ++y)
      for (int x = 0; x < 17; ++x) {
        const std::size_t at = grid.image.geometry.offset(x + shift, y + 2 * shift, z + shift);
        grid.image.voxels[at] = 100 + (x * 37 + y * 61 + z * 89 + x * y * z) % 97;
        const double r =
            std::hypot(x - 8.0, y - 7.0, (z - 5.5) * 1.3) + ((x * 7 + y * 5 + z) % 3) * 0.4;
        grid.mask.voxels[at] = r < 6.5;
      }
  set_spacing(grid, {0.8, 0.7, 2.5});
  return grid;
}

inline Roi roi_of(const Grid& grid, const TextureSettings& settings) {
  return make_roi(grid.image, grid.mask, settings);
}

inline const Family& family(std::string_view name) {
  for (const Family& f : families())
    if (f.name == name) return f;
  throw std::runtime_error("no family " + std::string(name));
}

// The slice z of a region, prepared for families that measure in a plane.
inline Roi slice_of(const Roi& roi, int z) {
  Mask slice = roi.mask;
  for (std::size_t i = 0; i < slice.voxels.size(); ++i)
    if (static_cast<int>(i) / (slice.geometry.size[0] * slice.geometry.size[1]) != z)
      slice.voxels[i] = 0;
  TextureSettings settings = roi.settings;
  settings.force_2d = true;
  return make_roi(roi.image, slice, settings);
}

// A family's values on the region, or on its middle slice when the family measures in a plane.
inline std::vector<double> measured(const Family& f, const Roi& roi) {
  return f.compute(f.name == "shape2D" ? slice_of(roi, roi.mask.geometry.size[2] / 2) : roi);
}

inline double value(const Roi& roi, std::string_view family_name, std::string_view feature) {
  const Family& f = family(family_name);
  const std::vector<double> values = f.compute(roi);
  for (std::size_t i = 0; i < values.size(); ++i)
    if (f.features[i].name == feature) return values[i];
  throw std::runtime_error("no feature " + std::string(feature));
}

// Bins of width 1: the levels are the intensities, shifted so that the lowest is 1.
inline TextureSettings unit_bins() {
  TextureSettings settings;
  settings.bin_width = 1;
  return settings;
}

}  // namespace dlrr
