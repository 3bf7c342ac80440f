// Mean over a box of M voxels along each axis (IBSI 2, section 3.1).
#include "image/filter/convolve.h"
#include "image/filter/image_name.h"

namespace dlrr {

namespace {

std::string name_of(int support, const FilterSettings& settings) {
  return "mean-support-" + std::to_string(support) + dimension_suffix(settings);
}

std::vector<std::string> names(const FilterSettings& settings) {
  std::vector<std::string> out;
  for (const int support : settings.ibsi.mean_support) out.push_back(name_of(support, settings));
  return out;
}

void apply(const Image& image, const Mask*, const FilterSettings& settings, const EmitImage& emit) {
  for (const int support : settings.ibsi.mean_support)
    emit(name_of(support, settings),
         {image.geometry, PixelType::float64,
          box_mean(image.voxels, image.geometry.size, filter_axes(settings), support,
                   settings.ibsi.boundary)});
}

}  // namespace

const Filter mean_filter{"Mean", names, apply, R"(M^{-D}\sum_{|j_a|\le(M-1)/2} x_{i+j})"};

}  // namespace dlrr
