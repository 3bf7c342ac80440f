#include "image/filter/spline_sampler.h"

#include <algorithm>
#include <cmath>

#include "image/pixel_type.h"
#include "image/prepare/bspline.h"

namespace dlrr {

namespace {

// sqrt(3) - 2 to all digits, which std::sqrt(3.0) - 2.0 is not.
constexpr double pole = -0.267949192431122706472553658494127633;

// `count` lines of n samples that lie side by side: sample k of line l at k * step + l.
struct LineBlock {
  double* data;
  int n;
  std::size_t step, count;
  double* sample(int k) const { return data + static_cast<std::size_t>(k) * step; }
};

// The first coefficient of the forward recursion, for a line that is mirrored at its ends.
void start(const LineBlock& lines) {
  const int n = lines.n;
  const double end = std::pow(pole, n - 1);
  double* first = lines.sample(0);
  for (std::size_t l = 0; l < lines.count; ++l) first[l] = first[l] + end * lines.sample(n - 1)[l];
  double power = pole;
  for (int k = 1; k < n - 1; ++k, power *= pole)
    for (std::size_t l = 0; l < lines.count; ++l)
      first[l] += power * (lines.sample(k)[l] + end * lines.sample(n - 1 - k)[l]);
  for (std::size_t l = 0; l < lines.count; ++l) first[l] /= 1 - end * end;
}

void to_coefficients(const LineBlock& lines) {
  const int n = lines.n;
  if (n == 1) return;
  const double gain = (1.0 - pole) * (1.0 - 1.0 / pole);
  for (int k = 0; k < n; ++k)
    for (std::size_t l = 0; l < lines.count; ++l) lines.sample(k)[l] *= gain;
  start(lines);
  for (int k = 1; k < n; ++k)
    for (std::size_t l = 0; l < lines.count; ++l)
      lines.sample(k)[l] += pole * lines.sample(k - 1)[l];
  double* last = lines.sample(n - 1);
  for (std::size_t l = 0; l < lines.count; ++l)
    last[l] = (pole * lines.sample(n - 2)[l] + last[l]) * pole / (pole * pole - 1);
  for (int k = n - 2; k >= 0; --k)
    for (std::size_t l = 0; l < lines.count; ++l)
      lines.sample(k)[l] = pole * (lines.sample(k + 1)[l] - lines.sample(k)[l]);
}

}  // namespace

SplineSampler::SplineSampler(const Image& image)
    : type_(image.type), geometry_(image.geometry), coefficients_(image.voxels) {
  const Index3 n = geometry_.size;
  const std::size_t row = n[0], slice = row * n[1];
  double* data = coefficients_.data();
  to_coefficients({data, n[2], slice, slice});
  for (int z = 0; z < n[2]; ++z) to_coefficients({data + z * slice, n[1], row, row});
  for (std::size_t at = 0; at < coefficients_.size(); at += row)
    to_coefficients({data + at, n[0], 1, 1});
}

double SplineSampler::operator()(double x, double y, double z) const {
  const double at[] = {x, y, z};
  Taps taps[3];
  for (int a = 0; a < 3; ++a) {
    if (at[a] < 0 || at[a] > geometry_.size[a] - 1) return in_type(0);
    taps[a] = taps_at(at[a], a);
  }
  double sum = 0;
  for (int k = 0; k < 4; ++k)
    for (int j = 0; j < 4; ++j) {
      const double* row =
          coefficients_.data() + geometry_.offset(0, taps[1].index[j], taps[2].index[k]);
      for (int i = 0; i < 4; ++i)
        sum += row[taps[0].index[i]] * taps[2].weight[k] * taps[1].weight[j] * taps[0].weight[i];
    }
  return in_type(sum);
}

SplineSampler::Taps SplineSampler::taps_at(double position, int axis) const {
  const double f = std::floor(position), t = position - f, u = 1 - t;
  Taps out{{}, {u * u * u / 6, (t * t * (t - 2) * 3 + 4) / 6, (u * u * (u - 2) * 3 + 4) / 6, 0}};
  out.weight[3] = 1 - out.weight[0] - out.weight[1] - out.weight[2];
  for (int k = 0; k < 4; ++k)
    out.index[k] = mirrored(static_cast<int>(f) - 1 + k, geometry_.size[axis]);
  return out;
}

double SplineSampler::in_type(double value) const {
  if (type_ == PixelType::float32) return static_cast<float>(value);
  if (!is_integer(type_)) return value;
  const auto [low, high] = pixel_limits(type_);
  return std::trunc(std::clamp(value > 0 ? value + 0.5 : value - 0.5, low, high));
}

}  // namespace dlrr
