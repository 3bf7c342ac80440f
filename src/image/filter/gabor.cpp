// Modulus of the 2D Gabor filter in the planes of the image (IBSI 2, section 3.4), averaged over
// orientations and, in three dimensions, over the planes (x,y), (x,z), (y,z). The convolution runs
// through the Fourier transform of the padded slice.
#include <cmath>
#include <numbers>

#include "image/filter/fourier.h"
#include "image/filter/image_name.h"

namespace dlrr {

namespace {

// exp(-74 / 2) = 9e-17 of the largest tap: what lies beyond changes no digit of a double.
constexpr double invisible = 74;

// One orientation; `times`: how often it (or its opposite, which has the same modulus) is averaged.
struct Orientation {
  double degrees;
  int times = 1;
};

std::string stem(const GaborSettings& g) {
  return "gabor-sigma-" + dashed(g.sigma) + "-mm-lambda-" + dashed(g.lambda) + "-mm-gamma-" +
         dashed(g.gamma) + "-theta-";
}

std::vector<std::string> names(const FilterSettings& settings) {
  const GaborSettings& g = settings.ibsi.gabor;
  const std::string suffix = dimension_suffix(settings);
  if (g.theta.empty()) return {stem(g) + "step-" + dashed(g.theta_step) + suffix};
  std::vector<std::string> out;
  for (const double theta : g.theta) out.push_back(stem(g) + dashed(theta) + suffix);
  return out;
}

std::string problem(const FilterSettings& settings) {
  const GaborSettings& g = settings.ibsi.gabor;
  return !g.theta.empty() && g.theta_step_given
             ? "gaborTheta and gaborThetaStep contradict each other: give one of them"
             : "";
}

std::vector<Orientation> turn(double step) {
  std::vector<Orientation> out;
  for (int k = 0; k * step < 360 - 1e-9; ++k) {
    bool known = false;
    for (Orientation& o : out)
      if (std::fabs(o.degrees + 180 - k * step) < 1e-9) known = ++o.times > 0;
    if (!known) out.push_back({k * step, 1});
  }
  return out;
}

// The in-plane axes, their spacing in mm, and how far the kernel reaches.
struct Plane {
  int a, b;
  double spacing_a, spacing_b;
  int reach_a, reach_b;
};

Plane plane_of(const Geometry& geometry, int a, int b, const GaborSettings& g,
               const std::vector<Orientation>& orientations) {
  Plane out{a, b, geometry.spacing[a], geometry.spacing[b], 0, 0};
  const int support = std::max(geometry.size[a], geometry.size[b]) / 2;
  for (const Orientation& o : orientations) {
    const double t = o.degrees * std::numbers::pi / 180;
    const double wide = g.sigma * std::sqrt(invisible);
    const double along_a = wide * std::hypot(std::cos(t), std::sin(t) / g.gamma);
    const double along_b = wide * std::hypot(std::sin(t), std::cos(t) / g.gamma);
    out.reach_a = std::max(out.reach_a, static_cast<int>(along_a / out.spacing_a) + 1);
    out.reach_b = std::max(out.reach_b, static_cast<int>(along_b / out.spacing_b) + 1);
  }
  out.reach_a = std::min(out.reach_a, support);
  out.reach_b = std::min(out.reach_b, support);
  return out;
}

constexpr int both[] = {0, 1}, along_a[] = {0}, along_b[] = {1};

std::vector<Complex> spectrum(const Plane& plane, double degrees, const GaborSettings& g,
                              const Index3& size) {
  const double t = degrees * std::numbers::pi / 180, c = std::cos(t), s = std::sin(t);
  std::vector<Complex> out(static_cast<std::size_t>(size[0]) * size[1]);
  for (int j = -plane.reach_b; j <= plane.reach_b; ++j)
    for (int i = -plane.reach_a; i <= plane.reach_a; ++i) {
      const double x = i * plane.spacing_a, y = j * plane.spacing_b;
      const double along = x * c + y * s, across = y * c - x * s;
      const double envelope = std::exp(-(along * along + g.gamma * g.gamma * across * across) /
                                       (2 * g.sigma * g.sigma));
      out[static_cast<std::size_t>((j + size[1]) % size[1]) * size[0] + (i + size[0]) % size[0]] =
          std::polar(envelope, 2 * std::numbers::pi * along / g.lambda);
    }
  fourier(out, size, both, Fourier::forward);
  return out;
}

// Adds weight * modulus of the response in every slice of one plane to `sum`.
class PlaneFilter {
 public:
  PlaneFilter(const Image& image, const Plane& plane, const FilterSettings& settings)
      : image_(image), plane_(plane), settings_(settings) {
    const Index3 n = image.geometry.size;
    size_ = {fast_length(n[plane.a] + 2 * plane.reach_a),
             fast_length(n[plane.b] + 2 * plane.reach_b), 1};
    across_ = 3 - plane.a - plane.b;
    const std::size_t step[] = {1, static_cast<std::size_t>(n[0]),
                                static_cast<std::size_t>(n[0]) * n[1]};
    step_a_ = step[plane.a];
    step_b_ = step[plane.b];
    step_across_ = step[across_];
  }

  void add(const std::vector<Orientation>& orientations, double weight, Voxels& sum) {
    std::vector<std::vector<Complex>> kernels;
    for (const Orientation& o : orientations)
      kernels.push_back(spectrum(plane_, o.degrees, settings_.ibsi.gabor, size_));
    std::vector<Complex> response;
    for (int slice = 0; slice < image_.geometry.size[across_]; ++slice) {
      const std::vector<Complex> transformed = transformed_slice(slice);
      for (std::size_t k = 0; k < kernels.size(); ++k) {
        response = transformed;
        for (std::size_t i = 0; i < response.size(); ++i) response[i] *= kernels[k][i];
        add_modulus(response, slice, weight * orientations[k].times, sum);
      }
    }
  }

 private:
  std::vector<Complex> transformed_slice(int slice) const {
    std::vector<Complex> out(static_cast<std::size_t>(size_[0]) * size_[1]);
    const Index3 n = image_.geometry.size;
    const Boundary boundary = settings_.ibsi.boundary;
    for (int j = 0; j < n[plane_.b] + 2 * plane_.reach_b; ++j) {
      const int b = voxel_at(j - plane_.reach_b, n[plane_.b], boundary);
      for (int i = 0; b >= 0 && i < n[plane_.a] + 2 * plane_.reach_a; ++i) {
        const int a = voxel_at(i - plane_.reach_a, n[plane_.a], boundary);
        if (a >= 0)
          out[static_cast<std::size_t>(j) * size_[0] + i] =
              image_.voxels[a * step_a_ + b * step_b_ + slice * step_across_];
      }
    }
    fourier(out, size_, both, Fourier::forward);
    return out;
  }

  // Backward along b, then along a in the rows that are needed.
  void add_modulus(std::vector<Complex>& response, int slice, double weight, Voxels& sum) const {
    const Index3 n = image_.geometry.size;
    const int na = n[plane_.a], nb = n[plane_.b];
    const std::size_t width = size_[0];
    fourier(response, size_, along_b, Fourier::backward);
    const auto rows = std::span(response).subspan(plane_.reach_b * width, nb * width);
    fourier(rows, {size_[0], nb, 1}, along_a, Fourier::backward);
    for (int b = 0; b < nb; ++b) {
      const Complex* row = rows.data() + b * width + plane_.reach_a;
      for (int a = 0; a < na; ++a)
        sum[a * step_a_ + b * step_b_ + slice * step_across_] +=
            weight * std::sqrt(std::norm(row[a]));
    }
  }

  const Image& image_;
  Plane plane_;
  const FilterSettings& settings_;
  Index3 size_;  // of the padded slice
  int across_;
  std::size_t step_a_, step_b_, step_across_;
};

Voxels response(const Image& image, const std::vector<Orientation>& orientations,
                const FilterSettings& settings) {
  const auto axes = filter_axes(settings);
  const std::vector<std::array<int, 2>> planes =
      axes.size() == 2 ? std::vector<std::array<int, 2>>{{axes[0], axes[1]}}
                       : std::vector<std::array<int, 2>>{{0, 1}, {0, 2}, {1, 2}};
  double count = 0;
  for (const Orientation& o : orientations) count += o.times;
  Voxels sum(image.voxels.size(), 0.0);
  for (const auto& [a, b] : planes) {
    const Plane plane = plane_of(image.geometry, a, b, settings.ibsi.gabor, orientations);
    PlaneFilter(image, plane, settings)
        .add(orientations, 1.0 / (count * static_cast<double>(planes.size())), sum);
  }
  return sum;
}

void apply(const Image& image, const Mask*, const FilterSettings& settings, const EmitImage& emit) {
  const GaborSettings& g = settings.ibsi.gabor;
  const auto all = names(settings);
  if (g.theta.empty())
    emit(all[0],
         {image.geometry, PixelType::float64, response(image, turn(g.theta_step), settings)});
  for (std::size_t k = 0; k < g.theta.size(); ++k)
    emit(all[k],
         {image.geometry, PixelType::float64, response(image, {{g.theta[k], 1}}, settings)});
}

}  // namespace

const Filter gabor_filter{"Gabor",
                          names,
                          apply,
                          R"(|e^{-(x'^2+\gamma^2y'^2)/2\sigma^2+2\pi\mathrm{i}x'/\lambda} * x|,\; )"
                          R"(x' = x\cos\theta+y\sin\theta)",
                          IntensityLaw::proportional,
                          0,
                          problem};

}  // namespace dlrr
