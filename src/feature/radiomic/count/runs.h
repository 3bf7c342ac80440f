// Runs of one grey level along a line (Galloway 1975): one table per direction, or one merged table
// under a weighting norm. A voxel at place r of its run adds one to C(level, r); runs of length r
// are then C(level, r) - C(level, r + 1), so the pass over the voxels has no branch.
#pragma once

#include <vector>

#include "feature/radiomic/count/lengths.h"
#include "feature/radiomic/family.h"

namespace dlrr {

// Directions without a straight line that holds two voxels of the region are left out.
std::vector<Lengths> count_runs(const Roi& roi);

}  // namespace dlrr
