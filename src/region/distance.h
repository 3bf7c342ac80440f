// Exact Euclidean distances on a grid with different spacings per axis: a two-way scan along x,
// then lower envelopes of parabolas along y and z (Felzenszwalb and Huttenlocher, Theory of
// Computing 2012;8:415-428).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "image/image.h"

namespace dlrr {

// Squared distance in mm2 from each voxel centre to the nearest seed's (a voxel that is not 0);
// infinite without seeds.
std::vector<double> squared_distance_mm2(std::span<const std::uint8_t> seeds, const Index3& size,
                                         const Vector3& spacing);

}  // namespace dlrr
