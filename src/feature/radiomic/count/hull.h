// The convex hull of a region's surface, and the small boxes and ellipsoids around it (IBSI manual,
// morphology: density features). Corners are found in whole half voxels, so that the hull is exact.
#pragma once

#include <array>
#include <vector>

#include "image/image.h"

namespace dlrr {

struct Hull {
  std::vector<Vector3> corners;           // mm, x, y, z
  std::vector<std::array<int, 3>> faces;  // triangles of corners, outward; flat faces are split
  double area = 0, volume = 0;            // mm2, mm3
};

// Of the vertices of the mesh (count/mesh.h) of a mask with at least one voxel.
Hull convex_hull(const Mask& mask);

// Edges in mm, and the semi-axes of an ellipsoid in mm, descending.
struct Extent {
  Vector3 mm{0, 0, 0};
};
double box_volume(const Extent& box);
double box_area(const Extent& box);
double ellipsoid_volume(const Extent& semi_axes);
// 4 pi a b times the sum of 21 terms in Legendre polynomials, as the IBSI manual gives it and its
// reference values have it; for long ellipsoids that is less than the true area.
double ellipsoid_area(const Extent& semi_axes);

// The smallest box that has a side on a face of the hull.
Extent oriented_box(const Hull& hull);
// The smallest ellipsoid around the hull (Todd and Yildirim 2007), to 1e-7 of its volume.
Extent smallest_ellipsoid(const Hull& hull);

}  // namespace dlrr
