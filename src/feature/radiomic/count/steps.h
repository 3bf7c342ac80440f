// Steps from a voxel to its neighbours, in PyRadiomics' order, and the grey levels with a rim of
// zeros so that no step needs a bounds check (force2D is the same code with fewer steps).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "feature/radiomic/family.h"

namespace dlrr {

struct Step {
  int x = 0, y = 0, z = 0;  // voxels
};

// One of each pair of opposite steps: infinity norm equal to one of the distances, inside the box
// of the region, first non-zero component (z, y, x) positive, descending from (d,d,d). Empty when
// no step fits into the box.
std::vector<Step> half_steps(const Roi& roi, const std::vector<int>& distances);

// The grey levels of a box with a rim of zeros.
struct PaddedLevels {
  std::vector<std::uint16_t> level;  // 0 outside the region and on the rim
  std::vector<std::int32_t> inside;  // offsets of the region's voxels, ascending
  Index3 size{0, 0, 0};              // with the rim

  std::ptrdiff_t offset(const Step& s) const {
    return s.x + static_cast<std::ptrdiff_t>(size[0]) *
                     (s.y + static_cast<std::ptrdiff_t>(size[1]) * s.z);
  }
};

// `rim`: voxels on every side.
PaddedLevels pad_levels(const Roi& roi, int rim);

}  // namespace dlrr
