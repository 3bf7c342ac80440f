// What stands around each voxel: how many neighbours are alike (Sun and Wee 1983) and how far the
// voxel is from the mean of its neighbours (Amadasun and King 1989).
#pragma once

#include <optional>
#include <vector>

#include "feature/radiomic/count/lengths.h"
#include "feature/radiomic/family.h"

namespace dlrr {

// Length = 1 + number of neighbours whose level differs by at most gldm_a. Nothing when no step
// fits the box.
std::optional<Lengths> count_dependence(const Roi& roi);

// One row per level that occurs.
struct Tone {
  double level = 0;
  double p = 0;  // share of the region's voxels
  double s =
      0;  // sum over those voxels of |level - mean of the neighbours in the region|, 0 without any
};
struct Tones {
  std::vector<Tone> rows;
  double voxels = 0;
};
std::optional<Tones> count_tones(const Roi& roi);

}  // namespace dlrr
