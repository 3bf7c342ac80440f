#include "image/prepare/normalise.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace dlrr {

namespace {

// Kahan's sum, exact for integers: binary patterns and bin edges hang on the last bit.
class Sum {
 public:
  void add(double x) {
    const double y = x - lost_, next = sum_ + y;
    lost_ = (next - sum_) - y;
    sum_ = next;
  }
  double value() const { return sum_; }

 private:
  double sum_ = 0, lost_ = 0;
};

}  // namespace

// The operations of ITK in its order.
Image normalise(const Image& image, double scale, double clip) {
  const double n = static_cast<double>(image.voxels.size());
  Sum sum, squares;
  for (const double x : image.voxels) {
    sum.add(x);
    squares.add(x * x);
  }
  const double mean = sum.value() / n;
  const double deviation = std::sqrt((squares.value() - sum.value() * sum.value() / n) / (n - 1));
  if (!(deviation > 0))
    throw Error("the image is constant and cannot be normalised; set normalize: false");
  const double inverse = 1.0 / deviation;
  Image out{image.geometry, PixelType::float64, image.voxels};
  for (double& x : out.voxels) {
    x = (x - mean) * inverse;
    if (clip > 0) x = std::clamp(x, -clip, clip);
    x *= scale;
  }
  return out;
}

}  // namespace dlrr
