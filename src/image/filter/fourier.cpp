#include "image/filter/fourier.h"

#include <cmath>
#include <memory>
#include <numbers>

namespace dlrr {

namespace {

constexpr int lanes = 8;          // lines transformed side by side
constexpr int largest_pass = 13;  // longer prime factors go through a convolution

// Real and imaginary parts of `lanes` lines: value k of line l at k * lanes + l.
struct Lines {
  std::vector<double> re, im;
  void resize(std::size_t n) {
    re.resize(n * lanes);
    im.resize(n * lanes);
  }
};

// exp(-2 pi i k / n); k may be larger than n.
Complex root(long long k, long long n) {
  const double angle = -2 * std::numbers::pi * static_cast<double>(k % n) / static_cast<double>(n);
  return {std::cos(angle), std::sin(angle)};
}

std::vector<int> factors_of(int n) {
  std::vector<int> out;
  for (int f : {4, 2, 3, 5})
    for (; n % f == 0; n /= f) out.push_back(f);
  for (int f = 7; n > 1; f += 2)
    for (; n % f == 0; n /= f) out.push_back(f);
  return out;
}

// One pass: `blocks` transforms of length radix, turned by the roots of what is left.
struct Pass {
  int radix, blocks;
  std::vector<Complex> turn;   // [block][k]: exp(-2 pi i block k / (radix blocks))
  std::vector<Complex> roots;  // [k][j]: exp(-2 pi i j k / radix)
};

Pass make_pass(int radix, int length) {
  Pass pass{radix, length / radix, {}, {}};
  for (int p = 0; p < pass.blocks; ++p)
    for (int k = 0; k < radix; ++k) pass.turn.push_back(root(1LL * p * k, length));
  for (int k = 0; k < radix; ++k)
    for (int j = 0; j < radix; ++j) pass.roots.push_back(root(1LL * j * k, radix));
  return pass;
}

// y_k = turn_k * sum_j root_kj x_j for `width` neighbours; x_j lie `from` apart, y_k `width`.
void any_radix(const double* xr, const double* xi, std::size_t from, double* yr, double* yi,
               std::size_t width, const Pass& pass, const Complex* turn) {
  for (int k = 0; k < pass.radix; ++k) {
    double* to_r = yr + k * width;
    double* to_i = yi + k * width;
    std::copy(xr, xr + width, to_r);
    std::copy(xi, xi + width, to_i);
    for (int j = 1; j < pass.radix; ++j) {
      const Complex w = pass.roots[static_cast<std::size_t>(k) * pass.radix + j];
      const double wr = w.real(), wi = w.imag();
      const double *ar = xr + j * from, *ai = xi + j * from;
      for (std::size_t q = 0; q < width; ++q) {
        to_r[q] += wr * ar[q] - wi * ai[q];
        to_i[q] += wr * ai[q] + wi * ar[q];
      }
    }
    const double tr = turn[k].real(), ti = turn[k].imag();
    for (std::size_t q = 0; k > 0 && q < width; ++q) {
      const double r = to_r[q];
      to_r[q] = r * tr - to_i[q] * ti;
      to_i[q] = r * ti + to_i[q] * tr;
    }
  }
}

void radix_4(const double* xr, const double* xi, std::size_t from, double* yr, double* yi,
             std::size_t width, const Complex* turn) {
  const double t1r = turn[1].real(), t1i = turn[1].imag(), t2r = turn[2].real(),
               t2i = turn[2].imag(), t3r = turn[3].real(), t3i = turn[3].imag();
  for (std::size_t q = 0; q < width; ++q) {
    const double sr = xr[q] + xr[2 * from + q], si = xi[q] + xi[2 * from + q];
    const double dr = xr[q] - xr[2 * from + q], di = xi[q] - xi[2 * from + q];
    const double ur = xr[from + q] + xr[3 * from + q], ui = xi[from + q] + xi[3 * from + q];
    const double vr = xi[from + q] - xi[3 * from + q], vi = xr[3 * from + q] - xr[from + q];
    const double ar = dr + vr, ai = di + vi, br = sr - ur, bi = si - ui, cr = dr - vr, ci = di - vi;
    yr[q] = sr + ur;
    yi[q] = si + ui;
    yr[width + q] = ar * t1r - ai * t1i;
    yi[width + q] = ar * t1i + ai * t1r;
    yr[2 * width + q] = br * t2r - bi * t2i;
    yi[2 * width + q] = br * t2i + bi * t2r;
    yr[3 * width + q] = cr * t3r - ci * t3i;
    yi[3 * width + q] = cr * t3i + ci * t3r;
  }
}

// Forward transform of one length.
class Plan {
 public:
  explicit Plan(int n) : n_(n) {
    const auto factors = factors_of(n);
    if (!factors.empty() && factors.back() > largest_pass) {
      start_convolution();
      return;
    }
    for (int length = n; const int f : factors) {
      passes_.push_back(make_pass(f, length));
      length /= f;
    }
  }

  void run(Lines& x, Lines& work) const {
    if (inner_) return convolve(x, work);
    work.resize(n_);
    std::size_t width = lanes;
    for (const Pass& pass : passes_) {
      const std::size_t from = pass.blocks * width;
      for (int p = 0; p < pass.blocks; ++p) {
        const std::size_t in = p * width, out = in * pass.radix;
        const Complex* turn = pass.turn.data() + static_cast<std::size_t>(p) * pass.radix;
        if (pass.radix == 4)
          radix_4(x.re.data() + in, x.im.data() + in, from, work.re.data() + out,
                  work.im.data() + out, width, turn);
        else
          any_radix(x.re.data() + in, x.im.data() + in, from, work.re.data() + out,
                    work.im.data() + out, width, pass, turn);
      }
      std::swap(x, work);
      width *= pass.radix;
    }
  }

 private:
  // X[k] = c[k] sum_n (x[n] c[n]) / c[k-n] with the chirp c[k] = exp(-pi i k k / n).
  void start_convolution() {
    const int m = fast_length(2 * n_ - 1);
    inner_ = std::make_unique<Plan>(m);
    for (long long k = 0; k < n_; ++k) chirp_.push_back(root(k * k % (2LL * n_), 2LL * n_));
    Lines line, work;
    line.resize(m);
    for (int k = 0; k < n_; ++k)
      for (const int at : {k, (m - k) % m}) {
        line.re[at * lanes] = chirp_[k].real();
        line.im[at * lanes] = -chirp_[k].imag();
      }
    inner_->run(line, work);
    for (int k = 0; k < m; ++k)
      kernel_.push_back(Complex(line.re[k * lanes], line.im[k * lanes]) / double(m));
  }

  static void multiply(Lines& lines, std::size_t k, Complex by) {
    for (std::size_t i = k * lanes; i < (k + 1) * lanes; ++i) {
      const double r = lines.re[i];
      lines.re[i] = r * by.real() - lines.im[i] * by.imag();
      lines.im[i] = r * by.imag() + lines.im[i] * by.real();
    }
  }

  void convolve(Lines& x, Lines& work) const {
    for (int k = 0; k < n_; ++k) multiply(x, k, chirp_[k]);
    const std::size_t m = kernel_.size(), used = static_cast<std::size_t>(n_) * lanes;
    x.resize(m);
    std::fill(x.re.begin() + used, x.re.end(), 0.0);
    std::fill(x.im.begin() + used, x.im.end(), 0.0);
    inner_->run(x, work);
    for (std::size_t k = 0; k < m; ++k) multiply(x, k, kernel_[k]);
    // Backward = forward with real and imaginary parts exchanged.
    std::swap(x.re, x.im);
    inner_->run(x, work);
    std::swap(x.re, x.im);
    x.resize(n_);
    for (int k = 0; k < n_; ++k) multiply(x, k, chirp_[k]);
  }

  int n_;
  std::vector<Pass> passes_;
  std::unique_ptr<Plan> inner_;
  std::vector<Complex> chirp_, kernel_;
};

// Where line number `line` along `axis` begins.
std::size_t line_start(const Index3& size, int axis, std::size_t line) {
  const std::size_t nx = size[0], ny = size[1];
  if (axis == 0) return line * nx;
  if (axis == 2) return line;
  return line / nx * nx * ny + line % nx;
}

void transform_axis(std::span<Complex> grid, const Index3& size, int axis, Fourier direction) {
  const std::size_t n = size[axis], count = grid.size() / n;
  const std::size_t step = axis == 0   ? 1
                           : axis == 1 ? size[0]
                                       : static_cast<std::size_t>(size[0]) * size[1];
  const Plan plan(size[axis]);
  Lines x, work;
  const bool back = direction == Fourier::backward;
  const double scale = back ? 1.0 / static_cast<double>(n) : 1.0;
  for (std::size_t first = 0; first < count; first += lanes) {
    const std::size_t used = std::min<std::size_t>(lanes, count - first);
    std::size_t start[lanes];
    for (std::size_t l = 0; l < used; ++l) start[l] = line_start(size, axis, first + l);
    x.resize(n);
    for (std::size_t k = 0; k < n; ++k)
      for (std::size_t l = 0; l < used; ++l) {
        const Complex v = grid[start[l] + k * step];
        x.re[k * lanes + l] = back ? v.imag() : v.real();
        x.im[k * lanes + l] = back ? v.real() : v.imag();
      }
    plan.run(x, work);
    for (std::size_t k = 0; k < n; ++k)
      for (std::size_t l = 0; l < used; ++l) {
        const double re = x.re[k * lanes + l] * scale, im = x.im[k * lanes + l] * scale;
        grid[start[l] + k * step] = back ? Complex(im, re) : Complex(re, im);
      }
  }
}

}  // namespace

void fourier(std::span<Complex> grid, const Index3& size, std::span<const int> axes,
             Fourier direction) {
  for (const int axis : axes)
    if (size[axis] > 1) transform_axis(grid, size, axis, direction);
}

int fast_length(int n) {
  for (;; ++n) {
    int rest = n;
    for (const int f : {2, 3, 5})
      while (rest % f == 0) rest /= f;
    if (rest == 1) return n;
  }
}

}  // namespace dlrr
