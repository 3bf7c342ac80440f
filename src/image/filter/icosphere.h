// Points spread evenly over a sphere: the corners of an icosahedron whose triangles are split.
#pragma once

#include <array>
#include <vector>

namespace dlrr {

// Unit vectors; 12, 42, 162, .. for 0, 1, 2, .. subdivisions.
std::vector<std::array<double, 3>> icosphere(int subdivisions);

}  // namespace dlrr
