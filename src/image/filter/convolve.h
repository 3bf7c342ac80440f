// Convolution along the axes of a grid, and the pooling over right-angle rotations that makes a
// separable filter rotation invariant (IBSI 2, section 2.6).
#pragma once

#include <array>
#include <compare>
#include <vector>

#include "image/filter/boundary.h"
#include "image/filter/filter.h"

namespace dlrr {

// out[i] = sum_j taps[j] in[i + centre - j].
struct Kernel {
  std::vector<double> taps;
  int centre = 0;
  auto operator<=>(const Kernel&) const = default;
};

Kernel centred(std::vector<double> taps);  // centre = floor(n / 2)
Kernel reversed(const Kernel& kernel);     // read from behind; the centre moves along

Voxels convolve(const Voxels& in, const Index3& size, int axis, const Kernel& kernel,
                Boundary boundary);

// The mean over a box of `support` voxels along each of the axes.
Voxels box_mean(Voxels data, const Index3& size, const std::vector<int>& axes, int support,
                Boundary boundary);

// Kernels that are applied one after another along one axis.
using AxisFilter = std::vector<Kernel>;
// One per axis; an empty one leaves its axis alone.
using SeparableFilter = std::array<AxisFilter, 3>;

// The response, or the pooled responses to every rotation within the plane or volume of `axes`.
Voxels separable_response(const Image& image, const SeparableFilter& filter,
                          const std::vector<int>& axes, Boundary boundary, Pooling pooling);

}  // namespace dlrr
