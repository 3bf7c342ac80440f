// Largest distances between mesh vertices. Only convex corners can be farthest apart, so each plane
// keeps the corners of its hull and the 3D search runs over what is a corner in all three
// directions.
#pragma once

#include "image/image.h"

namespace dlrr {

struct Diameters {
  double any = 0;                             // mm, over all vertices
  double same_z = 0, same_y = 0, same_x = 0;  // mm, over vertices in one plane
};

// `mask` with at least one voxel; vertices are the middles of all cut edges (count/mesh.h).
Diameters measure_diameters(const Mask& mask);

}  // namespace dlrr
