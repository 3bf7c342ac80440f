// Laplacian of Gaussian with a kernel cut off at a number of sigmas (IBSI 2, section 3.2), in
// double precision. The kernel is the sum over axes of a second derivative times Gaussians, so it
// is applied axis by axis. Voxels of unequal sides: derivatives are per mm, brought back to the
// units of IBSI with the geometric mean of the sides.
#include <cmath>
#include <numbers>

#include "image/filter/convolve.h"
#include "image/filter/image_name.h"

namespace dlrr {

namespace {

std::string name_of(const Sigma& sigma, const FilterSettings& settings) {
  return "truncated-log-sigma-" + dashed(sigma.text) + "-mm" + dimension_suffix(settings);
}

std::vector<std::string> names(const FilterSettings& settings) {
  std::vector<std::string> out;
  for (const Sigma& sigma : settings.sigma) out.push_back(name_of(sigma, settings));
  return out;
}

struct AxisKernels {
  Kernel smooth, second;
};

// `width`: sigma in voxels; `scale`: the side of the voxel over the mean side.
AxisKernels kernels(double width, double scale, double truncation) {
  const int radius = static_cast<int>(std::floor(truncation * width + 0.5));
  std::vector<double> smooth, second;
  for (int r = -radius; r <= radius; ++r) {
    const double t = r / width;
    const double g = std::exp(-0.5 * t * t) / (std::sqrt(2 * std::numbers::pi) * width);
    smooth.push_back(g);
    second.push_back(g * (t * t - 1) / (width * width * scale * scale));
  }
  return {centred(std::move(smooth)), centred(std::move(second))};
}

Voxels response(const Image& image, double sigma, const FilterSettings& settings) {
  const auto axes = filter_axes(settings);
  double side = 1;
  for (const int axis : axes) side *= image.geometry.spacing[axis];
  side = std::pow(side, 1.0 / static_cast<double>(axes.size()));
  std::array<AxisKernels, 3> bank;
  for (const int axis : axes) {
    const double spacing = image.geometry.spacing[axis];
    bank[axis] = kernels(sigma / spacing, spacing / side, settings.ibsi.log_truncation);
  }
  Voxels sum(image.voxels.size(), 0.0);
  for (const int bent : axes) {
    SeparableFilter filter;
    for (const int axis : axes)
      filter[axis] = {axis == bent ? bank[axis].second : bank[axis].smooth};
    const auto part =
        separable_response(image, filter, axes, settings.ibsi.boundary, Pooling::none);
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += part[i];
  }
  return sum;
}

void apply(const Image& image, const Mask*, const FilterSettings& settings, const EmitImage& emit) {
  for (const Sigma& sigma : settings.sigma)
    emit(name_of(sigma, settings),
         {image.geometry, PixelType::float64, response(image, sigma.mm, settings)});
}

std::string problem(const FilterSettings& settings) {
  return settings.sigma.empty() ? "TruncatedLoG needs its widths in mm, for example {sigma: [1.5]}"
                                : "";
}

}  // namespace

const Filter truncated_log_filter{"TruncatedLoG",
                                  names,
                                  apply,
                                  R"(-(\sqrt{2\pi}\sigma)^{-D}\,\frac{D-r^2/\sigma^2}{\sigma^2}\,)"
                                  R"(e^{-r^2/2\sigma^2} * x,\; \sigma \text{ in voxels})",
                                  IntensityLaw::proportional,
                                  0,
                                  problem};

}  // namespace dlrr
