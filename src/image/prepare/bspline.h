// Cubic B-spline coefficients and weights (Unser, Aldroubi and Eden 1993), mirror borders.
#pragma once

#include <span>
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
void spline_coefficients(std::span<double> voxels, const Index3& size);

// `lanes` or the next multiple of kernel::kSplineLanes.
std::size_t whole_vectors(std::size_t lanes);

// Lines of n samples, side by side in multiples of kernel::kSplineLanes, in place.
void spline_lines(double* data, int n, std::size_t lanes, std::size_t step);

// x and y of one slice after the other: the coefficients of `box` from the voxels of `around`,
// which holds it. Both have the same z.
class SplineSlice {
 public:
  // Results have rows `row` numbers apart, a multiple of kernel::kSplineLanes; the rest of a row is
  // of no meaning.
  SplineSlice(const Box& around, const Box& box, const Geometry& image, std::size_t row);
  void run(const double* voxels, int z, double* out);

 private:
  void along_x(const double* slice, double* rows);

  Box around_, box_;
  Geometry image_;
  std::size_t row_, lanes_;
  bool direct_;  // nothing around the box along y: rows need no place of their own
  std::vector<double> turned_, rows_;
};

}  // namespace dlrr
