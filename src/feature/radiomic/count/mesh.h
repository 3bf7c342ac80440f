// The surface of a mask by marching cubes (Lorensen and Cline 1987): every vertex is the middle of
// a cut edge between two voxel centres. Equal to PyRadiomics' mesher cell by cell.
#pragma once

#include <array>

#include "image/image.h"

namespace dlrr {

struct MeshMeasure {
  double area = 0;    // mm2
  double volume = 0;  // mm3, sum of signed tetrahedra to the origin; below 0 for scattered voxels
};

// Corner b of a cell has its bit in `configuration`: 0 (0,0,0), 1 (0,0,1), 2 (0,1,1), 3 (0,1,0), 4
// (1,0,0), 5 (1,0,1), 6 (1,1,1), 7 (1,1,0) as (z,y,x). Spacing x, y, z in mm.
MeshMeasure measure_cell(int configuration, const Vector3& spacing);

// The mask is taken as surrounded by empty voxels.
MeshMeasure measure_mesh(const Mask& mask);

// Triangles of configurations 0 .. 127, three letters each, one letter per cut edge: a joins
// corners 0 and 1, b 0-3, c 0-4, d 1-2, e 1-5, f 2-3, g 2-6, h 3-7, i 4-5, j 4-7, k 5-6, l 6-7.
// Configurations with bit 7 use the row of their complement, turned inside out.
extern const std::array<const char*, 128> kMeshTriangles;

}  // namespace dlrr
