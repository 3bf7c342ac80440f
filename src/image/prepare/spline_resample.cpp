#include "image/prepare/spline_resample.h"

#include <algorithm>
#include <cmath>

#include "base/large_vector.h"
#include "image/pixel_type.h"
#include "image/prepare/bspline.h"
#include "image/prepare/resample.h"
#include "kernel/spline.h"
#include "kernel/taps.h"

namespace dlrr {

namespace {

constexpr int reach = 32;  // coefficients beyond this many voxels weigh less than 0.268^32 = 5e-19

std::size_t at(int i) { return static_cast<std::size_t>(i); }

// An array of a box of the image: rows of x are `row` numbers apart.
struct Part {
  Index3 low{}, size{};
  std::size_t row = 0;
  std::vector<double> values;
  std::size_t slice() const { return row * at(size[1]); }
  double* line(int y, int z) { return values.data() + at(z) * slice() + at(y) * row; }
  const double* line(int y, int z) const { return values.data() + at(z) * slice() + at(y) * row; }
};

// Coefficients of `box`: x and y while a slice is in the cache, keeping what is wanted, then z.
Part coefficients(const Image& image, const Box& box) {
  const Box around = padded(box, reach, image.geometry.size);
  Part out{{box.low[0], box.low[1], around.low[2]}, box.size(), 0, {}};
  out.size[2] = around.size()[2];
  out.row =
      (at(out.size[0]) + kernel::kSplineLanes - 1) / kernel::kSplineLanes * kernel::kSplineLanes;
  out.values = large_vector<double>(out.slice() * at(out.size[2]) + kernel::kRowSlack);
  SplineSlice slice(around, box, image.geometry, out.row);
  for (int z = 0; z < out.size[2]; ++z)
    slice.run(image.voxels.data(), out.low[2] + z, out.line(0, z));
  if (out.size[2] > 1) spline_lines(out.values.data(), out.size[2], out.slice(), out.slice());
  return out;
}

// What the taps of one axis read, relative to the part.
AxisTaps shifted(AxisTaps taps, int low) {
  for (Taps& t : taps)
    for (int k = 0; k < t.count; ++k) t.index[k] -= low;
  return taps;
}

// Four neighbours along x for most of the row; what lies at a mirror or outside is summed by
// itself.
class AlongX {
 public:
  explicit AlongX(const AxisTaps& taps) : taps_(taps) {
    while (begin_ < taps.size() && !plain(taps[begin_])) ++begin_;
    for (end_ = begin_; end_ < taps.size() && plain(taps[end_]); ++end_) {
      first_.push_back(taps[end_].index[0]);
      weight_.insert(weight_.end(), taps[end_].weight, taps[end_].weight + 4);
    }
  }

  void run(const double* in, double* out) const {
    for (std::size_t i = 0; i < begin_; ++i) out[i] = one(taps_[i], in);
    kernel::four_taps(in, first_.data(), weight_.data(), end_ - begin_, out + begin_);
    for (std::size_t i = end_; i < taps_.size(); ++i) out[i] = one(taps_[i], in);
  }

 private:
  static bool plain(const Taps& t) {
    for (int k = 0; k < t.count; ++k)
      if (t.index[k] != t.index[0] + k) return false;
    return t.count == 4;
  }
  static double one(const Taps& t, const double* in) {
    double sum = 0;
    for (int k = 0; k < t.count; ++k) sum += t.weight[k] * in[t.index[k]];
    return sum;
  }

  const AxisTaps& taps_;
  std::size_t begin_ = 0, end_ = 0;
  std::vector<int> first_;
  std::vector<double> weight_;
};

// Weighted sum of `n` numbers of the rows that `row(index)` gives; zeros without taps.
template <class Row>
void sum_rows(const Taps& t, const Row& row, std::size_t n, double* out) {
  const double* rows[4];
  for (int k = 0; k < t.count; ++k) rows[k] = row(t.index[k]);
  const auto count = at(t.count);
  kernel::weighted_sum<double>(std::span<const double* const>(rows, count),
                               std::span<const double>(t.weight, count), n, out);
}

// Sums along x and y: a part of the size of the grid in x and y.
Part along_x_and_y(const Part& in, const AxisTaps& x, const AxisTaps& y) {
  Part out{{0, 0, in.low[2]}, {int(x.size()), int(y.size()), in.size[2]}, x.size(), {}};
  out.values = large_vector<double>(out.slice() * at(out.size[2]) + kernel::kRowSlack);
  const AlongX along_x(x);
  std::vector<double> rows(at(in.size[1]) * out.row + kernel::kRowSlack);
  for (int z = 0; z < in.size[2]; ++z) {
    for (int row = 0; row < in.size[1]; ++row)
      along_x.run(in.line(row, z), rows.data() + at(row) * out.row);
    for (std::size_t row = 0; row < y.size(); ++row)
      sum_rows(
          y[row], [&](int i) { return rows.data() + at(i) * out.row; }, out.row,
          out.line(int(row), z));
  }
  return out;
}

class Values {
 public:
  Values(const Part& coefficients, const std::array<AxisTaps, 3>& taps, Image& out)
      : part_(coefficients), taps_(taps), out_(out) {
    if (is_integer(out.type)) limits_ = pixel_limits(out.type);
  }

  // All slices of the grid, some thousand voxels at a time.
  void run(const Part& sums) {
    const std::size_t slice = sums.slice();
    std::vector<double> buffer(chunk + kernel::kRowSlack);
    for (std::size_t z = 0; z < taps_[2].size(); ++z)
      for (std::size_t first = 0; first < slice; first += chunk) {
        const std::size_t n = std::min(chunk, slice - first);
        sum_rows(
            taps_[2][z], [&](int i) { return sums.line(0, i) + first; }, n, buffer.data());
        store(buffer.data(), z, first, n);
      }
  }

 private:
  static constexpr std::size_t chunk = 2048;

  void store(const double* values, std::size_t z, std::size_t first, std::size_t n) {
    double* to = out_.voxels.data() + z * taps_[0].size() * taps_[1].size() + first;
    if (!is_integer(out_.type)) {
      const bool single = out_.type == PixelType::float32;
      for (std::size_t i = 0; i < n; ++i)
        to[i] = single ? static_cast<double>(static_cast<float>(values[i])) : values[i];
      return;
    }
    if (!kernel::truncated(values, n, limits_.first, limits_.second, to)) return;
    for (std::size_t i = 0; i < n; ++i)
      if (std::fabs(values[i] - std::round(values[i])) <= 1e-7)
        to[i] = again(values[i], z, first + i);
  }

  // A sample on a voxel gives n up to 1e-13, and truncation makes n or n-1 of it. These samples are
  // summed again in ITK's order (64 taps, x fastest), so that the last bits agree.
  double again(double value, std::size_t z, std::size_t in_slice) const {
    const Taps& a = taps_[0][in_slice % taps_[0].size()];
    const Taps& b = taps_[1][in_slice / taps_[0].size()];
    const Taps& c = taps_[2][z];
    if (a.count * b.count * c.count != 0) {
      value = 0;
      for (int k = 0; k < c.count; ++k)
        for (int j = 0; j < b.count; ++j) {
          const double* row = part_.line(b.index[j], c.index[k]);
          for (int i = 0; i < a.count; ++i)
            value += a.weight[i] * b.weight[j] * c.weight[k] * row[a.index[i]];
        }
    }
    return std::trunc(std::clamp(value, limits_.first, limits_.second));
  }

  const Part& part_;
  const std::array<AxisTaps, 3>& taps_;
  Image& out_;
  std::pair<double, double> limits_;
};

}  // namespace

Image spline_resample(const Image& image, const Geometry& grid, const std::array<AxisTaps, 3>& taps,
                      const Box& box) {
  Part part = coefficients(image, box);
  const std::array<AxisTaps, 3> relative{
      shifted(taps[0], part.low[0]), shifted(taps[1], part.low[1]), shifted(taps[2], part.low[2])};
  Image out{grid, image.type, large_vector<double>(grid.voxels())};
  const Part sums = along_x_and_y(part, relative[0], relative[1]);
  Values(part, relative, out).run(sums);
  return out;
}

}  // namespace dlrr
