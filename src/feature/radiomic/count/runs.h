// Runs of one grey level along a line (Galloway 1975): one table per direction, or one merged table
// under a weighting norm. Only runs of two and more voxels are counted; those of one are the voxels
// that are left.
#pragma once

#include <vector>

#include "feature/radiomic/count/lengths.h"
#include "feature/radiomic/family.h"

namespace dlrr {

// Directions without a straight line that holds two voxels of the region are left out.
std::vector<Lengths> count_runs(const Roi& roi);

}  // namespace dlrr
