// Interpolation by wider windows, as ITK does it under SimpleITK's settings: Gaussian (sigma 0.8
// voxels, cut at 4 sigma), label Gaussian (sigma and cut 1 voxel: the label with the largest
// weight), and sincs under five windows of radius 5.
#pragma once

#include <array>
#include <vector>

#include "image/image.h"
#include "image/prepare/resample.h"

namespace dlrr {

bool is_windowed(Interpolator method);

// Values at all combinations of the continuous indices `at` along x, y, z, x fastest; 0 outside.
Voxels windowed_samples(const Image& image, const std::array<std::vector<double>, 3>& at,
                        Interpolator method);

// The value at one continuous index.
double windowed_sample(const Image& image, const Vector3& index, Interpolator method);

}  // namespace dlrr
