// The image itself, unchanged.
#include "image/filter/filter.h"

namespace dlrr {

namespace {

std::vector<std::string> names(const FilterSettings&) { return {"original"}; }

void apply(const Image& image, const Mask*, const FilterSettings&, const EmitImage& emit) {
  emit("original", image);
}

}  // namespace

const Filter original_filter{"Original", names, apply, "x"};

}  // namespace dlrr
