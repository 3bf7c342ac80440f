#include "region/distance.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dlrr {

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

double square(double v) { return v * v; }

// One row: 0 at seeds, else the squared way to the nearest seed of the row.
void scan_row(const std::uint8_t* seeds, double* out, int n, double step) {
  int last = -1;
  for (int i = 0; i < n; ++i) {
    if (seeds[i]) last = i;
    out[i] = last < 0 ? infinite : square((i - last) * step);
  }
  last = -1;
  for (int i = n - 1; i >= 0; --i) {
    if (seeds[i]) last = i;
    if (last >= 0) out[i] = std::min(out[i], square((last - i) * step));
  }
}

// Lower envelope of the parabolas value[i] + (x - i * step)^2 along one line.
class Envelope {
 public:
  explicit Envelope(int longest)
      : value_(static_cast<std::size_t>(longest)), from_(value_.size()), apex_(value_.size()) {}

  // In place on a line with the given stride.
  void run(double* line, int n, std::size_t stride, double step) {
    bool flat = true;
    for (int i = 0; i < n; ++i) {
      value_[at(i)] = line[at(i) * stride];
      flat = flat && value_[at(i)] == value_[0];
    }
    if (flat) return;
    build(n, step);
    int k = 0;
    for (int i = 0; i < n; ++i) {
      while (k < last_ && from_[at(k + 1)] < i * step) ++k;
      const int apex = apex_[at(k)];
      line[at(i) * stride] = value_[at(apex)] + square((i - apex) * step);
    }
  }

 private:
  static std::size_t at(int i) { return static_cast<std::size_t>(i); }

  // Which parabola (apex_) is the lowest from which place on (from_).
  void build(int n, double step) {
    last_ = -1;
    for (int i = 0; i < n; ++i) {
      if (value_[at(i)] == infinite) continue;
      double start = -infinite;
      while (last_ >= 0) {
        start = crossing(apex_[at(last_)], i, step);
        if (start > from_[at(last_)]) break;
        --last_;
        start = -infinite;
      }
      ++last_;
      apex_[at(last_)] = i;
      from_[at(last_)] = start;
    }
  }

  double crossing(int i, int j, double step) const {
    const double pi = i * step, pj = j * step;
    return ((value_[at(j)] - value_[at(i)]) / (pj - pi) + pi + pj) / 2;
  }

  std::vector<double> value_, from_;
  std::vector<int> apex_;
  int last_ = -1;
};

}  // namespace

std::vector<double> squared_distance_mm2(std::span<const std::uint8_t> seeds, const Index3& size,
                                         const Vector3& spacing) {
  const auto nx = static_cast<std::size_t>(size[0]), ny = static_cast<std::size_t>(size[1]),
             nz = static_cast<std::size_t>(size[2]);
  std::vector<double> out(seeds.size());
  for (std::size_t row = 0; row < ny * nz; ++row)
    scan_row(seeds.data() + row * nx, out.data() + row * nx, size[0], spacing[0]);
  Envelope envelope(std::max(size[1], size[2]));
  for (std::size_t z = 0; z < nz; ++z)
    for (std::size_t x = 0; x < nx; ++x)
      envelope.run(out.data() + z * nx * ny + x, size[1], nx, spacing[1]);
  for (std::size_t xy = 0; xy < nx * ny; ++xy)
    envelope.run(out.data() + xy, size[2], nx * ny, spacing[2]);
  return out;
}

}  // namespace dlrr
