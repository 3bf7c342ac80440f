// Simoncelli's isotropic band-pass wavelet (IBSI 2, section 3.6), a factor on the Fourier transform
// of the slice or volume; its boundary is periodic by construction. The frequency grid is the one
// of the IBSI reference maps: voxel k of N lies at (k - (N-1)/2) / ((N-1)/2), then the zero
// frequency goes to index 0.
#include <cmath>
#include <numbers>

#include "image/filter/fourier.h"
#include "image/filter/image_name.h"

namespace dlrr {

namespace {

std::string name_of(int level, const FilterSettings& settings) {
  return "simoncelli-level-" + std::to_string(level) + dimension_suffix(settings);
}

std::vector<std::string> names(const FilterSettings& settings) {
  std::vector<std::string> out;
  for (const int level : settings.ibsi.simoncelli_levels) out.push_back(name_of(level, settings));
  return out;
}

// Squared coordinates along an axis of n, in the order of the Fourier transform.
std::vector<double> squared_coordinates(int n) {
  std::vector<double> out(n, 0.0);
  const double middle = (n - 1) / 2.0;
  for (int i = 0; i < n && n > 1; ++i) {
    const double at = ((i + n / 2) % n - middle) / middle;
    out[i] = at * at;
  }
  return out;
}

double band(double rho, double upper) {
  if (rho < upper / 4 || rho > upper) return 0;
  return std::cos(std::numbers::pi / 2 * std::log2(2 * rho / upper));
}

Voxels response(const Image& image, int level, const FilterSettings& settings) {
  const Index3 size = image.geometry.size;
  const auto axes = filter_axes(settings);
  std::vector<Complex> grid(image.voxels.begin(), image.voxels.end());
  fourier(grid, size, axes, Fourier::forward);
  std::array<std::vector<double>, 3> at;
  for (int axis = 0; axis < 3; ++axis) at[axis].assign(size[axis], 0.0);
  for (const int axis : axes) at[axis] = squared_coordinates(size[axis]);
  const double upper = std::ldexp(1.0, 1 - level);
  std::size_t i = 0;
  for (const double z : at[2])
    for (const double y : at[1])
      for (const double x : at[0]) grid[i++] *= band(std::sqrt(x + y + z), upper);
  fourier(grid, size, axes, Fourier::backward);
  Voxels out;
  out.reserve(grid.size());
  for (const Complex& v : grid) out.push_back(v.real());
  return out;
}

void apply(const Image& image, const Mask*, const FilterSettings& settings, const EmitImage& emit) {
  for (const int level : settings.ibsi.simoncelli_levels)
    emit(name_of(level, settings),
         {image.geometry, PixelType::float64, response(image, level, settings)});
}

}  // namespace

const Filter simoncelli_filter{
    "Simoncelli", names, apply,
    R"(F^{-1}\cos(\tfrac{\pi}{2}\log_2(2\rho/m))\,F x,\; m/4\le\rho\le m=2^{1-l})"};

}  // namespace dlrr
