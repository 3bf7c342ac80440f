#include "image/filter/pointwise.h"

namespace dlrr {

double largest_magnitude(const Image& image) {
  double most = 0;
  for (const double x : image.voxels) most = std::max(most, std::fabs(x));
  return most;
}

}  // namespace dlrr
