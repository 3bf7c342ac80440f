// Which voxels along one axis of an image make which voxel of a new grid, with what weight.
#pragma once

#include <vector>

namespace dlrr {

// Up to four source indices; none outside the image.
struct Taps {
  int count = 0;
  int index[4]{};
  double weight[4]{};
};

using AxisTaps = std::vector<Taps>;

}  // namespace dlrr
