// Laws kernels (IBSI 2, section 3.3): one 1D kernel per axis, named in the order x, y, z; two make
// a filter of slices. Optionally pooled over rotations, and the local mean of the magnitude.
#include <cmath>

#include "base/error.h"
#include "image/filter/convolve.h"
#include "image/filter/image_name.h"

namespace dlrr {

namespace {

struct Row {
  const char* name;
  std::vector<double> taps;  // before the norm is made 1
};

const std::vector<Row>& rows() {
  static const std::vector<Row> list = {
      {"L5", {1, 4, 6, 4, 1}},   {"E5", {-1, -2, 0, 2, 1}}, {"S5", {-1, 0, 2, 0, -1}},
      {"W5", {-1, 2, 0, -2, 1}}, {"R5", {1, -4, 6, -4, 1}}, {"L3", {1, 2, 1}},
      {"E3", {-1, 0, 1}},        {"S3", {-1, 2, -1}},
  };
  return list;
}

// No taps for an unknown name.
std::vector<double> taps_of(const std::string& name) {
  for (const Row& row : rows())
    if (name == row.name) {
      double squares = 0;
      for (const double v : row.taps) squares += v * v;
      std::vector<double> out = row.taps;
      for (double& v : out) v /= std::sqrt(squares);
      return out;
    }
  return {};
}

std::vector<std::string> parts_of(const std::string& kernel) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < kernel.size(); i += 2) out.push_back(kernel.substr(i, 2));
  return out;
}

std::string problem(const FilterSettings& settings) {
  std::vector<std::string> known;
  for (const Row& row : rows()) known.emplace_back(row.name);
  for (const std::string& kernel : settings.ibsi.laws_kernels) {
    const auto parts = parts_of(kernel);
    for (const std::string& part : parts)
      if (taps_of(part).empty())
        return "unknown Laws kernel '" + part + "' in '" + kernel + "' (" + join(known, ", ") + ")";
    if (parts.size() != 2 && parts.size() != 3)
      return "lawsKernel '" + kernel + "' has " + std::to_string(parts.size()) +
             " kernels; 2 (x, y of a slice) or 3 (x, y, z) expected, for example L5E5E5";
  }
  return "";
}

std::string name_of(const std::string& kernel, const FilterSettings& settings) {
  const auto& energy = settings.ibsi.laws_energy_delta;
  return "laws-" + kernel + pooling_suffix(settings.ibsi.rotation_invariance) +
         (energy ? "-energy-" + std::to_string(*energy) : "");
}

std::vector<std::string> names(const FilterSettings& settings) {
  std::vector<std::string> out;
  for (const std::string& kernel : settings.ibsi.laws_kernels)
    out.push_back(name_of(kernel, settings));
  return out;
}

Voxels response(const Image& image, const std::string& kernel, const FilterSettings& settings) {
  const auto parts = parts_of(kernel);
  FilterSettings own = settings;
  own.ibsi.dimension = static_cast<int>(parts.size());
  const auto axes = filter_axes(own);
  SeparableFilter filter;
  for (std::size_t a = 0; a < axes.size(); ++a) filter[axes[a]] = {centred(taps_of(parts[a]))};
  auto out = separable_response(image, filter, axes, settings.ibsi.boundary,
                                settings.ibsi.rotation_invariance);
  if (const auto& delta = settings.ibsi.laws_energy_delta) {
    for (double& v : out) v = std::fabs(v);
    out =
        box_mean(std::move(out), image.geometry.size, axes, 2 * *delta + 1, settings.ibsi.boundary);
  }
  return out;
}

void apply(const Image& image, const Mask*, const FilterSettings& settings, const EmitImage& emit) {
  if (const std::string why = problem(settings); !why.empty()) throw Error(why);
  for (const std::string& kernel : settings.ibsi.laws_kernels)
    emit(name_of(kernel, settings),
         {image.geometry, PixelType::float64, response(image, kernel, settings)});
}

}  // namespace

const Filter laws_filter{"Laws",
                         names,
                         apply,
                         R"(f_x * f_y * f_z * x,\; \text{unit norms: L5 } (1,4,6,4,1)/\sqrt{70})",
                         IntensityLaw::proportional,
                         0,
                         problem};

}  // namespace dlrr
