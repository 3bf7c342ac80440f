// Laplacian of Gaussian: Deriche's recursive filter of order 4 (Deriche 1993; Farneback and Westin
// 2006), as ITK's LaplacianRecursiveGaussian does it: lines in double, every intermediate image in
// float32.
#include <algorithm>
#include <cmath>

#include "image/filter/filter.h"

namespace dlrr {

namespace {

constexpr int lanes = 16;  // lines filtered side by side: one line alone waits on its own recursion

struct Recursion {
  double n[4], d[4], m[4];  // forward N0..N3, feedback D1..D4, backward M1..M4
  double before, after;     // value of an endless constant line of 1, forward and backward part
};

struct Shape {
  double a1, b1, a2, b2;
};

struct Sums {
  double s, d, e;  // weights 1; 0,1,2,3; 0,1,4,9
};

void feedback(double width, double (&d)[4]) {
  const double c1 = std::cos(0.6681 / width), c2 = std::cos(2.0787 / width);
  const double e1 = std::exp(-1.3932 / width), e2 = std::exp(-1.3732 / width);
  d[0] = -2 * (e2 * c2 + e1 * c1);
  d[1] = 4 * c1 * c2 * e1 * e2 + e1 * e1 + e2 * e2;
  d[2] = -2 * c1 * e1 * e2 * e2 - 2 * c2 * e2 * e1 * e1;
  d[3] = e1 * e1 * e2 * e2;
}

Sums forward(double width, const Shape& f, double (&n)[4]) {
  const double s1 = std::sin(0.6681 / width), c1 = std::cos(0.6681 / width);
  const double s2 = std::sin(2.0787 / width), c2 = std::cos(2.0787 / width);
  const double e1 = std::exp(-1.3932 / width), e2 = std::exp(-1.3732 / width);
  n[0] = f.a1 + f.a2;
  n[1] = e2 * (f.b2 * s2 - (f.a2 + 2 * f.a1) * c2) + e1 * (f.b1 * s1 - (f.a1 + 2 * f.a2) * c1);
  n[2] = 2 * e1 * e2 * ((f.a1 + f.a2) * c2 * c1 - f.b1 * c2 * s1 - f.b2 * c1 * s2) +
         f.a2 * e1 * e1 + f.a1 * e2 * e2;
  n[3] = e2 * e1 * e1 * (f.b2 * s2 - f.a2 * c2) + e1 * e2 * e2 * (f.b1 * s1 - f.a1 * c1);
  return {n[0] + n[1] + n[2] + n[3], n[1] + 2 * n[2] + 3 * n[3], n[1] + 4 * n[2] + 9 * n[3]};
}

constexpr Shape smooth_shape{1.3530, 1.8151, -0.3531, 0.0902};
constexpr Shape second_shape{-1.3563, 5.2318, 0.3446, -2.2355};

// The backward half and the borders follow from the forward half for a symmetric kernel.
void finish(Recursion& r) {
  const double sd = 1 + r.d[0] + r.d[1] + r.d[2] + r.d[3];
  for (int k = 0; k < 3; ++k) r.m[k] = r.n[k + 1] - r.d[k] * r.n[0];
  r.m[3] = -r.d[3] * r.n[0];
  r.before = (r.n[0] + r.n[1] + r.n[2] + r.n[3]) / sd;
  r.after = (r.m[0] + r.m[1] + r.m[2] + r.m[3]) / sd;
}

Recursion smoothing(double width) {
  Recursion r;
  feedback(width, r.d);
  const Sums n = forward(width, smooth_shape, r.n);
  const double sd = 1 + r.d[0] + r.d[1] + r.d[2] + r.d[3];
  const double total = 2 * n.s / sd - r.n[0];
  for (double& v : r.n) v /= total;
  finish(r);
  return r;
}

// `scale`: sigma squared in mm2, which makes responses of different sigmas comparable.
Recursion second_derivative(double width, double scale) {
  Recursion r;
  feedback(width, r.d);
  double n0[4];
  const Sums a = forward(width, smooth_shape, n0);
  const Sums b = forward(width, second_shape, r.n);
  const double sd = 1 + r.d[0] + r.d[1] + r.d[2] + r.d[3];
  const double dd = r.d[0] + 2 * r.d[1] + 3 * r.d[2] + 4 * r.d[3];
  const double ed = r.d[0] + 4 * r.d[1] + 9 * r.d[2] + 16 * r.d[3];
  const double beta = -(2 * b.s - sd * r.n[0]) / (2 * a.s - sd * n0[0]);
  for (int k = 0; k < 4; ++k) r.n[k] += beta * n0[k];
  const double sn = b.s + beta * a.s, dn = b.d + beta * a.d, en = b.e + beta * a.e;
  const double alpha =
      (en * sd * sd - ed * sn * sd - 2 * dn * dd * sd + 2 * dd * dd * sn) / (sd * sd * sd);
  for (double& v : r.n) v *= scale / alpha;
  finish(r);
  return r;
}

constexpr int border = 4;  // samples before and after a line that the recursion looks at

// One step for all lanes: sum of a[k] x[k] less d[k] y[k], where x[k] is k samples back (ahead, for
// a negative step) and y[0] is the result before this one.
void advance(const double (&a)[4], const double (&d)[4], const double* __restrict x,
             const double* __restrict y, double* __restrict out, int step) {
  for (int l = 0; l < lanes; ++l)
    out[l] = a[0] * x[l] + a[1] * x[l - step] + a[2] * x[l - 2 * step] + a[3] * x[l - 3 * step] -
             d[0] * y[l] - d[1] * y[l - step] - d[2] * y[l - 2 * step] - d[3] * y[l - 3 * step];
}

struct Lines {
  explicit Lines(int samples)
      : n(samples),
        in(static_cast<std::size_t>(samples + 2 * border) * lanes),
        forward(in),
        backward(in) {}
  static double* row(std::vector<double>& data, int i) {
    return data.data() + (i + border) * lanes;
  }
  int n;
  std::vector<double> in, forward, backward;  // sample i of lane l is at row(i)[l]
};

// Filters the lines in `lines.in`; the result is forward + backward.
void run(const Recursion& r, Lines& lines) {
  const int n = lines.n;
  double* first = Lines::row(lines.in, 0);
  double* last = Lines::row(lines.in, n - 1);
  for (int k = 1; k <= border; ++k)
    for (int l = 0; l < lanes; ++l) {
      first[l - k * lanes] = first[l];
      last[l + k * lanes] = last[l];
      Lines::row(lines.forward, -k)[l] = first[l] * r.before;
      Lines::row(lines.backward, n - 1 + k)[l] = last[l] * r.after;
    }
  for (int i = 0; i < n; ++i) {
    double* y = Lines::row(lines.forward, i);
    advance(r.n, r.d, Lines::row(lines.in, i), y - lanes, y, lanes);
  }
  for (int i = n - 1; i >= 0; --i) {
    double* z = Lines::row(lines.backward, i);
    advance(r.m, r.d, Lines::row(lines.in, i + 1), z + lanes, z, -lanes);
  }
}

// Every line along `axis`, stored as float32; `from` is the image itself in the first pass, else
// `voxels`.
template <class T>
void filter_axis(const Recursion& r, const Index3& size, int axis, const std::vector<T>& from,
                 std::vector<float>& voxels) {
  const int n = size[axis];
  const std::size_t step = axis == 0   ? 1
                           : axis == 1 ? size[0]
                                       : static_cast<std::size_t>(size[0]) * size[1];
  const std::size_t lines = voxels.size() / static_cast<std::size_t>(n);
  Lines block(n);
  for (std::size_t first = 0; first < lines; first += lanes) {
    const int used = static_cast<int>(std::min<std::size_t>(lanes, lines - first));
    std::size_t start[lanes];
    for (int l = 0; l < lanes; ++l) {
      const std::size_t which = first + static_cast<std::size_t>(std::min(l, used - 1));
      start[l] = which / step * step * static_cast<std::size_t>(n) + which % step;
    }
    for (int i = 0; i < n; ++i)
      for (int l = 0; l < lanes; ++l) Lines::row(block.in, i)[l] = from[start[l] + i * step];
    run(r, block);
    for (int i = 0; i < n; ++i) {
      const double* forward = Lines::row(block.forward, i);
      const double* backward = Lines::row(block.backward, i);
      for (int l = 0; l < used; ++l)
        voxels[start[l] + i * step] = static_cast<float>(forward[l] + backward[l]);
    }
  }
}

bool fits(const Geometry& geometry, double sigma) {
  for (int axis = 0; axis < 3; ++axis) {
    if (geometry.size[axis] < 4) return false;
    if (geometry.size[axis] < std::ceil(sigma / geometry.spacing[axis]) + 1) return false;
  }
  return true;
}

Image laplacian(const Image& image, double sigma) {
  const Geometry& g = image.geometry;
  std::vector<float> sum(image.voxels.size(), 0.0f), part(image.voxels.size());
  for (int axis = 0; axis < 3; ++axis) {
    filter_axis(second_derivative(sigma / g.spacing[axis], sigma * sigma), g.size, axis,
                image.voxels, part);
    for (int other = 0; other < 3; ++other)
      if (other != axis)
        filter_axis(smoothing(sigma / g.spacing[other]), g.size, other, part, part);
    const double spacing2 = g.spacing[axis] * g.spacing[axis];
    for (std::size_t i = 0; i < sum.size(); ++i)
      sum[i] = static_cast<float>(sum[i] + part[i] / spacing2);
  }
  return {g, PixelType::float32, {sum.begin(), sum.end()}};
}

std::string name_of(const Sigma& sigma) {
  std::string text = sigma.text;
  std::replace(text.begin(), text.end(), '.', '-');
  return "log-sigma-" + text + "-mm-3D";
}

std::vector<std::string> names(const FilterSettings& settings) {
  std::vector<std::string> out;
  for (const Sigma& sigma : settings.sigma) out.push_back(name_of(sigma));
  return out;
}

void apply(const Image& image, const Mask*, const FilterSettings& settings, const EmitImage& emit) {
  for (const Sigma& sigma : settings.sigma)
    if (fits(image.geometry, sigma.mm)) emit(name_of(sigma), laplacian(image, sigma.mm));
}

}  // namespace

const Filter log_filter{"LoG", names, apply, R"(\sigma^2 \nabla^2 (G_\sigma * x))"};

}  // namespace dlrr
