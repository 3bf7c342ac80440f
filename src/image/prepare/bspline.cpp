#include "image/prepare/bspline.h"

#include <algorithm>
#include <cmath>

namespace dlrr {

namespace {

const double pole = std::sqrt(3.0) - 2.0;
constexpr int horizon = 18;  // terms of the start value on long axes, as in ITK: pole^18 = 5e-11

// The start value of the forward recursion for a mirrored line; samples already hold the gain.
void start_lines(double* data, int n, std::size_t step, std::size_t count) {
  const double p = pole, inverse = 1.0 / pole;
  double power = p;
  if (horizon < n) {
    for (int k = 1; k < horizon; ++k, power *= p)
      for (std::size_t i = 0; i < count; ++i) data[i] += power * data[k * step + i];
    return;
  }
  double mirror = std::pow(p, static_cast<double>(n - 1));
  for (std::size_t i = 0; i < count; ++i) data[i] += mirror * data[(n - 1) * step + i];
  mirror *= mirror * inverse;
  for (int k = 1; k <= n - 2; ++k, power *= p, mirror *= inverse)
    for (std::size_t i = 0; i < count; ++i) data[i] += (power + mirror) * data[k * step + i];
  for (std::size_t i = 0; i < count; ++i) data[i] /= 1.0 - power * power;
}

// Sample k of every one of `count` lines that lie side by side: data[k * step .. + count).
void coefficients_of_lines(double* data, int n, std::size_t step, std::size_t count) {
  const double p = pole;
  const double gain = (1.0 - p) * (1.0 - 1.0 / p);
  for (int k = 0; k < n; ++k)
    for (std::size_t i = 0; i < count; ++i) data[k * step + i] *= gain;
  start_lines(data, n, step, count);
  for (int k = 1; k < n; ++k) {
    double* row = data + static_cast<std::size_t>(k) * step;
    for (std::size_t i = 0; i < count; ++i) row[i] += p * *(row + i - step);
  }
  double* last = data + static_cast<std::size_t>(n - 1) * step;
  for (std::size_t i = 0; i < count; ++i)
    last[i] = (p / (p * p - 1.0)) * (p * *(last + i - step) + last[i]);
  for (int k = n - 2; k >= 0; --k) {
    double* row = data + static_cast<std::size_t>(k) * step;
    for (std::size_t i = 0; i < count; ++i) row[i] = p * (row[i + step] - row[i]);
  }
}

// Lines along x: transposed in blocks, so that the recursion runs over several lines at once.
void coefficients_along_x(std::vector<double>& voxels, int n) {
  constexpr std::size_t lanes = 16;
  const std::size_t rows = voxels.size() / static_cast<std::size_t>(n);
  std::vector<double> block(static_cast<std::size_t>(n) * lanes);
  for (std::size_t first = 0; first < rows; first += lanes) {
    const std::size_t used = std::min(lanes, rows - first);
    double* base = voxels.data() + first * static_cast<std::size_t>(n);
    for (std::size_t l = 0; l < used; ++l)
      for (int i = 0; i < n; ++i) block[i * lanes + l] = base[l * n + i];
    coefficients_of_lines(block.data(), n, lanes, used);
    for (std::size_t l = 0; l < used; ++l)
      for (int i = 0; i < n; ++i) base[l * n + i] = block[i * lanes + l];
  }
}

}  // namespace

SplineWeights spline_weights(double position) {
  // ITK finds the voxel in single precision, so that 0.9999999999 counts as 1.
  const double f = std::floor(static_cast<float>(position)), t = position - f;
  const double w3 = 1.0 / 6.0 * t * t * t;
  const double w0 = 1.0 / 6.0 + 0.5 * t * (t - 1.0) - w3;
  const double w2 = t + w0 - 2.0 * w3;
  return {static_cast<int>(f) - 1, {w0, 1.0 - w0 - w2 - w3, w2, w3}};
}

int mirrored(int index, int n) {
  if (n == 1) return 0;
  const int period = 2 * n - 2;
  index = std::abs(index) % period;
  return index < n ? index : period - index;
}

void spline_coefficients(std::vector<double>& voxels, const Index3& size) {
  if (size[0] > 1) coefficients_along_x(voxels, size[0]);
  const std::size_t row = static_cast<std::size_t>(size[0]);
  const std::size_t slice = row * static_cast<std::size_t>(size[1]);
  if (size[1] > 1)
    for (int z = 0; z < size[2]; ++z)
      coefficients_of_lines(voxels.data() + static_cast<std::size_t>(z) * slice, size[1], row, row);
  if (size[2] > 1)
    for (int y = 0; y < size[1]; ++y)
      coefficients_of_lines(voxels.data() + static_cast<std::size_t>(y) * row, size[2], slice, row);
}

}  // namespace dlrr
