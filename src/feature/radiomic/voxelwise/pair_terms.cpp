#include "feature/radiomic/voxelwise/pair_terms.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "base/parallel.h"
#include "base/progress.h"
#include "feature/radiomic/count/steps.h"
#include "feature/radiomic/voxelwise/tiles.h"

namespace dlrr {

namespace {

constexpr Index3 kTileEdge{32, 16, 16};

// A term of all pairs of ranks as whole numbers: term * scale, 0 when one of the two is outside.
struct TermTable {
  std::vector<std::int64_t> of;  // (ranks + 1) squared
  double scale = 1;
};

TermTable make_table(const KernelField& field, LevelPairTerm term) {
  const std::size_t width = field.level.size();
  const double levels = field.roi.level_count;
  std::vector<double> exact(width * width, 0.0);
  double most = 0;
  for (std::size_t i = 1; i < width; ++i)
    for (std::size_t j = 1; j < width; ++j) {
      const double a = field.level[i], b = field.level[j];
      double value = term(a, b, levels);
      if (field.roi.settings.symmetrical_glcm) value = (value + term(b, a, levels)) / 2;
      exact[i * width + j] = value;
      most = std::max(most, std::abs(value));
    }
  const Index3& r = field.radius;
  const double voxels = (2.0 * r[0] + 1) * (2.0 * r[1] + 1) * (2.0 * r[2] + 1);
  TermTable table;
  // A power of two, so that whole and half terms stay exact; sums stay below 2^62.
  if (most > 0) table.scale = std::exp2(std::floor(62 - std::log2(most * voxels)));
  for (const double value : exact) table.of.push_back(std::llround(value * table.scale));
  return table;
}

// Where pairs of one direction start inside a kernel, per axis: `low` voxels above the kernel's low
// end, `length` voxels long.
struct Window {
  Index3 low, length;
  bool empty() const { return length[0] < 1 || length[1] < 1 || length[2] < 1; }
};

Window window_of(const Step& step, const Index3& radius) {
  const Index3 move{step.x, step.y, step.z};
  Window w;
  for (std::size_t a = 0; a < 3; ++a) {
    w.low[a] = std::max(0, -move[a]);
    w.length[a] = 2 * radius[a] + 1 - std::abs(move[a]);
  }
  return w;
}

// to[i] = from[i] + from[i + stride] + ... `length` terms, for `count` values.
template <class T>
void add_shifted(const T* from, std::size_t stride, int length, std::size_t count, T* to) {
  std::copy(from, from + count, to);
  for (int k = 1; k < length; ++k) {
    const T* next = from + static_cast<std::size_t>(k) * stride;
    for (std::size_t i = 0; i < count; ++i) to[i] += next[i];
  }
}

// Sums over the windows of all kernels of a tile, axis by axis.
template <class T>
class BoxSums {
 public:
  BoxSums(const Index3& outer, const Index3& inner)
      : outer_(outer),
        inner_(inner),
        row_(outer[0]),
        x_(volume({inner[0], outer[1], outer[2]})),
        y_(volume({inner[0], inner[1], outer[2]})),
        z_(volume(inner)) {}

  // fill(y, z, row): the row's values at the places where a pair may start.
  template <class Fill>
  const T* add(const Window& w, const Fill& fill) {
    const auto nx = static_cast<std::size_t>(inner_[0]);
    const std::size_t plane_x = nx * static_cast<std::size_t>(outer_[1]),
                      plane_y = nx * static_cast<std::size_t>(inner_[1]);
    const int z_end = w.low[2] + inner_[2] + w.length[2] - 1;
    const int y_end = w.low[1] + inner_[1] + w.length[1] - 1;
    for (int z = w.low[2]; z < z_end; ++z) {
      for (int y = w.low[1]; y < y_end; ++y) {
        fill(y, z, row_.data());
        add_shifted(row_.data() + w.low[0], 1, w.length[0], nx, &x_[plane_x * z + nx * y]);
      }
      add_shifted(&x_[plane_x * z + nx * w.low[1]], nx, w.length[1], plane_y, &y_[plane_y * z]);
    }
    add_shifted(&y_[plane_y * w.low[2]], plane_y, w.length[2], z_.size(), z_.data());
    return z_.data();
  }

 private:
  static std::size_t volume(const Index3& n) {
    return static_cast<std::size_t>(n[0]) * static_cast<std::size_t>(n[1]) *
           static_cast<std::size_t>(n[2]);
  }
  Index3 outer_, inner_;
  std::vector<T> row_, x_, y_, z_;
};

class TileMeans {
 public:
  TileMeans(const KernelField& field, const Tile& tile, const std::vector<TermTable>& tables)
      : tile_(tile),
        tables_(tables),
        width_(field.level.size()),
        ranks_(read_tile(field, tile.box)),
        counts_(ranks_.size, tile.box.size()),
        sums_(ranks_.size, tile.box.size()),
        pairs_(tile.members.size()),
        used_(tile.members.size(), 0),
        mean_(tables.size(), std::vector<double>(tile.members.size(), 0.0)) {
    const Index3 inner = tile.box.size();
    for (const Index3& at : tile.places)
      place_.push_back(static_cast<std::size_t>(at[0] + inner[0] * (at[1] + inner[1] * at[2])));
  }

  // Adds one direction; `bit` of the voxels that have a pair in it is set.
  void add(const Step& step, const Window& window, std::size_t bit, Directions& directions) {
    const std::ptrdiff_t to = static_cast<std::ptrdiff_t>(ranks_.at(0, 0, 0)) + step.x +
                              static_cast<std::ptrdiff_t>(ranks_.size[0]) *
                                  (step.y + static_cast<std::ptrdiff_t>(ranks_.size[1]) * step.z);
    const int first = window.low[0];
    const int last = first + tile_.box.size()[0] + window.length[0] - 1;
    const std::int32_t* count = counts_.add(window, [&](int y, int z, std::int32_t* row) {
      const std::uint16_t* here = &ranks_.rank[ranks_.at(0, y, z)];
      for (int x = first; x < last; ++x) row[x] = (here[x] != 0) & (here[x + to] != 0);
    });
    for (std::size_t m = 0; m < place_.size(); ++m) {
      pairs_[m] = count[place_[m]];
      used_[m] += pairs_[m] > 0;
      if (directions.words && pairs_[m] > 0)
        directions.bits[tile_.members[m] * directions.words + bit / 64] |= std::uint64_t{1}
                                                                           << bit % 64;
    }
    for (std::size_t t = 0; t < tables_.size(); ++t) {
      const std::int64_t* term = tables_[t].of.data();
      const std::int64_t* sum = sums_.add(window, [&](int y, int z, std::int64_t* row) {
        const std::uint16_t* here = &ranks_.rank[ranks_.at(0, y, z)];
        for (int x = first; x < last; ++x) row[x] = term[here[x] * width_ + here[x + to]];
      });
      for (std::size_t m = 0; m < place_.size(); ++m)
        if (pairs_[m] > 0)
          mean_[t][m] += static_cast<double>(sum[place_[m]]) / pairs_[m] / tables_[t].scale;
    }
  }

  void store(std::vector<std::vector<double>>& out) const {
    for (std::size_t t = 0; t < mean_.size(); ++t)
      for (std::size_t m = 0; m < place_.size(); ++m)
        if (used_[m] > 0) out[t][tile_.members[m]] = mean_[t][m] / used_[m];
  }

 private:
  const Tile& tile_;
  const std::vector<TermTable>& tables_;
  std::size_t width_;
  TileRanks ranks_;
  BoxSums<std::int32_t> counts_;
  BoxSums<std::int64_t> sums_;
  std::vector<std::size_t> place_;   // of each member in the tile's box
  std::vector<std::int32_t> pairs_;  // of each member in the direction at hand
  std::vector<std::int32_t> used_;   // directions with a pair
  std::vector<std::vector<double>> mean_;
};

}  // namespace

PairTermMeans pair_term_means(const KernelField& field, std::span<const LevelPairTerm> terms,
                              bool wants_directions, unsigned threads, bool quiet) {
  const std::vector<Step> steps = half_steps(field.roi, field.roi.settings.distances);
  PairTermMeans out;
  out.values.assign(terms.size(), std::vector<double>(field.centres.size(),
                                                      std::numeric_limits<double>::quiet_NaN()));
  if (wants_directions) {
    out.directions.words = (steps.size() + 63) / 64;
    out.directions.bits.assign(out.directions.words * field.centres.size(), 0);
  }
  std::vector<TermTable> tables;
  for (const LevelPairTerm term : terms) tables.push_back(make_table(field, term));
  const std::vector<Tile> tiles = make_tiles(field, kTileEdge);
  Progress progress("map", tiles.size(), quiet);
  parallel_for(tiles.size(), threads, [&](std::size_t i) {
    TileMeans means(field, tiles[i], tables);
    for (std::size_t s = 0; s < steps.size(); ++s) {
      const Window window = window_of(steps[s], field.radius);
      if (!window.empty()) means.add(steps[s], window, s, out.directions);
    }
    means.store(out.values);
    progress.done();
  });
  return out;
}

}  // namespace dlrr
