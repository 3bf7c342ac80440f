// Rotation-invariant local binary pattern in three dimensions (Banerjee, Moelker, Niessen and van
// Walsum 2013) as PyRadiomics 3.1 computes it: samples on a sphere around the voxel, in voxels
// along (z, y, x); one image per degree of the spherical harmonics, and the excess kurtosis of the
// samples. Only voxels of the region are computed; the others are 0.
#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>

#include "image/filter/filter.h"
#include "image/filter/icosphere.h"
#include "image/filter/spherical_harmonics.h"
#include "image/filter/spline_sampler.h"

namespace dlrr {

namespace {

using Complex = std::complex<double>;

std::vector<std::string> names(const FilterSettings& settings) {
  std::vector<std::string> out;
  for (int n = 1; n <= settings.lbp_3d_levels; ++n) out.push_back("lbp-3D-m" + std::to_string(n));
  out.push_back("lbp-3D-k");
  return out;
}

// Harmonics of one degree at every point: [m + n][point]. PyRadiomics exchanges the two angles.
std::vector<std::vector<Complex>> harmonics(int n, const std::vector<Vector3>& points) {
  std::vector<std::vector<Complex>> out;
  for (int m = -n; m <= n; ++m) {
    out.emplace_back();
    for (const Vector3& p : points)
      out.back().push_back(
          spherical_harmonic(n, m, std::atan2(p[1], p[0]), std::acos(std::clamp(p[2], -1.0, 1.0))));
  }
  return out;
}

// sqrt(sum over points of f^2), f the part of the pattern that has this degree.
double strength(const std::vector<std::vector<Complex>>& y, const std::vector<bool>& bits) {
  std::vector<Complex> f(bits.size());
  for (const auto& row : y) {
    Complex c = 0;
    for (std::size_t v = 0; v < bits.size(); ++v)
      if (bits[v]) c += row[v];
    for (std::size_t v = 0; v < bits.size(); ++v) f[v] += c * row[v];
  }
  Complex sum = 0;
  for (const Complex& v : f) sum += v * v;
  return std::sqrt(sum).real();
}

// Population excess kurtosis; NaN when all samples are equal.
double kurtosis(const std::vector<double>& samples) {
  const double n = static_cast<double>(samples.size());
  double mean = 0, m2 = 0, m4 = 0;
  for (const double v : samples) mean += v;
  mean /= n;
  for (const double v : samples) {
    const double square = (v - mean) * (v - mean);
    m2 += square;
    m4 += square * square;
  }
  m2 /= n;
  m4 /= n;
  const double least = std::numeric_limits<double>::epsilon() * mean;
  if (m2 <= least * least) return std::numeric_limits<double>::quiet_NaN();
  return m4 / (m2 * m2) - 3;
}

struct Voxel {
  int x, y, z;
};

std::vector<Voxel> voxels_of(const Image& image, const Mask* region) {
  std::vector<Voxel> out;
  const Index3 n = image.geometry.size;
  for (int z = 0; z < n[2]; ++z)
    for (int y = 0; y < n[1]; ++y)
      for (int x = 0; x < n[0]; ++x)
        if (!region || region->voxels[image.geometry.offset(x, y, z)]) out.push_back({x, y, z});
  return out;
}

using Harmonics = std::vector<std::vector<std::vector<Complex>>>;  // [degree][order][point]

// [degree, and the kurtosis last][voxel].
std::vector<std::vector<double>> strengths(const Image& image, const std::vector<Voxel>& voxels,
                                           const std::vector<Vector3>& points, double radius,
                                           const Harmonics& y) {
  std::vector<std::vector<double>> out(y.size() + 1, std::vector<double>(voxels.size()));
  const SplineSampler value(image);
  std::vector<double> samples(points.size());
  std::vector<bool> bits(points.size());
  for (std::size_t i = 0; i < voxels.size(); ++i) {
    const auto [x, row, z] = voxels[i];
    const double centre = image.voxels[image.geometry.offset(x, row, z)];
    for (std::size_t v = 0; v < points.size(); ++v) {
      samples[v] =
          value(x + radius * points[v][2], row + radius * points[v][1], z + radius * points[v][0]);
      bits[v] = samples[v] >= centre;
    }
    for (std::size_t n = 0; n < y.size(); ++n) out[n][i] = strength(y[n], bits);
    out.back()[i] = kurtosis(samples);
  }
  return out;
}

void apply(const Image& image, const Mask* region, const FilterSettings& settings,
           const EmitImage& emit) {
  const auto voxels = voxels_of(image, region);
  const auto points = icosphere(settings.lbp_3d_subdivision);
  Harmonics y;
  for (int n = 0; n < settings.lbp_3d_levels; ++n) y.push_back(harmonics(n, points));
  const auto results = strengths(image, voxels, points, settings.lbp_3d_radius, y);
  const auto all = names(settings);
  for (std::size_t k = 0; k < results.size(); ++k) {
    Image out{image.geometry, PixelType::float64, Voxels(image.voxels.size(), 0.0)};
    for (std::size_t i = 0; i < voxels.size(); ++i)
      out.voxels[image.geometry.offset(voxels[i].x, voxels[i].y, voxels[i].z)] = results[k][i];
    emit(all[k], out);
  }
}

}  // namespace

const Filter lbp_3d_filter{
    "LBP3D", names, apply,
    R"(\sqrt{\sum_v (\sum_m c_{nm} Y_{nm}(v))^2},\; c_{nm}=\sum_v [x_v\ge x] Y_{nm}(v))",
    IntensityLaw::invariant};

}  // namespace dlrr
