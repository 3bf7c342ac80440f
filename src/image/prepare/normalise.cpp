#include "image/prepare/normalise.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace dlrr {

Image normalise(const Image& image, double scale, double clip) {
  const double n = static_cast<double>(image.voxels.size());
  double mean = 0, squares = 0;
  for (const double x : image.voxels) mean += x;
  mean /= n;
  for (const double x : image.voxels) squares += (x - mean) * (x - mean);
  const double deviation = std::sqrt(squares / (n - 1));
  if (!(deviation > 0))
    throw Error("the image is constant and cannot be normalised; set normalize: false");
  Image out{image.geometry, PixelType::float64, image.voxels};
  for (double& x : out.voxels) {
    x = (x - mean) / deviation;
    if (clip > 0) x = std::clamp(x, -clip, clip);
    x *= scale;
  }
  return out;
}

}  // namespace dlrr
