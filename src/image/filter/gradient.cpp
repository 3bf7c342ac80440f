// Magnitude of the gradient by central differences (border voxels repeated), stored as float32 as
// ITK does.
#include <algorithm>
#include <cmath>

#include "image/filter/filter.h"

namespace dlrr {

namespace {

std::vector<std::string> names(const FilterSettings&) { return {"gradient"}; }

// Adds the squared central difference along one axis.
void add_squared_difference(const Image& image, int axis, double spacing, Voxels& sum) {
  const Index3 size = image.geometry.size;
  const std::ptrdiff_t step = axis == 0   ? 1
                              : axis == 1 ? size[0]
                                          : std::ptrdiff_t{size[0]} * size[1];
  for (int z = 0; z < size[2]; ++z)
    for (int y = 0; y < size[1]; ++y)
      for (int x = 0; x < size[0]; ++x) {
        const int at = axis == 0 ? x : axis == 1 ? y : z;
        const auto i = static_cast<std::ptrdiff_t>(image.geometry.offset(x, y, z));
        const double* here = image.voxels.data() + i;
        const double up = at + 1 < size[axis] ? here[step] : here[0];
        const double down = at > 0 ? here[-step] : here[0];
        const double slope = (up - down) * 0.5 / spacing;
        sum[static_cast<std::size_t>(i)] += slope * slope;
      }
}

void apply(const Image& image, const Mask*, const FilterSettings& settings, const EmitImage& emit) {
  Image out{image.geometry, PixelType::float32, Voxels(image.voxels.size(), 0.0)};
  for (int axis = 0; axis < 3; ++axis) {
    const double spacing = settings.gradient_use_spacing ? image.geometry.spacing[axis] : 1.0;
    add_squared_difference(image, axis, spacing, out.voxels);
  }
  for (double& v : out.voxels) v = static_cast<float>(std::sqrt(v));
  emit("gradient", out);
}

}  // namespace

const Filter gradient_filter{
    "Gradient",
    names,
    apply,
    R"(\sqrt{\sum_a ((x_{i+1}-x_{i-1})/(2 s_a))^2},\; s_a \text{ the spacing in mm})",
    IntensityLaw::proportional,
    -1};

}  // namespace dlrr
