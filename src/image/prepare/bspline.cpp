#include "image/prepare/bspline.h"

#include <algorithm>
#include <cmath>

#include "kernel/recursion.h"
#include "kernel/spline.h"

namespace dlrr {

namespace {

const double pole = std::sqrt(3.0) - 2.0;
constexpr int horizon = 18;  // terms of the start value on long axes, as in ITK: pole^18 = 5e-11

// The start value of the forward recursion for a mirrored line.
kernel::SplineStart start_of_lines(int n) {
  const double inverse = 1.0 / pole;
  double power = pole;
  kernel::SplineStart start;
  const auto add = [&](int sample, double weight) {
    start.terms.push_back({static_cast<std::size_t>(sample), weight});
  };
  if (horizon < n) {
    for (int k = 1; k < horizon; ++k, power *= pole) add(k, power);
    return start;
  }
  double mirror = std::pow(pole, static_cast<double>(n - 1));
  add(n - 1, mirror);
  mirror *= mirror * inverse;
  for (int k = 1; k <= n - 2; ++k, power *= pole, mirror *= inverse) add(k, power + mirror);
  start.divisor = 1.0 - power * power;
  return start;
}

constexpr std::size_t block = 4 * kernel::kSplineLanes;  // lines along x that are turned together

}  // namespace

void spline_lines(double* data, int n, std::size_t lanes, std::size_t step) {
  kernel::spline_lines(data, static_cast<std::size_t>(n), lanes, step, pole, start_of_lines(n));
}

std::size_t whole_vectors(std::size_t lanes) {
  return (lanes + kernel::kSplineLanes - 1) / kernel::kSplineLanes * kernel::kSplineLanes;
}

SplineSlice::SplineSlice(const Box& around, const Box& box, const Geometry& image, std::size_t row)
    : around_(around),
      box_(box),
      image_(image),
      row_(row),
      lanes_(whole_vectors(static_cast<std::size_t>(box.size()[0]))),
      direct_(around.size()[1] == box.size()[1]) {
  turned_.resize(static_cast<std::size_t>(around.size()[0]) * block);
  if (!direct_) rows_.resize(static_cast<std::size_t>(around.size()[1]) * row);
}

// Lines along x are turned in blocks, so that they lie side by side.
void SplineSlice::along_x(const double* slice, double* rows) {
  const Index3 size = around_.size();
  const auto step = static_cast<std::size_t>(image_.size[0]);
  const auto skipped = static_cast<std::size_t>(box_.low[0] - around_.low[0]);
  const auto kept = static_cast<std::size_t>(box_.size()[0]);
  for (std::size_t first = 0; first < static_cast<std::size_t>(size[1]); first += block) {
    const std::size_t used = std::min(block, static_cast<std::size_t>(size[1]) - first);
    const double* from = slice + (around_.low[1] + first) * step + around_.low[0];
    kernel::transpose(from, step, used, size[0], turned_.data(), block);
    if (size[0] > 1) spline_lines(turned_.data(), size[0], block, block);
    kernel::transpose(turned_.data() + skipped * block, block, kept, used, rows + first * row_,
                      row_);
  }
}

void SplineSlice::run(const double* voxels, int z, double* out) {
  const int ny = around_.size()[1];
  double* rows = direct_ ? out : rows_.data();
  along_x(voxels + image_.offset(0, 0, z), rows);
  if (ny > 1) spline_lines(rows, ny, lanes_, row_);
  if (direct_) return;
  const double* from = rows + static_cast<std::size_t>(box_.low[1] - around_.low[1]) * row_;
  std::copy_n(from, static_cast<std::size_t>(box_.size()[1]) * row_, out);
}

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

void spline_coefficients(std::span<double> voxels, const Index3& size) {
  const std::size_t nx = static_cast<std::size_t>(size[0]);
  const std::size_t row = whole_vectors(nx);
  const std::size_t slice = row * static_cast<std::size_t>(size[1]);
  const Box all{{0, 0, 0}, {size[0] - 1, size[1] - 1, size[2] - 1}};
  std::vector<double> padded(slice * static_cast<std::size_t>(size[2]));
  SplineSlice in_plane(all, all, Geometry{size}, row);
  for (int z = 0; z < size[2]; ++z)
    in_plane.run(voxels.data(), z, padded.data() + static_cast<std::size_t>(z) * slice);
  if (size[2] > 1) spline_lines(padded.data(), size[2], slice, slice);
  for (std::size_t r = 0; r < voxels.size() / nx; ++r)
    std::copy_n(padded.data() + r * row, nx, voxels.data() + r * nx);
}

}  // namespace dlrr
