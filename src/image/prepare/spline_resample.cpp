#include "image/prepare/spline_resample.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <span>

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
  std::size_t slice = 0;
  std::unique_ptr<double[]> values;
  double* line(int y, int z) const { return values.get() + at(z) * slice + at(y) * row; }
};

// `n` numbers, and up to 64 lines of a cache more: of rows that lie a power of two apart a cache
// holds few.
std::size_t staggered(std::size_t n, std::size_t lines) {
  constexpr std::size_t line = 8, sets = 64;
  return n + (sets + lines - n / line % sets) % sets * line;
}

// Coefficients of `box` along x and y, keeping what is wanted, while a slice is in the cache.
Part coefficients_of_slices(const Image& image, const Box& box) {
  const Box around = padded(box, reach, image.geometry.size);
  Part out{{box.low[0], box.low[1], around.low[2]}, box.size(), 0, 0, {}};
  out.size[2] = around.size()[2];
  const std::size_t lanes = whole_vectors(at(out.size[0]));
  out.row = lanes + (lanes / kernel::kSplineLanes % 2 == 0 ? kernel::kSplineLanes : 0);
  out.slice = staggered(out.row * at(out.size[1]), 4);
  out.values = large_array<double>(out.slice * at(out.size[2]) + kernel::kRowSlack);
  SplineSlice slice(around, box, image.geometry, out.row);
  for (int z = 0; z < out.size[2]; ++z) {
    slice.run(image.voxels.data(), out.low[2] + z, out.line(0, z));
    for (int y = 0; y < out.size[1]; ++y)
      std::fill(out.line(y, z) + out.size[0], out.line(y, z) + out.row, 0.0);
  }
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
  if (count == 0) return void(std::fill_n(out, n, 0.0));
  const kernel::TapSum<double, double> sum[] = {{std::span<const double>(t.weight, count), out}};
  kernel::weighted_sums<double, double>(std::span<const double* const>(rows, count), {n}, sum);
}

// First and last index that taps read; none: first > last.
struct Reach {
  int first = std::numeric_limits<int>::max(), last = -1;
  void add(const Taps& t) {
    for (int k = 0; k < t.count; ++k) {
      first = std::min(first, t.index[k]);
      last = std::max(last, t.index[k]);
    }
  }
};

Reach reach_of(std::span<const Taps> taps) {
  Reach out;
  for (const Taps& t : taps) out.add(t);
  return out;
}

// How many slices a grid needs at once at most.
int widest(const AxisTaps& taps) {
  int out = 1;
  for (const Taps& t : taps) {
    const Reach one = reach_of({&t, 1});
    if (t.count > 0) out = std::max(out, one.last - one.first + 1);
  }
  return out;
}

// Some rows of the grid at a time, for all its slices: the coefficients along z, then the sums
// along x and y of as many slices as z needs at once, while all this is in the caches.
class Values {
 public:
  Values(const Part& coefficients, const std::array<AxisTaps, 3>& taps, Image& out)
      : part_(coefficients),
        taps_(taps),
        along_x_(taps[0]),
        out_(out),
        row_(taps[0].size()),
        stream_(sizeof(double) * out.voxels.size() > stream_bytes),
        ring_(at(widest(taps[2]))),
        buffer_(large_array<double>(chunk + kernel::kRowSlack)) {
    if (is_integer(out.type)) limits_ = pixel_limits(out.type);
    height_ = std::max(ring_bytes / (sizeof(double) * row_ * ring_.size()), std::size_t{1});
    height_ = std::min(height_, taps[1].size());
    for (Slice& s : ring_) s.sums = large_array<double>(height_ * row_ + kernel::kRowSlack);
  }

  void run() {
    for (std::size_t y = 0; y < taps_[1].size(); y += height_)
      strip(y, std::min(height_, taps_[1].size() - y));
  }

 private:
  static constexpr std::size_t chunk = 2048;
  static constexpr std::size_t ring_bytes = 400'000;    // of a second-level cache
  static constexpr std::size_t stream_bytes = 8 << 20;  // larger results push out what is needed

  struct Slice {
    int z = -1;
    std::unique_ptr<double[]> sums;
  };

  void strip(std::size_t y, std::size_t count) {
    const std::span<const Taps> taps(taps_[1].data() + y, count);
    const Reach rows = reach_of(taps);
    finish_coefficients(rows.last + 1);
    if (rows.last >= rows.first)
      rows_.resize(
          std::max(rows_.size(), at(rows.last - rows.first + 1) * row_ + kernel::kRowSlack));
    for (Slice& s : ring_) s.z = -1;
    for (std::size_t z = 0; z < taps_[2].size(); ++z) {
      for (int k = 0; k < taps_[2][z].count; ++k) need(taps_[2][z].index[k], taps, rows);
      for (std::size_t first = 0; first < count * row_; first += chunk) {
        const std::size_t n = std::min(chunk, count * row_ - first);
        sum_rows(
            taps_[2][z], [&](int i) { return slice(i).sums.get() + first; }, n, buffer_.get());
        store(buffer_.get(), z, y * row_ + first, n);
      }
    }
  }

  // Rows of coefficients before `end` along z.
  void finish_coefficients(int end) {
    if (end <= finished_) return;
    if (part_.size[2] > 1)
      spline_lines(part_.line(finished_, 0), part_.size[2], at(end - finished_) * part_.row,
                   part_.slice);
    finished_ = end;
  }

  Slice& slice(int z) { return ring_[at(z) % ring_.size()]; }

  // The sums of a slice along x and y.
  void need(int z, std::span<const Taps> taps, const Reach& rows) {
    Slice& to = slice(z);
    if (to.z == z) return;
    to.z = z;
    for (int y = rows.first; y <= rows.last; ++y)
      along_x_.run(part_.line(y, z), rows_.data() + at(y - rows.first) * row_);
    for (std::size_t y = 0; y < taps.size(); ++y)
      sum_rows(
          taps[y], [&](int i) { return rows_.data() + at(i - rows.first) * row_; }, row_,
          to.sums.get() + y * row_);
  }

  void store(const double* values, std::size_t z, std::size_t first, std::size_t n) {
    double* to = out_.voxels.data() + z * taps_[0].size() * taps_[1].size() + first;
    if (!is_integer(out_.type)) {
      const bool single = out_.type == PixelType::float32;
      for (std::size_t i = 0; i < n; ++i)
        to[i] = single ? static_cast<double>(static_cast<float>(values[i])) : values[i];
      return;
    }
    if (!kernel::truncated(values, n, limits_.first, limits_.second, stream_, to)) return;
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
  const AlongX along_x_;
  Image& out_;
  const std::size_t row_;
  const bool stream_;
  std::size_t height_ = 1;
  int finished_ = 0;
  std::vector<Slice> ring_;
  std::vector<double> rows_;
  std::unique_ptr<double[]> buffer_;
  std::pair<double, double> limits_;
};

}  // namespace

Image spline_resample(const Image& image, const Geometry& grid, const std::array<AxisTaps, 3>& taps,
                      const Box& box) {
  const Part part = coefficients_of_slices(image, box);
  const std::array<AxisTaps, 3> relative{
      shifted(taps[0], part.low[0]), shifted(taps[1], part.low[1]), shifted(taps[2], part.low[2])};
  Image out{grid, image.type, large_vector<double, Voxels>(grid.voxels())};
  Values(part, relative, out).run();
  return out;
}

}  // namespace dlrr
