// Zones: connected voxels of one grey level (Thibault 2009). Rows are cut into runs of one level; a run joins the
// runs it touches in the rows before it by union-find, so the work follows the runs, not the 26 neighbours.
#pragma once

#include <optional>

#include "feature/radiomic/count/lengths.h"
#include "feature/radiomic/family.h"

namespace dlrr {

// 26-connected in 3D, 8-connected within the slices of force2D. Nothing when the region's box is one voxel.
std::optional<Lengths> count_zones(const Roi& roi);

}  // namespace dlrr
