// Filters that look at one voxel at a time.
#pragma once

#include <algorithm>
#include <cmath>

#include "image/image.h"

namespace dlrr {

// max |x| over the whole image.
double largest_magnitude(const Image& image);

// A float64 image of function(x) at every voxel.
template <class Function>
Image pointwise(const Image& image, Function function) {
  Image out{image.geometry, PixelType::float64, {}};
  out.voxels.resize(image.voxels.size());
  std::transform(image.voxels.begin(), image.voxels.end(), out.voxels.begin(), function);
  return out;
}

}  // namespace dlrr
