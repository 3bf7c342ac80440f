// What a filter reads beyond the border of the image (IBSI 2, section 2.2).
#pragma once

namespace dlrr {

// Zero: 0. Nearest: the border voxel. Periodic: the other end. Mirror: reflected about the outer
// edge of the border voxel (c b a | a b c).
enum class Boundary { zero, nearest, periodic, mirror };

// Index of the voxel that stands at place i of an axis of n voxels; -1 where the value is 0.
int voxel_at(int i, int n, Boundary boundary);

}  // namespace dlrr
