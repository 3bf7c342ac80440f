#include "feature/radiomic/count/neighbour_sums.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "image/filter/fourier.h"

namespace dlrr {
namespace {

std::size_t product(const Index3& size) {
  return static_cast<std::size_t>(size[0]) * static_cast<std::size_t>(size[1]) *
         static_cast<std::size_t>(size[2]);
}

// The spectrum of 1 / distance on a grid that repeats every `length` voxels. It is real and mirrors
// itself, so one eighth of it is enough: frequencies 0 .. length / 2 of each axis.
class Weights {
 public:
  Weights(const Index3& length, const Vector3& mm) : length_(length) {
    for (int a = 0; a < 3; ++a) half_[a] = length[a] / 2 + 1;
    value_.reserve(product(half_));
    for (int z = 0; z < half_[2]; ++z)
      for (int y = 0; y < half_[1]; ++y)
        for (int x = 0; x < half_[0]; ++x) {
          const double far = std::hypot(x * mm[0], y * mm[1], z * mm[2]);
          value_.push_back(far == 0 ? 0 : 1 / far);
        }
    for (int axis = 0; axis < 3; ++axis) transform(axis);
  }
  double operator()(int x, int y, int z) const {
    return value_[(static_cast<std::size_t>(folded(z, 2)) * half_[1] + folded(y, 1)) * half_[0] +
                  folded(x, 0)];
  }

 private:
  int folded(int k, int axis) const { return std::min(k, length_[axis] - k); }
  void transform(int axis) {
    Index3 full = half_;
    full[axis] = length_[axis];
    std::vector<Complex> grid;
    grid.reserve(product(full));
    Index3 i{};
    for (i[2] = 0; i[2] < full[2]; ++i[2])
      for (i[1] = 0; i[1] < full[1]; ++i[1])
        for (i[0] = 0; i[0] < full[0]; ++i[0]) {
          Index3 from = i;
          from[axis] = folded(i[axis], axis);
          grid.push_back(
              value_[(static_cast<std::size_t>(from[2]) * half_[1] + from[1]) * half_[0] +
                     from[0]]);
        }
    const int axes[] = {axis};
    fourier(grid, full, axes, Fourier::forward);
    std::size_t at = 0;
    for (i[2] = 0; i[2] < half_[2]; ++i[2])
      for (i[1] = 0; i[1] < half_[1]; ++i[1])
        for (i[0] = 0; i[0] < half_[0]; ++i[0])
          value_[at++] =
              grid[(static_cast<std::size_t>(i[2]) * full[1] + i[1]) * full[0] + i[0]].real();
  }
  Index3 length_, half_{};
  std::vector<double> value_;
};

// One plane (y, z) of the spectrum along x: padded with zeros row by row and then by rows, times
// its part of the weights, and back.
void convolve_plane(std::vector<Complex>& plane, const Index3& n, const Index3& length, int kx,
                    const Weights& weights) {
  const int y[] = {0}, z[] = {1};
  fourier(plane, {length[1], n[2], 1}, y, Fourier::forward);
  plane.resize(static_cast<std::size_t>(length[1]) * length[2], Complex(0));
  fourier(plane, {length[1], length[2], 1}, z, Fourier::forward);
  std::size_t at = 0;
  for (int kz = 0; kz < length[2]; ++kz)
    for (int ky = 0; ky < length[1]; ++ky) plane[at++] *= weights(kx, ky, kz);
  fourier(plane, {length[1], length[2], 1}, z, Fourier::backward);
  plane.resize(static_cast<std::size_t>(length[1]) * n[2]);
  fourier(plane, {length[1], n[2], 1}, y, Fourier::backward);
}

// Replaces mask + i * deviation by its convolution with the weights; its rows are padded along x.
void convolve(std::vector<Complex>& field, const Index3& n, const Index3& length,
              const Vector3& mm) {
  const Weights weights(length, mm);
  const Index3 size{length[0], n[1], n[2]};
  const int x[] = {0};
  fourier(field, size, x, Fourier::forward);
  std::vector<Complex> plane;
  for (int kx = 0; kx < length[0]; ++kx) {
    plane.assign(static_cast<std::size_t>(length[1]) * n[2], Complex(0));
    const auto both = [&](auto move) {
      for (int z = 0; z < n[2]; ++z)
        for (int y = 0; y < n[1]; ++y)
          move(plane[static_cast<std::size_t>(z) * length[1] + y],
               field[(static_cast<std::size_t>(z) * n[1] + y) * length[0] + kx]);
    };
    both([](Complex& padded, const Complex& value) { padded = value; });
    convolve_plane(plane, n, length, kx, weights);
    both([](const Complex& padded, Complex& value) { value = padded; });
  }
  fourier(field, size, x, Fourier::backward);
}

double mean_inside(const Image& image, const Mask& mask, double& n) {
  double sum = 0;
  for (std::size_t i = 0; i < mask.voxels.size(); ++i)
    if (mask.voxels[i]) {
      sum += image.voxels[i];
      n += 1;
    }
  return sum / n;
}

}  // namespace

NeighbourSums sum_neighbours(const Image& whole, const Mask& whole_mask) {
  const Box box = bounding_box(whole_mask);
  const Image image = crop(whole, box);
  const Mask mask = crop(whole_mask, box);
  const Index3 n = mask.geometry.size;
  Index3 length;
  for (int a = 0; a < 3; ++a) length[a] = fast_length(2 * n[a] - 1);
  NeighbourSums out;
  const double mean = mean_inside(image, mask, out.n);
  std::vector<Complex> field(static_cast<std::size_t>(length[0]) * n[1] * n[2], Complex(0));
  const auto place = [&](std::size_t i) {
    return i / n[0] * static_cast<std::size_t>(length[0]) + i % n[0];
  };
  for (std::size_t i = 0; i < mask.voxels.size(); ++i)
    if (mask.voxels[i]) field[place(i)] = {1, image.voxels[i] - mean};
  convolve(field, n, length, mask.geometry.spacing);
  for (std::size_t i = 0; i < mask.voxels.size(); ++i) {
    if (!mask.voxels[i]) continue;
    const double d = image.voxels[i] - mean;
    const Complex around = field[place(i)];
    out.weight += around.real();
    out.product += d * around.imag();
    out.squares += d * d * around.real();
    out.variation += d * d;
  }
  return out;
}

}  // namespace dlrr
