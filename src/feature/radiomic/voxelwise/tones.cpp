#include "feature/radiomic/voxelwise/tones.h"

#include <algorithm>
#include <bit>
#include <memory>

#include "base/parallel.h"
#include "base/progress.h"
#include "feature/radiomic/count/neighbours.h"
#include "feature/radiomic/voxelwise/tiles.h"
#include "kernel/neighbour_sums.h"

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
    const std::size_t n = ranks.rank.size();
    own_.reserve(n);
    for (const std::uint16_t rank : ranks.rank)
      own_.push_back(rank ? field.level[rank] * kPackedOne + 1 : 0);
    std::vector<std::int32_t> in_z(n), in_y(n), all(n);
    for (const Reach& z : reaches(field.radius[2])) {
      add(own_, 2, z, in_z);
      for (const Reach& y : reaches(field.radius[1])) {
        add(in_z, 1, y, in_y);
        for (const Reach& x : reaches(field.radius[0])) {
          add(in_y, 0, x, all);
          distance_.push_back(std::make_unique_for_overwrite<double[]>(n));
          tone_distances(all.data(), own_.data(), n, distance_.back().get());
        }
      }
    }
  }

  const double* of(std::size_t which) const { return distance_[which].get(); }

 private:
  // Each voxel with its neighbours along an axis. A tile's outermost voxels get sums that no kernel
  // asks for.
  void add(const std::vector<std::int32_t>& from, int axis, const Reach& reach,
           std::vector<std::int32_t>& to) const {
    const std::size_t step = axis == 0 ? 1 : axis == 1 ? ranks_.at(0, 1, 0) : ranks_.at(0, 0, 1);
    if (reach.low == 0 && reach.high == 0)
      to = from;
    else
      add_neighbours(from.data(), from.size(), step, reach.low<0, reach.high> 0, to.data());
  }

  const TileRanks& ranks_;
  std::vector<std::int32_t> own_;                    // packed level
  std::vector<std::unique_ptr<double[]>> distance_;  // [(z * ys + y) * xs + x] by face
};

// The rows of voxels that make up a kernel.
std::vector<ToneRow> kernel_rows(const KernelField& field, const TileRanks& ranks,
                                 const ToneDistances& distances) {
  const Index3& r = field.radius;
  const std::size_t ys = r[1] ? 3 : 1, xs = r[0] ? 3 : 1;
  std::vector<ToneRow> out;
  for (int z = 0; z <= 2 * r[2]; ++z)
    for (int y = 0; y <= 2 * r[1]; ++y) {
      const std::size_t which = (reach_at(z, r[2]) * ys + reach_at(y, r[1])) * xs;
      ToneRow row{static_cast<std::ptrdiff_t>(ranks.at(0, y, z)), {}};
      for (std::size_t x = 0; x < xs; ++x) row.distance[x] = distances.of(which + x);
      out.push_back(row);
    }
  return out;
}

// Sums per level of one kernel.
class KernelTones {
 public:
  KernelTones(const KernelField& field, const TileRanks& ranks, const ToneDistances& distances)
      : tone_level_(field.level.begin(), field.level.end()),
        ranks_(ranks),
        rows_(kernel_rows(field, ranks, distances)),
        length_(2 * field.radius[0] + 1),
        sums_(field.level.size() <= kFewRanks ? 4 * kFewRanks : 2 * field.level.size(), 0.0),
        touched_(rows_.size() * static_cast<std::size_t>(length_) + 1) {}

  // The kernel whose low corner is at `low` of the tile's outer box.
  const Tones& count(const Index3& low) {
    const auto corner = static_cast<std::ptrdiff_t>(ranks_.at(low[0], low[1], low[2]));
    if (tone_level_.size() <= kFewRanks)
      count_few(corner);
    else
      count_many(corner);
    return tones_;
  }

 private:
  // p still holds the number of voxels.
  void finish() {
    double voxels = 0;
    for (const Tone& tone : tones_.rows) voxels += tone.p;
    tones_.voxels = voxels;
    const double share = 1 / voxels;
    for (Tone& tone : tones_.rows) tone.p *= share;
  }

  void count_few(std::ptrdiff_t corner) {
    std::uint64_t seen =
        add_tones(ranks_.rank.data(), rows_.data(), rows_.size(), length_, corner, sums_.data());
    std::fill_n(&sums_[0], 2, 0.0);  // rank 0, the outside
    std::fill_n(&sums_[2 * kFewRanks], 2, 0.0);
    seen &= ~std::uint64_t{1};
    tones_.rows.resize(static_cast<std::size_t>(std::popcount(seen)));
    for (Tone& tone : tones_.rows) {
      const auto rank = static_cast<std::size_t>(std::countr_zero(seen));
      double *even = &sums_[2 * rank], *odd = even + 2 * kFewRanks;
      tone = {tone_level_[rank], even[0] + odd[0], even[1] + odd[1]};
      even[0] = even[1] = odd[0] = odd[1] = 0;
      seen &= seen - 1;
    }
    finish();
  }

  void count_many(std::ptrdiff_t corner) {
    std::size_t used = 0;
    for (const ToneRow& row : rows_)
      for (int x = 0; x < length_; ++x) {
        const std::ptrdiff_t at = corner + row.offset + x;
        const std::uint16_t rank = ranks_.rank[static_cast<std::size_t>(at)];
        double* sum = &sums_[2 * static_cast<std::size_t>(rank)];
        touched_[used] = rank;
        used += static_cast<std::size_t>(sum[0] == 0);
        sum[0] += 1;
        sum[1] += row.distance[x == 0 ? 0 : x + 1 == length_ ? 2 : 1][at];
      }
    std::sort(touched_.begin(), touched_.begin() + static_cast<std::ptrdiff_t>(used));
    tones_.rows.clear();
    for (std::size_t i = 0; i < used; ++i) {
      const std::size_t rank = touched_[i];
      if (rank != 0)
        tones_.rows.push_back({tone_level_[rank], sums_[2 * rank], sums_[2 * rank + 1]});
      std::fill_n(&sums_[2 * rank], 2, 0.0);
    }
    finish();
  }

  std::vector<double> tone_level_;  // of each rank
  const TileRanks& ranks_;
  std::vector<ToneRow> rows_;
  int length_;                // of a row
  std::vector<double> sums_;  // by rank: voxels, distance
  std::vector<std::uint16_t> touched_;
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
    for (std::size_t m = 0; m < tiles[i].members.size(); ++m) {
      const Tones& tones = kernel.count(tiles[i].places[m]);
      for (std::size_t f = 0; f < rows.size(); ++f)
        out[f][tiles[i].members[m]] = rows[f]->value(tones);
    }
    progress.done();
  });
  return out;
}

}  // namespace dlrr
