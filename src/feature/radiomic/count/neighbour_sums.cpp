#include "feature/radiomic/count/neighbour_sums.h"

#define EIGEN_MPL2_ONLY
#include <algorithm>
#include <cmath>
#include <complex>
#include <unsupported/Eigen/FFT>
#include <vector>

namespace dlrr {
namespace {

using Complex = std::complex<double>;

// The next length of at least n that has no prime factor above 5.
int fast_length(int n) {
  for (;; ++n) {
    int rest = n;
    for (const int p : {2, 3, 5})
      while (rest % p == 0) rest /= p;
    if (rest == 1) return n;
  }
}

// Transforms along one axis of a plane or a row.
class Lines {
 public:
  void forward(Complex* data, int n, std::ptrdiff_t step = 1) { run(data, n, step, false); }
  void back(Complex* data, int n, std::ptrdiff_t step = 1) { run(data, n, step, true); }

 private:
  void run(Complex* data, int n, std::ptrdiff_t step, bool inverse) {
    if (n == 1) return;  // its own transform
    in_.resize(static_cast<std::size_t>(n));
    out_.resize(static_cast<std::size_t>(n));
    for (int i = 0; i < n; ++i) in_[i] = data[i * step];
    if (inverse)
      fft_.inv(out_.data(), in_.data(), n);
    else
      fft_.fwd(out_.data(), in_.data(), n);
    for (int i = 0; i < n; ++i) data[i * step] = out_[i];
  }
  Eigen::FFT<double> fft_;
  std::vector<Complex> in_, out_;
};

// 1 / distance for offsets 0 .. length / 2 of each axis; the rest of a period mirrors them.
class Weights {
 public:
  Weights(const Index3& length, const Vector3& mm) : length_(length) {
    for (int a = 0; a < 3; ++a) half_[a] = length[a] / 2 + 1;
    value_.resize(static_cast<std::size_t>(half_[0]) * half_[1] * half_[2]);
    std::size_t at = 0;
    for (int z = 0; z < half_[2]; ++z)
      for (int y = 0; y < half_[1]; ++y)
        for (int x = 0; x < half_[0]; ++x, ++at)
          value_[at] = at == 0 ? 0 : 1 / std::hypot(x * mm[0], y * mm[1], z * mm[2]);
    transform();
  }
  double operator()(int x, int y, int z) const {
    return value_[(static_cast<std::size_t>(folded(z, 2)) * half_[1] + folded(y, 1)) * half_[0] +
                  folded(x, 0)];
  }

 private:
  int folded(int k, int axis) const { return std::min(k, length_[axis] - k); }
  // Axis by axis: a line and its mirror image have a real transform that mirrors itself.
  void transform() {
    Lines lines;
    const std::ptrdiff_t step[3] = {1, half_[0], static_cast<std::ptrdiff_t>(half_[0]) * half_[1]};
    for (int axis = 0; axis < 3; ++axis) {
      const int a = axis == 0 ? 1 : 0, b = axis == 2 ? 1 : 2, n = length_[axis];
      std::vector<Complex> line(static_cast<std::size_t>(n));
      for (int j = 0; j < half_[b]; ++j)
        for (int i = 0; i < half_[a]; ++i) {
          double* data = value_.data() + i * step[a] + j * step[b];
          for (int k = 0; k < n; ++k) line[k] = data[folded(k, axis) * step[axis]];
          lines.forward(line.data(), n);
          for (int k = 0; k < half_[axis]; ++k) data[k * step[axis]] = line[k].real();
        }
    }
  }
  Index3 length_, half_{};
  std::vector<double> value_;
};

// Convolves one plane (y, z) of the spectrum along x with its part of the weights.
void convolve_plane(Complex* rows, std::ptrdiff_t row_step, const Index3& n, const Index3& length,
                    int kx, const Weights& weights, Lines& lines, std::vector<Complex>& plane) {
  plane.assign(static_cast<std::size_t>(length[1]) * length[2], Complex(0));
  for (int z = 0; z < n[2]; ++z)
    for (int y = 0; y < n[1]; ++y)
      plane[static_cast<std::size_t>(z) * length[1] + y] =
          rows[(static_cast<std::ptrdiff_t>(z) * n[1] + y) * row_step];
  for (int z = 0; z < n[2]; ++z)
    lines.forward(plane.data() + static_cast<std::ptrdiff_t>(z) * length[1], length[1]);
  for (int y = 0; y < length[1]; ++y) {
    lines.forward(plane.data() + y, length[2], length[1]);
    for (int z = 0; z < length[2]; ++z)
      plane[static_cast<std::size_t>(z) * length[1] + y] *= weights(kx, y, z);
    lines.back(plane.data() + y, length[2], length[1]);
  }
  for (int z = 0; z < n[2]; ++z)
    lines.back(plane.data() + static_cast<std::ptrdiff_t>(z) * length[1], length[1]);
  for (int z = 0; z < n[2]; ++z)
    for (int y = 0; y < n[1]; ++y)
      rows[(static_cast<std::ptrdiff_t>(z) * n[1] + y) * row_step] =
          plane[static_cast<std::size_t>(z) * length[1] + y];
}

// Replaces mask + i * deviation by its convolution with the weights; rows are padded along x.
void convolve(std::vector<Complex>& field, const Index3& n, const Index3& length,
              const Vector3& mm) {
  const Weights weights(length, mm);
  Lines lines;
  const std::ptrdiff_t rows = static_cast<std::ptrdiff_t>(n[1]) * n[2];
  for (std::ptrdiff_t r = 0; r < rows; ++r) lines.forward(field.data() + r * length[0], length[0]);
  std::vector<Complex> plane;
  for (int kx = 0; kx < length[0]; ++kx)
    convolve_plane(field.data() + kx, length[0], n, length, kx, weights, lines, plane);
  for (std::ptrdiff_t r = 0; r < rows; ++r) lines.back(field.data() + r * length[0], length[0]);
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
