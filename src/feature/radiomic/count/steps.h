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

// Which numbers stand in the voxels of a PaddedLevels.
enum class Coding {
  grey_level,  // as discretised
  rank         // 1, 2, 3 ... over the levels that occur, so tables stay small
};

struct PaddedLevels {
  std::vector<std::uint16_t> code;   // 0 outside the region and on the rim
  std::vector<std::int32_t> inside;  // offsets of the region's voxels, ascending
  std::vector<int> level;            // grey level of each code; [0] unused
  int codes = 0;                     // the largest code
  Index3 size{0, 0, 0};              // with the rim
  int rim = 0;                       // voxels on every side

  std::ptrdiff_t offset(const Step& s) const {
    return s.x + static_cast<std::ptrdiff_t>(size[0]) *
                     (s.y + static_cast<std::ptrdiff_t>(size[1]) * s.z);
  }
};

PaddedLevels pad_levels(const Roi& roi, int rim, Coding coding);

}  // namespace dlrr
