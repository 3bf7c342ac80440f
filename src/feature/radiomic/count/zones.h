// Zones: connected voxels of one grey level (Thibault 2009). One pass with union-find: each voxel
// looks back at the neighbours that came before it. Of those with its level only one per connected
// group must be joined, because neighbours of one level that touch each other have been joined
// already.
#pragma once

#include <optional>

#include "feature/radiomic/count/lengths.h"
#include "feature/radiomic/family.h"

namespace dlrr {

// 26-connected in 3D, 8-connected within the slices of force2D. Nothing when the region's box is
// one voxel.
std::optional<Lengths> count_zones(const Roi& roi);

}  // namespace dlrr
