#include "feature/radiomic/voxelwise/tones.h"

#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "base/progress.h"
#include "feature/radiomic/count/neighbours.h"
#include "feature/radiomic/voxelwise/tiles.h"

namespace dlrr {

namespace {

constexpr Index3 kTileEdge{32, 16, 16};

// Which neighbours along one axis lie inside the kernel: from `low` to `high`.
struct Reach {
  int low, high;
};

// By the place of a voxel in its kernel: on the low face, between, on the high face. A kernel of
// one slice has neither neighbour.
std::vector<Reach> reaches(int radius) {
  if (radius == 0) return {{0, 0}};
  return {{0, 1}, {-1, 1}, {-1, 0}};
}

std::size_t reach_at(int k, int radius) {
  if (k == 0) return 0;
  return k == 2 * radius ? 2 : 1;
}

// Distances of every voxel of a tile from the mean of its neighbours, one array per case.
class ToneDistances {
 public:
  ToneDistances(const KernelField& field, const TileRanks& ranks) : ranks_(ranks) {
    // Level and count in one number: sums of 27 fit.
    packed_.reserve(ranks.rank.size());
    for (const std::uint16_t rank : ranks.rank)
      packed_.push_back(rank ? field.level[rank] * kCount + 1 : 0);
    for (const Reach& z : reaches(field.radius[2])) {
      const std::vector<std::int32_t> in_z = summed(packed_, 2, z);
      for (const Reach& y : reaches(field.radius[1])) {
        const std::vector<std::int32_t> in_y = summed(in_z, 1, y);
        for (const Reach& x : reaches(field.radius[0])) add_case(in_y, x);
      }
    }
  }

  const double* of(std::size_t which) const { return distance_[which].data(); }

 private:
  static constexpr std::int32_t kCount = 32;

  std::size_t stride(int axis) const {
    return axis == 0 ? 1 : axis == 1 ? ranks_.at(0, 1, 0) : ranks_.at(0, 0, 1);
  }

  // Each voxel with its neighbours along an axis; the outermost voxels stay without.
  std::vector<std::int32_t> summed(const std::vector<std::int32_t>& from, int axis,
                                   const Reach& reach) const {
    std::vector<std::int32_t> to = from;
    const std::size_t step = stride(axis), n = from.size();
    if (reach.low < 0)
      for (std::size_t i = step; i < n; ++i) to[i] += from[i - step];
    if (reach.high > 0)
      for (std::size_t i = 0; i + step < n; ++i) to[i] += from[i + step];
    return to;
  }

  void add_case(const std::vector<std::int32_t>& from, const Reach& x) {
    const std::vector<std::int32_t> all = summed(from, 0, x);
    std::vector<double> out(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::int32_t around = all[i] - packed_[i];
      const double n = around % kCount, sum = around / kCount, level = packed_[i] / kCount;
      out[i] = n > 0 ? std::abs(level - sum / n) : 0;
    }
    distance_.push_back(std::move(out));
  }

  const TileRanks& ranks_;
  std::vector<std::int32_t> packed_;
  std::vector<std::vector<double>> distance_;  // [(z * ys + y) * xs + x] by face
};

// Sums per level of one kernel, cleared by the list of levels that occurred.
class KernelTones {
 public:
  KernelTones(const KernelField& field, const TileRanks& ranks, const ToneDistances& distances)
      : field_(field), ranks_(ranks), distances_(distances), sums_(field.level.size()) {
    const Index3& r = field.radius;
    touched_.resize((2 * static_cast<std::size_t>(r[0]) + 1) *
                        (2 * static_cast<std::size_t>(r[1]) + 1) *
                        (2 * static_cast<std::size_t>(r[2]) + 1) +
                    1);
  }

  // The kernel whose low corner is at `low` of the tile's outer box.
  const Tones& count(const Index3& low) {
    const Index3& r = field_.radius;
    used_ = 0;
    for (int kz = 0; kz <= 2 * r[2]; ++kz)
      for (int ky = 0; ky <= 2 * r[1]; ++ky) {
        const std::size_t ys = r[1] ? 3 : 1, xs = r[0] ? 3 : 1;
        const std::size_t first = (reach_at(kz, r[2]) * ys + reach_at(ky, r[1])) * xs;
        const std::size_t at = ranks_.at(low[0], low[1] + ky, low[2] + kz);
        for (int kx = 0; kx <= 2 * r[0]; ++kx)
          add(ranks_.rank[at + static_cast<std::size_t>(kx)],
              distances_.of(first + reach_at(kx, r[0]))[at + static_cast<std::size_t>(kx)]);
      }
    return collect();
  }

 private:
  struct Sum {
    double n = 0, s = 0;
  };

  void add(std::uint16_t rank, double distance) {
    Sum& sum = sums_[rank];
    touched_[used_] = rank;
    used_ += static_cast<std::size_t>(sum.n == 0 && rank != 0);
    sum.n += 1;
    sum.s += distance;
  }

  const Tones& collect() {
    double voxels = 0;
    for (std::size_t i = 0; i < used_; ++i) voxels += sums_[touched_[i]].n;
    tones_.voxels = voxels;
    tones_.rows.clear();
    for (std::size_t i = 0; i < used_; ++i) {
      Sum& sum = sums_[touched_[i]];
      tones_.rows.push_back(
          {static_cast<double>(field_.level[touched_[i]]), sum.n / voxels, sum.s});
      sum = {};
    }
    return tones_;
  }

  const KernelField& field_;
  const TileRanks& ranks_;
  const ToneDistances& distances_;
  std::vector<Sum> sums_;  // by rank; [0] collects the outside
  std::vector<std::uint16_t> touched_;
  std::size_t used_ = 0;
  Tones tones_;
};

}  // namespace

std::vector<std::vector<double>> tone_values(const KernelField& field,
                                             std::span<const FeatureRow<Tones>* const> rows,
                                             unsigned threads, bool quiet) {
  std::vector<std::vector<double>> out(rows.size(), std::vector<double>(field.centres.size()));
  const std::vector<Tile> tiles = make_tiles(field, kTileEdge);
  Progress progress("map", tiles.size(), quiet);
  parallel_for(tiles.size(), threads, [&](std::size_t i) {
    const TileRanks ranks = read_tile(field, tiles[i].box);
    const ToneDistances distances(field, ranks);
    KernelTones kernel(field, ranks, distances);
    for (const std::int32_t member : tiles[i].members) {
      const Index3 at = field.place(field.centres[static_cast<std::size_t>(member)]);
      const Index3& low = tiles[i].box.low;
      const Tones& tones = kernel.count({at[0] - low[0], at[1] - low[1], at[2] - low[2]});
      for (std::size_t f = 0; f < rows.size(); ++f)
        out[f][static_cast<std::size_t>(member)] = rows[f]->value(tones);
    }
    progress.done();
  });
  return out;
}

}  // namespace dlrr
