// Exponential with a rate that maps the largest magnitude to itself.
#include <cmath>

#include "image/filter/filter.h"
#include "image/filter/pointwise.h"

namespace dlrr {

namespace {

std::vector<std::string> names(const FilterSettings&) { return {"exponential"}; }

void apply(const Image& image, const Mask*, const FilterSettings&, const EmitImage& emit) {
  const double most = largest_magnitude(image);
  const double rate = most > 0 ? std::log(most) / most : 0.0;
  emit("exponential", pointwise(image, [rate](double x) { return std::exp(rate * x); }));
}

}  // namespace

const Filter exponential_filter{"Exponential", names, apply, R"(\exp(x\ln(\max|x|)/\max|x|))",
                                IntensityLaw::other};

}  // namespace dlrr
