// Riesz transform of order (l1, l2, l3) of a Laplacian of Gaussian or of a Simoncelli band (IBSI 2,
// section 3.7): a factor on the Fourier transform of that response. Frequencies are per mm.
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "image/filter/fourier.h"
#include "image/filter/image_name.h"

namespace dlrr {

namespace {

const Filter& base(const FilterSettings& settings) {
  return settings.ibsi.riesz_of == "Simoncelli" ? simoncelli_filter : truncated_log_filter;
}

std::string problem(const FilterSettings& settings) {
  const std::size_t dimension = filter_axes(settings).size();
  for (const Index3& order : settings.ibsi.riesz_orders) {
    if (order[0] + order[1] + order[2] == 0) return "rieszOrder needs an order above 0";
    if (dimension == 2 && order[2] != 0)
      return "rieszOrder of slices (filterDimension: 2) has two numbers, for example [1, 0]";
  }
  const Filter& of = base(settings);
  return of.problem ? of.problem(settings) : "";
}

std::string name_of(const Index3& order, const std::string& base_name) {
  std::string out = "riesz";
  const bool flat = base_name.ends_with("-2D");
  for (int a = 0; a < (flat ? 2 : 3); ++a) out += "-" + std::to_string(order[a]);
  return out + "-of-" + base_name;
}

std::vector<std::string> names(const FilterSettings& settings) {
  std::vector<std::string> out;
  for (const std::string& of : base(settings).names(settings))
    for (const Index3& order : settings.ibsi.riesz_orders) out.push_back(name_of(order, of));
  return out;
}

// Frequencies in the order of the Fourier transform, per mm.
std::vector<double> frequencies(int n, double spacing) {
  std::vector<double> out;
  for (int i = 0; i < n; ++i) out.push_back((i < (n + 1) / 2 ? i : i - n) / (n * spacing));
  return out;
}

double factorial(int n) { return std::tgamma(n + 1.0); }

// (-i)^L sqrt(L! / (l1! l2! l3!)).
Complex constant(const Index3& order) {
  const int sum = order[0] + order[1] + order[2];
  const Complex turns[] = {{1, 0}, {0, -1}, {-1, 0}, {0, 1}};
  double parts = 1;
  for (const int l : order) parts *= factorial(l);
  return turns[sum % 4] * std::sqrt(factorial(sum) / parts);
}

void multiply(std::vector<Complex>& grid, const Geometry& geometry, const std::vector<int>& axes,
              const Index3& order) {
  std::array<std::vector<double>, 3> at;
  for (int axis = 0; axis < 3; ++axis) at[axis].assign(geometry.size[axis], 0.0);
  std::array<std::vector<double>, 3> power;
  for (int axis = 0; axis < 3; ++axis) power[axis].assign(geometry.size[axis], 1.0);
  for (std::size_t a = 0; a < axes.size(); ++a) {
    const int axis = axes[a];
    at[axis] = frequencies(geometry.size[axis], geometry.spacing[axis]);
    for (std::size_t i = 0; i < at[axis].size(); ++i)
      power[axis][i] = std::pow(at[axis][i], order[a]);
  }
  const Complex factor = constant(order);
  const double sum = order[0] + order[1] + order[2];
  std::size_t i = 0;
  for (int z = 0; z < geometry.size[2]; ++z)
    for (int y = 0; y < geometry.size[1]; ++y)
      for (int x = 0; x < geometry.size[0]; ++x, ++i) {
        const double square = at[0][x] * at[0][x] + at[1][y] * at[1][y] + at[2][z] * at[2][z];
        const double part = power[0][x] * power[1][y] * power[2][z];
        grid[i] *= square > 0 ? factor * (part / std::pow(square, 0.5 * sum)) : Complex(0);
      }
}

Image transformed(const Image& response, const std::vector<int>& axes, const Index3& order) {
  std::vector<Complex> grid(response.voxels.begin(), response.voxels.end());
  fourier(grid, response.geometry.size, axes, Fourier::forward);
  multiply(grid, response.geometry, axes, order);
  fourier(grid, response.geometry.size, axes, Fourier::backward);
  Image out{response.geometry, PixelType::float64, {}};
  out.voxels.reserve(grid.size());
  for (const Complex& v : grid) out.voxels.push_back(v.real());
  return out;
}

void apply(const Image& image, const Mask*, const FilterSettings& settings, const EmitImage& emit) {
  if (const std::string why = problem(settings); !why.empty()) throw Error(why);
  const auto axes = filter_axes(settings);
  base(settings).apply(image, nullptr, settings,
                       [&](const std::string& name, const Image& response) {
                         for (const Index3& order : settings.ibsi.riesz_orders)
                           emit(name_of(order, name), transformed(response, axes, order));
                       });
}

}  // namespace

const Filter riesz_filter{
    "Riesz",
    names,
    apply,
    R"(F^{-1}(-\mathrm{i})^L\sqrt{\tfrac{L!}{l_1!l_2!l_3!}}\,)"
    R"(\tfrac{\nu_1^{l_1}\nu_2^{l_2}\nu_3^{l_3}}{\|\nu\|^L}\,F r,\; L=l_1+l_2+l_3)",
    IntensityLaw::proportional,
    0,
    problem};

}  // namespace dlrr
