// Values between the voxels by cubic B-splines (mirror borders), in the number type of the image:
// integer images round half away from zero, positions outside give 0. Operations and their order
// are those of SciPy's map_coordinates, because samples that equal a voxel are common and there the
// last bit decides whether they are "at least" that voxel.
#pragma once

#include "image/image.h"

namespace dlrr {

class SplineSampler {
 public:
  explicit SplineSampler(const Image& image);
  // At a position in voxels.
  double operator()(double x, double y, double z) const;

 private:
  struct Taps {
    int index[4];
    double weight[4];
  };
  Taps taps_at(double position, int axis) const;
  double in_type(double value) const;

  PixelType type_;
  Geometry geometry_;
  Voxels coefficients_;
};

}  // namespace dlrr
