#include "image/prepare/bspline.h"

#include <algorithm>
#include <cmath>

namespace dlrr {

namespace {

const double pole = std::sqrt(3.0) - 2.0;
constexpr int horizon = 40;  // pole^40 = 1e-23: terms beyond cannot change a double

// Sample k of every one of `count` lines that lie side by side: data[k * step .. + count).
void coefficients_of_lines(double* data, int n, std::size_t step, std::size_t count,
                           std::vector<double>& sum) {
  const double p = pole;
  double* last = data + static_cast<std::size_t>(n - 1) * step;
  sum.assign(data, data + count);
  double power = p;
  double mirror = std::pow(p, 2 * n - 3);  // p^(2n-2-k) at k = 1
  const double ends = std::pow(p, n - 1);
  for (std::size_t i = 0; i < count; ++i) sum[i] += ends * last[i];
  for (int k = 1; k < n - 1 && k < horizon; ++k, power *= p, mirror /= p) {
    const double* row = data + static_cast<std::size_t>(k) * step;
    for (std::size_t i = 0; i < count; ++i) sum[i] += (power + mirror) * row[i];
  }
  const double scale = 6.0 / (1.0 - std::pow(p, 2 * n - 2));
  for (std::size_t i = 0; i < count; ++i) data[i] = sum[i] * scale;
  for (int k = 1; k < n; ++k) {
    double* row = data + static_cast<std::size_t>(k) * step;
    for (std::size_t i = 0; i < count; ++i) row[i] = 6.0 * row[i] + p * *(row + i - step);
  }
  for (std::size_t i = 0; i < count; ++i)
    last[i] = p / (p * p - 1.0) * (p * *(last + i - step) + last[i]);
  for (int k = n - 2; k >= 0; --k) {
    double* row = data + static_cast<std::size_t>(k) * step;
    for (std::size_t i = 0; i < count; ++i) row[i] = p * (row[i + step] - row[i]);
  }
}

// Lines along x: transposed in blocks, so that the recursion runs over several lines at once.
void coefficients_along_x(std::vector<double>& voxels, int n, std::vector<double>& sum) {
  constexpr std::size_t lanes = 16;
  const std::size_t rows = voxels.size() / static_cast<std::size_t>(n);
  std::vector<double> block(static_cast<std::size_t>(n) * lanes);
  for (std::size_t first = 0; first < rows; first += lanes) {
    const std::size_t used = std::min(lanes, rows - first);
    double* base = voxels.data() + first * static_cast<std::size_t>(n);
    for (std::size_t l = 0; l < used; ++l)
      for (int i = 0; i < n; ++i) block[i * lanes + l] = base[l * n + i];
    coefficients_of_lines(block.data(), n, lanes, used, sum);
    for (std::size_t l = 0; l < used; ++l)
      for (int i = 0; i < n; ++i) base[l * n + i] = block[i * lanes + l];
  }
}

}  // namespace

SplineWeights spline_weights(double position) {
  const double f = std::floor(position), t = position - f;
  const double w3 = t * t * t / 6.0;
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
  std::vector<double> sum;
  if (size[0] > 1) coefficients_along_x(voxels, size[0], sum);
  const std::size_t row = static_cast<std::size_t>(size[0]);
  const std::size_t slice = row * static_cast<std::size_t>(size[1]);
  if (size[1] > 1)
    for (int z = 0; z < size[2]; ++z)
      coefficients_of_lines(voxels.data() + static_cast<std::size_t>(z) * slice, size[1], row, row, sum);
  if (size[2] > 1)
    for (int y = 0; y < size[1]; ++y)
      coefficients_of_lines(voxels.data() + static_cast<std::size_t>(y) * row, size[2], slice, row, sum);
}

}  // namespace dlrr
