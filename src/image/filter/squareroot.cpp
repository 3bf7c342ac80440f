// Square root of the magnitude, scaled back to the range of the image, with the sign kept.
#include <cmath>

#include "image/filter/filter.h"
#include "image/filter/pointwise.h"

namespace dlrr {

namespace {

std::vector<std::string> names(const FilterSettings&) { return {"squareroot"}; }

void apply(const Image& image, const Mask*, const FilterSettings&, const EmitImage& emit) {
  const double most = largest_magnitude(image);
  emit("squareroot", pointwise(image, [most](double x) {
         return x > 0 ? std::sqrt(x * most) : -std::sqrt(-x * most);
       }));
}

}  // namespace

const Filter squareroot_filter{"SquareRoot", names, apply, R"(\mathrm{sign}(x)\sqrt{|x|\max|x|})"};

}  // namespace dlrr
