// Square: intensities squared and scaled back to the range of the image; the sign is lost.
#include <cmath>

#include "image/filter/filter.h"
#include "image/filter/pointwise.h"

namespace dlrr {

namespace {

std::vector<std::string> names(const FilterSettings&) { return {"square"}; }

void apply(const Image& image, const Mask*, const FilterSettings&, const EmitImage& emit) {
  const double most = largest_magnitude(image);
  const double c = most > 0 ? 1.0 / std::sqrt(most) : 0.0;
  emit("square", pointwise(image, [c](double x) { return (c * x) * (c * x); }));
}

}  // namespace

const Filter square_filter{"Square", names, apply, R"((c x)^2,\; c = 1/\sqrt{\max|x|})"};

}  // namespace dlrr
