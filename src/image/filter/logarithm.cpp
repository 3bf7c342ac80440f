// Logarithm of the magnitude plus one, scaled back to the range of the image, with the sign kept.
#include <cmath>

#include "image/filter/filter.h"
#include "image/filter/pointwise.h"

namespace dlrr {

namespace {

std::vector<std::string> names(const FilterSettings&) { return {"logarithm"}; }

void apply(const Image& image, const Mask*, const FilterSettings&, const EmitImage& emit) {
  const double most = largest_magnitude(image);
  const double scale = most > 0 ? most / std::log(most + 1) : 1.0;
  emit("logarithm", pointwise(image, [scale](double x) {
         const double value = std::log(std::fabs(x) + 1) * scale;
         return x < 0 ? -value : value;
       }));
}

}  // namespace

const Filter logarithm_filter{"Logarithm", names, apply,
                              R"(\mathrm{sign}(x)\ln(|x|+1)\,\max|x|/\max\ln(|x|+1))",
                              IntensityLaw::other};

}  // namespace dlrr
