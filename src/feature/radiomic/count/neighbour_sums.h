// Sums over all pairs of voxels, weighted by the inverse of their distance: what Moran's I (Moran
// 1950) and Geary's C (Geary 1954) need. The weight depends on the offset between two voxels alone,
// so the sums are a convolution, done with Fourier transforms: n log n instead of n^2, equal to the
// plain double sum to about 1e-12.
#pragma once

#include "image/image.h"

namespace dlrr {

// Over ordered pairs of different voxels of the mask, w = 1 / distance in mm, deviations from the
// mean of the region.
struct NeighbourSums {
  double n = 0;
  double weight = 0;     // sum of w
  double product = 0;    // sum of w (x1 - mean)(x2 - mean)
  double squares = 0;    // sum of w (x1 - mean)^2
  double variation = 0;  // sum over voxels of (x - mean)^2
};

// `mask` on the grid of `image`, with at least one voxel. Memory: about 50 bytes per voxel of the
// region's box.
NeighbourSums sum_neighbours(const Image& image, const Mask& mask);

}  // namespace dlrr
