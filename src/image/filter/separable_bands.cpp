#include "image/filter/separable_bands.h"

#include <unistd.h>

#include <algorithm>
#include <memory>

#include "kernel/taps.h"

namespace dlrr {

namespace {

constexpr std::size_t kVector = 8;             // elements; whole vectors of every type
constexpr std::size_t stream_bytes = 8 << 20;  // larger results would only push out what is needed

// What waits for z has two thirds of a core's own cache. Only the speed hangs on it.
std::size_t ring_bytes() {
  static const long cache = ::sysconf(_SC_LEVEL2_CACHE_SIZE);
  return std::clamp(2 * static_cast<std::size_t>(std::max(cache, 0L)) / 3, std::size_t{300'000},
                    std::size_t{1'300'000});
}

int wrapped(int i, int n) { return (i % n + n) % n; }

// Strips of rows go through x and y while they are in the cache; a ring of as many strips as z has
// taps, and a few, waits for z, for each list of taps along y.
template <class In, class T>
class Pass {
 public:
  Pass(const In* voxels, const PeriodicVolume& in, const BandTaps& taps, const Index3& keep,
       std::span<double* const> out)

      : voxels_(voxels), in_(in), keep_(keep), out_(out), x_(taps.x.begin(), taps.x.end()) {
    for (const auto& y : taps.y) y_.emplace_back(y.begin(), y.end());
    for (const auto& z : taps.z) z_.emplace_back(z.begin(), z.end());
    const std::size_t row = static_cast<std::size_t>(in.size[0]), y_taps = y_[0].size();
    // Rows begin with a vector; an odd number of vectors, so that no two that are added share
    // their place in the cache.
    stride_ = ((row + kVector - 1) / kVector | 1) * kVector;
    // The nearest slices whose rows have the same place in a vector, or one for the other.
    step_ = static_cast<std::size_t>(keep[0]) * keep[1] % kVector == 0 ? 1 : 2;
    const std::size_t strips = z_[0].size() + static_cast<std::size_t>(step_);
    const std::size_t fit = ring_bytes() / (row * sizeof(T) * strips * y_.size());
    height_ = std::min(static_cast<int>(std::max(fit, y_taps)), keep[1]);
    memory_.resize((static_cast<std::size_t>(height_) + y_taps) * stride_ + kernel::kRowSlack);
    void* start = memory_.data();
    std::size_t room = memory_.size() * sizeof(T);
    rows_ = static_cast<T*>(std::align(kVector * sizeof(T), sizeof(T), start, room));
    filtered_.resize(y_taps);
    const std::vector<T> strip(static_cast<std::size_t>(height_) * row + kernel::kRowSlack);
    rings_.assign(y_.size(), std::vector<std::vector<T>>(strips, strip));
    stream_ = sizeof(double) * row * keep[1] * keep[2] > stream_bytes;
  }

  void run() {
    const int taps = static_cast<int>(z_[0].size()), ahead = taps / 2;
    for (int y = 0; y < keep_[1]; y += height_)
      for (int z = ahead - taps + 1; z < keep_[2] + ahead; ++z) {
        const int count = std::min(height_, keep_[1] - y);
        fill(z, y, count);
        if (z >= ahead) finish(z - ahead, y, count);
      }
    if (stream_) kernel::finish_streams();
  }

 private:
  std::vector<T>& strip(std::size_t j, int z) {
    auto& ring = rings_[j];
    return ring[static_cast<std::size_t>(wrapped(z, static_cast<int>(ring.size())))];
  }

  // `count` rows from `first` on (both periodic), filtered along x.
  void along_x(int first, int count, int z) {
    sources_.clear();
    for (int y = first; y < first + count; ++y)
      sources_.push_back(voxels_ + (static_cast<std::size_t>(z % in_.given[2]) * in_.given[1] +
                                    wrapped(y, in_.size[1]) % in_.given[1]) *
                                       in_.given[0]);
    kernel::filter_rows<In, T>(sources_, in_.given[0], in_.size[0], x_, rows_, stride_);
  }

  // Rows first .. first + count of the strips of slice z from rows_, whose taps come in the order
  // of the first.
  void along_y(int z, int strip_y, int first, int count) {
    const int taps = static_cast<int>(y_[0].size());
    const auto nx = static_cast<std::size_t>(in_.size[0]);
    kernel::tap_order(strip_y + first, in_.size[1], taps, order_);
    for (std::size_t k = 0; k < order_.size(); ++k)
      filtered_[k] = rows_ + static_cast<std::size_t>(first + taps - 1 - order_[k]) * stride_;
    kernel::TapSum<T, T> sums[2];
    for (std::size_t j = 0; j < y_.size(); ++j)
      sums[j] = {in_order(y_[j], weight_[j]),
                 strip(j, z).data() + static_cast<std::size_t>(first) * nx};
    kernel::weighted_sums<T, T>(filtered_, {nx, static_cast<std::size_t>(count), stride_},
                                std::span(sums, y_.size()));
  }

  std::span<const T> in_order(const std::vector<T>& taps, std::vector<T>& out) const {
    out.clear();
    for (const int c : order_) out.push_back(taps[static_cast<std::size_t>(c)]);
    return out;
  }

  // The strips of slice z, for every list of taps along y.
  void fill(int z, int y, int count) {
    const int taps = static_cast<int>(y_[0].size());
    along_x(y + taps / 2 - taps + 1, count + taps - 1, wrapped(z, in_.size[2]));
    // Rows whose taps do not pass the end are summed in the same order.
    const int middle = std::clamp(in_.size[1] - taps / 2 - y, 0, count);
    if (middle > 0) along_y(z, y, 0, middle);
    for (int i = middle; i < count; ++i) along_y(z, y, i, 1);
  }

  // Slices z and z + step_ read nearly the same strips: they are made together once the strips of
  // both are there. Past the end taps come in another order, and slices are made one by one.
  void finish(int z, int y, int count) {
    const bool later = z / step_ % 2 == 1;
    const int first = later ? z - step_ : z, taps = static_cast<int>(z_[0].size());
    const bool together = first + step_ < std::min(keep_[2], in_.size[2] - taps / 2);
    if (together && !later) return;
    for (std::size_t j = 0; j < y_.size(); ++j)
      along_z(j, y, count, together ? first : z, together ? step_ : 0);
  }

  void along_z(std::size_t j, int y, int count, int z, int step) {
    const int taps = static_cast<int>(z_[0].size());
    kernel::tap_order(z, in_.size[2], taps, order_);
    strips_.clear();
    for (int k = 0; k < step; ++k) strips_.push_back(strip(j, z + taps / 2 + step - k).data());
    for (const int c : order_) strips_.push_back(strip(j, z + taps / 2 - c).data());
    kernel::TapSum<T, double> sums[2];
    std::size_t wanted = 0;
    for (std::size_t k = 0; k < z_.size(); ++k)
      if (double* const out = out_[j * z_.size() + k]) {
        sums[wanted] = {in_order(z_[k], weight_[wanted]), place(out, y, z + step)};
        if (step > 0) sums[wanted].later = place(out, y, z);
        ++wanted;
      }
    if (wanted == 0) return;
    // Rows of full length lie one after another; others lose their last sample.
    const auto kept = static_cast<std::size_t>(keep_[0]), rows = static_cast<std::size_t>(count),
               row = static_cast<std::size_t>(in_.size[0]);
    kernel::SumShape shape{kept, rows, row, static_cast<std::size_t>(step)};
    if (kept == row) shape.n = kept * rows, shape.count = 1;
    kernel::weighted_sums<T, double>(strips_, shape, std::span(sums, wanted), stream_);
  }

  double* place(double* out, int y, int z) const {
    return out + (static_cast<std::size_t>(z) * keep_[1] + y) * keep_[0];
  }

  const In* voxels_;
  const PeriodicVolume& in_;
  Index3 keep_;
  std::span<double* const> out_;
  std::vector<T> x_;
  std::vector<std::vector<T>> y_, z_;
  int height_ = 1, step_ = 1;
  bool stream_ = false;
  std::vector<const In*> sources_;
  std::vector<int> order_;
  std::vector<const T*> filtered_, strips_;
  std::vector<T> weight_[2], memory_;
  T* rows_ = nullptr;  // within memory_
  std::size_t stride_ = 0;
  std::vector<std::vector<std::vector<T>>> rings_;
};

}  // namespace

void separable_bands(const PeriodicVolume& in, const BandTaps& taps, bool in_single,
                     const Index3& keep, std::span<double* const> out) {
  if (in_single)
    Pass<double, float>(in.voxels, in, taps, keep, out).run();
  else if (in.narrow)
    Pass<std::int16_t, double>(in.narrow, in, taps, keep, out).run();
  else
    Pass<double, double>(in.voxels, in, taps, keep, out).run();
}

}  // namespace dlrr
