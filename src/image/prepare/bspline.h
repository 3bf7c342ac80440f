// Cubic B-spline coefficients and weights (Unser, Aldroubi and Eden 1993), mirror borders.
#pragma once

#include <vector>

#include "image/image.h"

namespace dlrr {

// Interpolation at a fractional position: four weights for the coefficients first .. first+3.
struct SplineWeights {
  int first;
  double weight[4];
};
SplineWeights spline_weights(double position);

// -1 -> 1, n -> n-2; 0 for an axis of one voxel.
int mirrored(int index, int n);

// Replaces the voxels of a grid of `size` by their coefficients.
void spline_coefficients(std::vector<double>& voxels, const Index3& size);

}  // namespace dlrr
