#include "image/prepare/windowed.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

namespace dlrr {

namespace {

constexpr int radius = 5;  // voxels, of the windowed sincs
constexpr double pi = std::numbers::pi;

// Neighbouring voxels along one axis with their weights; none outside the image.
struct AxisWindow {
  std::vector<int> index;
  std::vector<double> weight;
};
using AxisWindows = std::vector<AxisWindow>;

double window(double x, Interpolator method) {
  const double z = x / radius;
  switch (method) {
    case Interpolator::hamming: return 0.54 + 0.46 * std::cos(pi * z);
    case Interpolator::cosine: return std::cos(pi * z / 2);
    case Interpolator::welch: return 1 - z * z;
    case Interpolator::lanczos: return z == 0 ? 1 : std::sin(pi * z) / (pi * z);
    default: return 0.42 + 0.5 * std::cos(pi * z) + 0.08 * std::cos(2 * pi * z);  // Blackman
  }
}

AxisWindow sinc_window(double c, int n, Interpolator method) {
  const int base = static_cast<int>(std::floor(c));
  const double distance = c - base;
  AxisWindow out;
  if (distance == 0) return {{std::clamp(base, 0, n - 1)}, {1.0}};
  for (int offset = 1 - radius; offset <= radius; ++offset) {
    const double x = distance - offset;
    out.index.push_back(std::clamp(base + offset, 0, n - 1));
    out.weight.push_back(window(x, method) * (x == 0 ? 1 : std::sin(pi * x) / (pi * x)));
  }
  return out;
}

// The part of the Gaussian that lies over each voxel.
AxisWindow gaussian_window(double c, int n, double sigma, double cut) {
  const int first = std::max(0, static_cast<int>(std::floor(c + 0.5 - cut)));
  const int end = std::min(n, static_cast<int>(std::ceil(c + 0.5 + cut)));
  const double scale = 1 / (std::numbers::sqrt2 * sigma);
  AxisWindow out;
  double before = std::erf((first - 0.5 - c) * scale);
  for (int i = first; i < end; ++i) {
    const double after = std::erf((i + 0.5 - c) * scale);
    out.index.push_back(i);
    out.weight.push_back(after - before);
    before = after;
  }
  return out;
}

AxisWindow axis_window(double c, int n, Interpolator method) {
  if (!(c >= -0.5 && c < n - 0.5)) return {};
  if (method == Interpolator::gaussian) return gaussian_window(c, n, 0.8, 3.2);
  if (method == Interpolator::label_gaussian) return gaussian_window(c, n, 1, 1);
  return sinc_window(c, n, method);
}

// Calls f(voxel value, weight) for all voxels of the three windows, x fastest.
template <class F>
void for_each_voxel(const Image& image, const AxisWindow& x, const AxisWindow& y,
                    const AxisWindow& z, F f) {
  for (std::size_t k = 0; k < z.index.size(); ++k)
    for (std::size_t j = 0; j < y.index.size(); ++j)
      for (std::size_t i = 0; i < x.index.size(); ++i)
        f(image.voxels[image.geometry.offset(x.index[i], y.index[j], z.index[k])],
          x.weight[i] * y.weight[j] * z.weight[k]);
}

double heaviest_label(const Image& image, const AxisWindow& x, const AxisWindow& y,
                      const AxisWindow& z) {
  std::map<double, double> weights;
  double most = 0, label = 0;
  for_each_voxel(image, x, y, z, [&](double value, double weight) {
    const double total = weights[value] += weight;
    if (total <= most) return;
    most = total;
    label = value;
  });
  return label;
}

double weighted_sum(const Image& image, const AxisWindow& x, const AxisWindow& y,
                    const AxisWindow& z, Interpolator method) {
  double sum = 0, weights = 0;
  for_each_voxel(image, x, y, z, [&](double value, double weight) {
    sum += value * weight;
    weights += weight;
  });
  return method == Interpolator::gaussian ? sum / weights : sum;
}

double sample(const Image& image, const AxisWindow& x, const AxisWindow& y, const AxisWindow& z,
              Interpolator method) {
  if (x.index.empty() || y.index.empty() || z.index.empty()) return 0;
  if (method == Interpolator::label_gaussian) return heaviest_label(image, x, y, z);
  return weighted_sum(image, x, y, z, method);
}

// Weighted sums along one axis of an array of `size`; the axis becomes as long as the list.
Voxels contract(const Voxels& in, Index3& size, int axis, const AxisWindows& list, bool normalise) {
  const Index3 from = size;
  size[axis] = static_cast<int>(list.size());
  const std::size_t inner = axis == 0   ? 1
                            : axis == 1 ? static_cast<std::size_t>(size[0])
                                        : static_cast<std::size_t>(size[0]) * size[1];
  const std::size_t n = static_cast<std::size_t>(from[axis]), outer = in.size() / (inner * n);
  Voxels out(outer * list.size() * inner, 0.0);
  for (std::size_t o = 0; o < outer; ++o)
    for (std::size_t a = 0; a < list.size(); ++a) {
      double* to = out.data() + (o * list.size() + a) * inner;
      double total = 0;
      for (const double w : list[a].weight) total += w;
      for (std::size_t t = 0; t < list[a].index.size(); ++t) {
        const double* row =
            in.data() + (o * n + static_cast<std::size_t>(list[a].index[t])) * inner;
        const double weight = normalise ? list[a].weight[t] / total : list[a].weight[t];
        for (std::size_t i = 0; i < inner; ++i) to[i] += weight * row[i];
      }
    }
  return out;
}

Voxels separable(const Image& image, const std::array<AxisWindows, 3>& list, Interpolator method) {
  Index3 size = image.geometry.size;
  Voxels out = image.voxels;
  for (const int axis : {2, 1, 0})
    out = contract(out, size, axis, list[axis], method == Interpolator::gaussian);
  return out;
}

}  // namespace

bool is_windowed(Interpolator method) {
  return method != Interpolator::none && method != Interpolator::nearest &&
         method != Interpolator::linear && method != Interpolator::bspline;
}

Voxels windowed_samples(const Image& image, const std::array<std::vector<double>, 3>& at,
                        Interpolator method) {
  std::array<AxisWindows, 3> list;
  for (std::size_t axis = 0; axis < 3; ++axis)
    for (const double c : at[axis])
      list[axis].push_back(axis_window(c, image.geometry.size[axis], method));
  const bool labels = method == Interpolator::label_gaussian;
  Voxels out;
  if (labels)
    out.resize(at[0].size() * at[1].size() * at[2].size());
  else
    out = separable(image, list, method);
  // Whole-number images are truncated later: a sum that is whole up to rounding is made again in
  // ITK's order, so that the last bits agree.
  std::size_t i = 0;
  for (const AxisWindow& z : list[2])
    for (const AxisWindow& y : list[1])
      for (const AxisWindow& x : list[0]) {
        double& value = out[i++];
        if (labels || (is_integer(image.type) && std::fabs(value - std::round(value)) < 1e-7))
          value = sample(image, x, y, z, method);
      }
  return out;
}

double windowed_sample(const Image& image, const Vector3& index, Interpolator method) {
  AxisWindow w[3];
  for (std::size_t a = 0; a < 3; ++a) w[a] = axis_window(index[a], image.geometry.size[a], method);
  return sample(image, w[0], w[1], w[2], method);
}

}  // namespace dlrr
