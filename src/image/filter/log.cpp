// Laplacian of Gaussian: Deriche's recursive filter of order 4 (Deriche 1993; Farneback and Westin
// 2006), as ITK's LaplacianRecursiveGaussian does it: lines in double, every intermediate image in
// float32.
#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

#include "base/large_vector.h"
#include "image/filter/filter.h"
#include "kernel/recursion.h"

namespace dlrr {

namespace {

using kernel::Recursion;

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
  const double before = r.n[0] + r.n[1] + r.n[2] + r.n[3];
  const double after = r.m[0] + r.m[1] + r.m[2] + r.m[3];
  for (int k = 0; k < 4; ++k) {
    r.before[k] = r.d[k] * before / sd;
    r.after[k] = r.d[k] * after / sd;
  }
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

bool fits(const Geometry& geometry, double sigma) {
  for (int axis = 0; axis < 3; ++axis) {
    if (geometry.size[axis] < 4) return false;
    if (geometry.size[axis] < std::ceil(sigma / geometry.spacing[axis]) + 1) return false;
  }
  return true;
}

// Three terms, each filtered along its own axis (second derivative) and then along the others
// (smoothing), in the order of ITK. x and y of a slice follow one another while it is in the cache,
// then z takes some columns at a time.
class Laplacian {
 public:
  explicit Laplacian(const Image& image)
      : image_(image),
        size_(image.geometry.size),
        slice_(at(size_[0]) * at(size_[1])),
        sum_(large_array<float>(image.voxels.size())),
        part_(large_array<float>(image.voxels.size())),
        out_{image.geometry, PixelType::float32,
             large_vector<double, Voxels>(image.voxels.size())} {}

  // Holds until the next call.
  const Image& run(double sigma) {
    for (std::size_t a = 0; a < 3; ++a) {
      const double spacing = image_.geometry.spacing[a];
      second_[a] = second_derivative(sigma / spacing, sigma * sigma);
      smooth_[a] = smoothing(sigma / spacing);
      spacing2_[a] = spacing * spacing;
    }
    for (int z = 0; z < size_[2]; ++z) start_terms_x_and_y(at(z) * slice_);
    for (std::size_t first = 0; first < slice_; first += columns)
      filter_columns(first, std::min(columns, slice_ - first));
    for (int z = 0; z < size_[2]; ++z) finish_term_z(at(z) * slice_, out_.voxels);
    return out_;
  }

 private:
  static constexpr std::size_t columns = 128;
  static std::size_t at(int i) { return static_cast<std::size_t>(i); }
  std::size_t nx() const { return at(size_[0]); }
  std::size_t ny() const { return at(size_[1]); }
  std::size_t nz() const { return at(size_[2]); }

  // Lines of a slice.
  template <class In>
  void along_x(const Recursion& r, const In* in, float* out) {
    kernel::recursive_rows(r, nx(), ny(), in, nx(), out, nx(), scratch_);
  }
  template <class In>
  void along_y(const Recursion& r, const In* in, float* out) {
    kernel::recursive_lines(r, ny(), nx(), in, nx(), out, nx(), scratch_);
  }

  // Of one slice: the x term up to y, into sum_; the y term up to x, into part_.
  void start_terms_x_and_y(std::size_t start) {
    const double* in = image_.voxels.data() + start;
    float* sum = sum_.get() + start;
    along_x(second_[0], in, sum);
    along_y(smooth_[1], sum, sum);
    float* part = part_.get() + start;
    along_y(second_[1], in, part);
    along_x(smooth_[0], part, part);
  }

  // Finishes both terms, adds them up in sum_ and starts the z term in part_.
  void filter_columns(std::size_t first, std::size_t count) {
    float *sum = sum_.get() + first, *part = part_.get() + first;
    kernel::recursive_lines(smooth_[2], nz(), count, sum, slice_, sum, slice_, scratch_);
    kernel::recursive_lines(smooth_[2], nz(), count, part, slice_, part, slice_, scratch_);
    for (std::size_t z = 0; z < nz(); ++z) {
      float* row = sum + z * slice_;
      if (spacing2_[0] != 1)
        for (std::size_t i = 0; i < count; ++i) row[i] = static_cast<float>(row[i] / spacing2_[0]);
      kernel::add_quotient(part + z * slice_, spacing2_[1], count, row);
    }
    kernel::recursive_lines(second_[2], nz(), count, image_.voxels.data() + first, slice_, part,
                            slice_, scratch_);
  }

  void finish_term_z(std::size_t start, Voxels& out) {
    float* part = part_.get() + start;
    along_x(smooth_[0], part, part);
    along_y(smooth_[1], part, part);
    kernel::add_quotient(sum_.get() + start, part, spacing2_[2], slice_, out.data() + start);
  }

  const Image& image_;
  Index3 size_;
  std::size_t slice_;
  std::array<Recursion, 3> second_, smooth_;
  Vector3 spacing2_;
  std::unique_ptr<float[]> sum_, part_;
  Image out_;
  std::vector<double> scratch_;
};

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
  std::optional<Laplacian> laplacian;  // its buffers serve every sigma
  for (const Sigma& sigma : settings.sigma) {
    if (!fits(image.geometry, sigma.mm)) continue;
    if (!laplacian) laplacian.emplace(image);
    emit(name_of(sigma), laplacian->run(sigma.mm));
  }
}

}  // namespace

const Filter log_filter{"LoG", names, apply, R"(\sigma^2 \nabla^2 (G_\sigma * x))"};

}  // namespace dlrr
