// Grey level distance zones (Thibault 2014; IBSI manual, family VMDZ): connected voxels of one
// level, and how near each zone comes to the edge of the region. The edge is that of the
// morphological mask: voxels that re-segmentation took out still keep others from it.
#pragma once

#include <vector>

#include "feature/radiomic/count/lengths.h"
#include "feature/radiomic/family.h"

namespace dlrr {

// Steps across faces (not along an axis of force2D) that lead out of the region of `mask`: 1 for
// voxels on its border, 0 outside. What lies beyond the grid is outside.
std::vector<int> steps_to_edge(const Mask& mask, const TextureSettings& settings);

// Length = smallest number of steps to the edge among the voxels of a zone; `voxels` = number of
// voxels of the region. One table per part of the region (count/aggregate.h).
std::vector<Lengths> distance_zone_matrices(const Roi& roi);

}  // namespace dlrr
