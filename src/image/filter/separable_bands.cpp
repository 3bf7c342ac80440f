#include "image/filter/separable_bands.h"

#include <algorithm>

#include "kernel/taps.h"

namespace dlrr {

namespace {

constexpr std::size_t ring_bytes = 400'000;    // of a second-level cache
constexpr std::size_t stream_bytes = 8 << 20;  // larger results would only push out what is needed

int wrapped(int i, int n) { return (i % n + n) % n; }

// Strips of rows go through x and y while they are in the cache; a ring of as many strips as z has
// taps waits for z, for each list of taps along y.
template <class In, class T>
class Pass {
 public:
  Pass(const In* voxels, const PeriodicVolume& in, const BandTaps& taps, const Index3& keep,
       std::span<double* const> out)

      : voxels_(voxels), in_(in), keep_(keep), out_(out), x_(taps.x.begin(), taps.x.end()) {
    for (const auto& y : taps.y) y_.emplace_back(y.begin(), y.end());
    for (const auto& z : taps.z) z_.emplace_back(z.begin(), z.end());
    const std::size_t row = static_cast<std::size_t>(in.size[0]), y_taps = y_[0].size();
    const std::size_t fit = ring_bytes / (row * sizeof(T) * z_[0].size() * y_.size());
    height_ = std::min(static_cast<int>(std::max(fit, y_taps)), keep[1]);
    rows_.resize((static_cast<std::size_t>(height_) + y_taps) * row + kernel::kRowSlack);
    filtered_.resize(y_taps);
    weight_.resize(y_taps);
    const std::vector<T> strip(static_cast<std::size_t>(height_) * row + kernel::kRowSlack);
    rings_.assign(y_.size(), std::vector<std::vector<T>>(z_[0].size(), strip));
    stream_ = sizeof(double) * row * keep[1] * keep[2] > stream_bytes;
  }

  void run() {
    const int taps = static_cast<int>(z_[0].size()), ahead = taps / 2;
    for (int y = 0; y < keep_[1]; y += height_)
      for (int z = ahead - taps + 1; z < keep_[2] + ahead; ++z) {
        const int count = std::min(height_, keep_[1] - y);
        fill(z, y, count);
        if (z < ahead) continue;
        for (std::size_t j = 0; j < y_.size(); ++j) along_z(j, y, count, z - ahead);
      }
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
    kernel::filter_rows<In, T>(sources_, in_.given[0], in_.size[0], x_, rows_.data());
  }

  // Rows first .. first + count of a strip from rows_, whose taps come in the order of the first.
  void along_y(std::size_t j, std::vector<T>& out, int strip_y, int first, int count) {
    const int taps = static_cast<int>(y_[j].size());
    const auto nx = static_cast<std::size_t>(in_.size[0]);
    kernel::tap_order(strip_y + first, in_.size[1], taps, order_);
    for (std::size_t k = 0; k < order_.size(); ++k) {
      weight_[k] = y_[j][static_cast<std::size_t>(order_[k])];
      filtered_[k] = rows_.data() + static_cast<std::size_t>(first + taps - 1 - order_[k]) * nx;
    }
    kernel::weighted_sum<T>(filtered_, weight_, nx * static_cast<std::size_t>(count),
                            out.data() + static_cast<std::size_t>(first) * nx);
  }

  // The strips of slice z, for every list of taps along y.
  void fill(int z, int y, int count) {
    const int taps = static_cast<int>(y_[0].size());
    along_x(y + taps / 2 - taps + 1, count + taps - 1, wrapped(z, in_.size[2]));
    // Rows whose taps do not pass the end are one long row.
    const int middle = std::clamp(in_.size[1] - taps / 2 - y, 0, count);
    for (std::size_t j = 0; j < y_.size(); ++j) {
      if (middle > 0) along_y(j, strip(j, z), y, 0, middle);
      for (int i = middle; i < count; ++i) along_y(j, strip(j, z), y, i, 1);
    }
  }

  void along_z(std::size_t j, int y, int count, int z) {
    const int taps = static_cast<int>(z_[0].size());
    kernel::tap_order(z, in_.size[2], taps, order_);
    strips_.clear();
    for (const int c : order_) strips_.push_back(strip(j, z + taps / 2 - c).data());
    wanted_.clear();
    for (std::size_t k = 0; k < z_.size(); ++k) {
      double* out = out_[j * z_.size() + k];
      if (out) wanted_.push_back({{}, out});
      if (!out) continue;
      for (const int c : order_)
        wanted_.back().weight.push_back(z_[k][static_cast<std::size_t>(c)]);
    }
    if (wanted_.empty()) return;
    // Rows of full length lie one after another; others lose their last sample.
    const bool whole = keep_[0] == in_.size[0];
    const auto length = static_cast<std::size_t>(whole ? keep_[0] * count : keep_[0]);
    for (int row = 0; row < (whole ? 1 : count); ++row) {
      write(length, y + row, z);
      for (const T*& s : strips_) s += in_.size[0];
    }
  }

  void write(std::size_t length, int y, int z) {
    const std::size_t at = (static_cast<std::size_t>(z) * keep_[1] + y) * keep_[0];
    kernel::WideSum<T> sums[2];
    for (std::size_t f = 0; f < wanted_.size(); ++f)
      sums[f] = {wanted_[f].weight, wanted_[f].out + at};
    kernel::weighted_sums<T>(strips_, std::span<const kernel::WideSum<T>>(sums, wanted_.size()),
                             length, stream_);
  }

  struct Wanted {
    std::vector<T> weight;  // in tap order
    double* out;
  };

  const In* voxels_;
  const PeriodicVolume& in_;
  Index3 keep_;
  std::span<double* const> out_;
  std::vector<T> x_;
  std::vector<std::vector<T>> y_, z_;
  int height_ = 1;
  bool stream_ = false;
  std::vector<const In*> sources_;
  std::vector<int> order_;
  std::vector<const T*> filtered_, strips_;
  std::vector<Wanted> wanted_;
  std::vector<T> weight_, rows_;
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
