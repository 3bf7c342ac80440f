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
#include "image/prepare/bspline.h"
#include "image/prepare/resample.h"

namespace dlrr {

namespace {

using Complex = std::complex<double>;

constexpr int reach = 32;  // coefficients beyond this many voxels weigh less than 0.268^32 = 5e-19

std::vector<std::string> names(const FilterSettings& settings) {
  std::vector<std::string> out;
  for (int n = 1; n <= settings.lbp_3d_levels; ++n) out.push_back("lbp-3D-m" + std::to_string(n));
  out.push_back("lbp-3D-k");
  return out;
}

// Harmonic of degree n and order m >= 0 with the Condon-Shortley phase.
Complex harmonic(int n, int m, double polar, double azimuth) {
  const double x = std::cos(polar), s = std::sqrt(std::max(0.0, 1 - x * x));
  // P_m^m, then upwards in n.
  double here = 1, before = 0;
  for (int k = 1; k <= m; ++k) here *= -(2 * k - 1) * s;
  for (int k = m + 1; k <= n; ++k) {
    const double next = ((2 * k - 1) * x * here - (k + m - 1) * before) / (k - m);
    before = here;
    here = next;
  }
  double ratio = 1;  // (n-m)! / (n+m)!
  for (int k = n - m + 1; k <= n + m; ++k) ratio /= k;
  return std::sqrt((2 * n + 1) / (4 * std::numbers::pi) * ratio) * here *
         std::polar(1.0, m * azimuth);
}

// Harmonics of one degree at every point: [m + n][point]. PyRadiomics exchanges the two angles.
std::vector<std::vector<Complex>> harmonics(int n, const std::vector<Vector3>& points) {
  std::vector<std::vector<Complex>> out;
  for (int m = -n; m <= n; ++m) {
    out.emplace_back();
    for (const Vector3& p : points) {
      const double polar = std::atan2(p[1], p[0]), azimuth = std::acos(p[2]);
      const Complex y = harmonic(n, std::abs(m), polar, azimuth);
      out.back().push_back(m >= 0 ? y : (m % 2 ? -1.0 : 1.0) * std::conj(y));
    }
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

// Values between the voxels, in the number type of the image.
class Sampler {
 public:
  Sampler(const Image& image, const Box& needed)
      : part_(crop(image, needed)), low_(needed.low), whole_(image.geometry.size) {
    spline_coefficients(part_.voxels, part_.geometry.size);
  }

  double operator()(double x, double y, double z) const {
    const double at[] = {x, y, z};
    Taps taps[3];
    for (int a = 0; a < 3; ++a) {
      if (at[a] < 0 || at[a] > whole_[a] - 1) return 0;
      taps[a] = taps_at(at[a], a);
    }
    double sum = 0;
    for (int k = 0; k < 4; ++k)
      for (int j = 0; j < 4; ++j) {
        const double* row =
            part_.voxels.data() + part_.geometry.offset(0, taps[1].index[j], taps[2].index[k]);
        double line = 0;
        for (int i = 0; i < 4; ++i) line += taps[0].weight[i] * row[taps[0].index[i]];
        sum += line * taps[1].weight[j] * taps[2].weight[k];
      }
    return in_type(sum);
  }

 private:
  struct Taps {
    int index[4];
    double weight[4];
  };

  Taps taps_at(double c, int axis) const {
    const double f = std::floor(c), t = c - f, u = 1 - t;
    Taps out{{}, {u * u * u / 6, (t * t * (t - 2) * 3 + 4) / 6, (u * u * (u - 2) * 3 + 4) / 6, 0}};
    out.weight[3] = 1 - out.weight[0] - out.weight[1] - out.weight[2];
    const int last = part_.geometry.size[axis] - 1;
    for (int k = 0; k < 4; ++k)
      out.index[k] =
          std::clamp(mirrored(static_cast<int>(f) - 1 + k, whole_[axis]) - low_[axis], 0, last);
    return out;
  }

  double in_type(double v) const {
    if (part_.type == PixelType::float32) return static_cast<float>(v);
    if (!is_integer(part_.type)) return v;
    return std::trunc(v > 0 ? v + 0.5 : v - 0.5);
  }

  Image part_;
  Index3 low_, whole_;
};

struct Voxel {
  int x, y, z;
};

std::vector<Voxel> voxels_of(const Image& image, const Mask* region, Box& box) {
  std::vector<Voxel> out;
  const Index3 n = image.geometry.size;
  for (int z = 0; z < n[2]; ++z)
    for (int y = 0; y < n[1]; ++y)
      for (int x = 0; x < n[0]; ++x)
        if (!region || region->voxels[image.geometry.offset(x, y, z)]) {
          out.push_back({x, y, z});
          box = united(box, {{x, y, z}, {x, y, z}});
        }
  return out;
}

void apply(const Image& image, const Mask* region, const FilterSettings& settings,
           const EmitImage& emit) {
  Box box;
  const auto voxels = voxels_of(image, region, box);
  const double radius = settings.lbp_3d_radius;
  const auto points = icosphere(settings.lbp_3d_subdivision);
  std::vector<std::vector<std::vector<Complex>>> y;
  for (int n = 0; n < settings.lbp_3d_levels; ++n) y.push_back(harmonics(n, points));
  std::vector<std::vector<double>> results(y.size() + 1, std::vector<double>(voxels.size()));
  if (!voxels.empty()) {
    const int pad = reach + static_cast<int>(std::ceil(radius));
    const Sampler value(image, padded(box, pad, image.geometry.size));
    std::vector<double> samples(points.size());
    std::vector<bool> bits(points.size());
    for (std::size_t i = 0; i < voxels.size(); ++i) {
      const Voxel& at = voxels[i];
      const double centre = image.voxels[image.geometry.offset(at.x, at.y, at.z)];
      for (std::size_t v = 0; v < points.size(); ++v) {
        samples[v] = value(at.x + radius * points[v][2], at.y + radius * points[v][1],
                           at.z + radius * points[v][0]);
        bits[v] = samples[v] >= centre;
      }
      for (std::size_t n = 0; n < y.size(); ++n) results[n][i] = strength(y[n], bits);
      results.back()[i] = kurtosis(samples);
    }
  }
  const auto all = names(settings);
  for (std::size_t k = 0; k < results.size(); ++k) {
    Image out{image.geometry, PixelType::float64, std::vector<double>(image.voxels.size(), 0.0)};
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
