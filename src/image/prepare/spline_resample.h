// Cubic B-spline values on a grid along the axes of the image: only the coefficients near the
// wanted box are computed, slice by slice.
#pragma once

#include <array>

#include "image/image.h"
#include "image/prepare/axis_taps.h"

namespace dlrr {

// `taps` per axis of the grid; they read the voxels of `box`. Values are clamped and truncated for
// integer images, as ITK does, and rounded to float for float32 images.
Image spline_resample(const Image& image, const Geometry& grid, const std::array<AxisTaps, 3>& taps,
                      const Box& box);

}  // namespace dlrr
