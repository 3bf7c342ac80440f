#include "feature/radiomic/voxelwise/tones.h"

#include <algorithm>
#include <bit>
#include <cmath>
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

// As fine as sums over a whole kernel allow.
ToneScale tone_scale(const KernelField& field) {
  const Index3& r = field.radius;
  const auto voxels = static_cast<std::uint64_t>(2 * r[0] + 1) *
                      static_cast<std::uint64_t>(2 * r[1] + 1) *
                      static_cast<std::uint64_t>(2 * r[2] + 1);
  const int count_bits = static_cast<int>(std::bit_width(voxels));
  const auto level = static_cast<std::uint64_t>(field.roi.level_count);
  ToneScale out;
  const int places = 63 - count_bits - static_cast<int>(std::bit_width(voxels * level));
  out.shift = 64 - count_bits;
  out.scale = std::ldexp(1.0, places);
  out.unit = std::ldexp(1.0, -places);
  return out;
}

// Distances of every voxel of a tile from the mean of its neighbours, one array per case.
class ToneDistances {
 public:
  ToneDistances(const KernelField& field, const TileRanks& ranks, const ToneScale& scale)
      : ranks_(ranks) {
    const std::size_t n = ranks.rank.size();
    own_.reserve(n);
    for (const std::uint16_t rank : ranks.rank)
      own_.push_back(rank ? field.level[rank] * kPackedOne + 1 : 0);
    std::vector<std::int32_t> in_z(n), in_y(n), all(n);
    for (const Reach& z : reaches(field.radius[2])) {
      add(own_, ranks.at(0, 0, 1), z, in_z);
      for (const Reach& y : reaches(field.radius[1])) {
        add(in_z, ranks.at(0, 1, 0), y, in_y);
        for (const Reach& x : reaches(field.radius[0])) {
          add(in_y, 1, x, all);
          tone_.push_back(std::make_unique_for_overwrite<std::uint64_t[]>(n));
          tone_distances(all.data(), own_.data(), n, scale, tone_.back().get());
        }
      }
    }
  }

  const std::uint64_t* of(std::size_t which) const { return tone_[which].get(); }

 private:
  // Each voxel with its neighbours along an axis. A tile's outermost voxels get sums that no kernel
  // asks for.
  static void add(const std::vector<std::int32_t>& from, std::size_t step, const Reach& reach,
                  std::vector<std::int32_t>& to) {
    const bool before = reach.low != 0, after = reach.high != 0;
    add_neighbours(from.data(), from.size(), step, before, after, to.data());
  }

  const TileRanks& ranks_;
  std::vector<std::int32_t> own_;                       // packed level
  std::vector<std::unique_ptr<std::uint64_t[]>> tone_;  // [(z * ys + y) * xs + x] by face
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
      for (std::size_t x = 0; x < xs; ++x) row.tone[x] = distances.of(which + x);
      out.push_back(row);
    }
  return out;
}

// Sums per level of one kernel.
class KernelTones {
 public:
  KernelTones(const KernelField& field, const TileRanks& ranks, const ToneDistances& distances,
              const ToneScale& scale)
      : level_(field.level.begin(), field.level.end()),
        ranks_(ranks),
        scale_(scale),
        rows_(kernel_rows(field, ranks, distances)),
        length_(2 * field.radius[0] + 1),
        sums_(std::max(2 * kFewRanks, field.level.size()), 0),
        touched_(rows_.size() * static_cast<std::size_t>(length_) + 1) {}

  // The kernel whose low corner is at `low` of the tile's outer box.
  const Tones& count(const Index3& low) {
    const auto corner = static_cast<std::ptrdiff_t>(ranks_.at(low[0], low[1], low[2]));
    std::int64_t voxels = 0;
    if (level_.size() <= kFewRanks)
      voxels = count_few(corner);
    else
      voxels = count_many(corner);
    tones_.voxels = static_cast<double>(voxels);
    // Divided, as PyRadiomics does: Busyness asks whether level * p is equal for two levels.
    for (Tone& tone : tones_.rows) tone.p /= tones_.voxels;
    return tones_;
  }

 private:
  // p is the number of voxels until all are known.
  Tone tone(std::size_t rank, std::uint64_t sum) const {
    return {level_[rank], static_cast<double>(scale_.voxels(sum)), scale_.distance(sum)};
  }

  std::int64_t count_few(std::ptrdiff_t corner) {
    std::uint64_t seen =
        add_tones(ranks_.rank.data(), rows_.data(), rows_.size(), length_, corner, sums_.data());
    sums_[0] = sums_[kFewRanks] = 0;  // rank 0, the outside
    seen &= ~std::uint64_t{1};
    tones_.rows.resize(static_cast<std::size_t>(std::popcount(seen)));
    std::int64_t voxels = 0;
    for (Tone& row : tones_.rows) {
      const auto rank = static_cast<std::size_t>(std::countr_zero(seen));
      const std::uint64_t sum = sums_[rank] + sums_[rank + kFewRanks];
      row = tone(rank, sum);
      voxels += scale_.voxels(sum);
      sums_[rank] = sums_[rank + kFewRanks] = 0;
      seen &= seen - 1;
    }
    return voxels;
  }

  std::int64_t count_many(std::ptrdiff_t corner) {
    std::size_t used = 0;
    for (const ToneRow& row : rows_)
      for (int x = 0; x < length_; ++x) {
        const std::ptrdiff_t at = corner + row.offset + x;
        const std::uint16_t rank = ranks_.rank[static_cast<std::size_t>(at)];
        touched_[used] = rank;
        used += static_cast<std::size_t>(sums_[rank] == 0);
        sums_[rank] += row.tone[x == 0 ? 0 : x + 1 == length_ ? 2 : 1][at];
      }
    std::sort(touched_.begin(), touched_.begin() + static_cast<std::ptrdiff_t>(used));
    tones_.rows.clear();
    std::int64_t voxels = 0;
    for (std::size_t i = 0; i < used; ++i) {
      std::uint64_t& sum = sums_[touched_[i]];
      if (touched_[i] != 0) {
        tones_.rows.push_back(tone(touched_[i], sum));
        voxels += scale_.voxels(sum);
      }
      sum = 0;
    }
    return voxels;
  }

  std::vector<double> level_;  // of each rank
  const TileRanks& ranks_;
  ToneScale scale_;
  std::vector<ToneRow> rows_;
  int length_;                       // of a row
  std::vector<std::uint64_t> sums_;  // by rank
  std::vector<std::uint16_t> touched_;
  Tones tones_;
};

}  // namespace

bool has_short_tones(const KernelField& field) {
  return field.roi.settings.distances == std::vector<int>{1} &&
         tone_scale(field).scale >= std::ldexp(1.0, 34);
}

std::vector<std::vector<double>> tone_values(const KernelField& field,
                                             std::span<const FeatureRow<Tones>* const> rows,
                                             unsigned threads, bool quiet) {
  std::vector<std::vector<double>> out(rows.size(), std::vector<double>(field.centres.size()));
  const ToneScale scale = tone_scale(field);
  const std::vector<Tile> tiles = make_tiles(field, kTileEdge);
  Progress progress("map", tiles.size(), quiet);
  parallel_for(tiles.size(), threads, [&](std::size_t i) {
    const TileRanks ranks = read_tile(field, tiles[i].box);
    const ToneDistances distances(field, ranks, scale);
    KernelTones kernel(field, ranks, distances, scale);
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
