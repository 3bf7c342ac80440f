#include "feature/radiomic/count/pairs.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <string>

#include "base/error.h"
#include "feature/radiomic/count/codes.h"
#include "feature/radiomic/level_hint.h"
#include "kernel/neighbours.h"
#include "kernel/pairs.h"

namespace dlrr {
namespace {

constexpr std::size_t kWide = 16, kNarrow = 2;  // directions counted side by side

// Sixteen tables side by side while they stay in the cache.
std::size_t lanes_for(std::size_t codes) { return codes <= 256 ? kWide : kNarrow; }

// Tables of up to `Lanes` directions: cell (i, j) of direction d at (i * width + j) * Lanes + d;
// row and column 0 collect the outside.
template <std::size_t Lanes, class T>
void count_batch(const CodeGrid<T>& grid, const std::ptrdiff_t* steps, std::size_t directions,
                 std::uint32_t* table) {
  const std::size_t width = grid.level.size();
  for (const CodeStretch& part : grid.stretches) {
    const T* const code = grid.code.data() + part.at;
    for (std::size_t x = 0; x < part.voxels; ++x) {
      std::uint32_t* const cells = table + code[x] * width * Lanes;
      for (std::size_t d = 0; d < directions; ++d) ++cells[code[x + steps[d]] * Lanes + d];
    }
  }
}

constexpr std::size_t kUsual = 13;  // directions at distance 1

template <class T>
void count_thirteen(const CodeGrid<T>& grid, const std::ptrdiff_t* steps, std::uint32_t* table) {
  const std::size_t width = grid.level.size();
  std::array<std::ptrdiff_t, kUsual> step;
  std::copy_n(steps, kUsual, step.begin());
  for (const CodeStretch& part : grid.stretches) {
    const T* const code = grid.code.data() + part.at;
    for (std::size_t x = 0; x < part.voxels; ++x) {
      std::uint32_t* const cells = table + code[x] * width * kWide;
#pragma GCC unroll 13
      for (std::size_t d = 0; d < kUsual; ++d) ++cells[code[x + step[d]] * kWide + d];
    }
  }
}

// A voxel and its neighbours in two directions make one key: with few levels half as many counters
// have to be found.
constexpr std::size_t kMostCodesForTriples = 15, kTriples = (kUsual + 1) / 2;

// The counts of keys, taken apart again.
void spread_triples(const std::vector<std::uint32_t>& counts, std::size_t width,
                    std::uint32_t* table) {
  const std::size_t cells = width * width * width;
  for (std::size_t k = 0; k < kTriples; ++k)
    for (std::size_t pair = 0; pair < width * width; ++pair) {
      const std::uint32_t* const here = &counts[k * cells + pair * width];
      const std::size_t own = pair / width;
      if (2 * k + 1 == kUsual) {
        table[pair * kWide + 2 * k] += counts[k * cells + pair];
        continue;
      }
      for (std::size_t second = 0; second < width; ++second) {
        table[pair * kWide + 2 * k] += here[second];
        table[(own * width + second) * kWide + 2 * k + 1] += here[second];
      }
    }
}

void count_triples(const CodeGrid<std::uint8_t>& grid, const std::ptrdiff_t* steps,
                   std::uint32_t* table) {
  const std::size_t width = grid.level.size(), cells = width * width * width;
  const std::size_t stride = grid.most_voxels() + kernel::kSlack;
  std::vector<std::uint16_t> keys(kTriples * stride);
  std::vector<std::uint32_t> counts(kTriples * cells);
  for (const CodeSlice& slice : grid.slices) {
    kernel::neighbour_keys(grid.code.data() + slice.at, {steps, kUsual}, slice.voxels, width,
                           stride, keys.data());
    for (const CodeStretch& part : grid.in(slice)) {
      const std::uint16_t* const key = keys.data() + (part.at - slice.at);
      for (std::size_t x = 0; x < part.voxels; ++x)
#pragma GCC unroll 7
        for (std::size_t k = 0; k < kTriples; ++k) ++counts[k * cells + key[k * stride + x]];
    }
  }
  spread_triples(counts, width, table);
}

// Sixteen directions or fewer.
template <class T>
void count_side_by_side(const CodeGrid<T>& grid, std::span<const std::ptrdiff_t> steps,
                        std::uint32_t* table) {
  if constexpr (sizeof(T) == 1)
    if (steps.size() == kUsual && grid.level.size() <= kMostCodesForTriples + 1)
      return count_triples(grid, steps.data(), table);
  if (steps.size() == kUsual) return count_thirteen(grid, steps.data(), table);
  count_batch<kWide>(grid, steps.data(), steps.size(), table);
}

double direction_weight(const Step& step, const Roi& roi) {
  const std::string& norm = roi.settings.weighting_norm;
  const Vector3& mm = roi.mask.geometry.spacing;
  const double x = std::abs(step.x) * mm[0], y = std::abs(step.y) * mm[1],
               z = std::abs(step.z) * mm[2];
  if (norm == "infinity") return std::exp(-std::pow(std::max({x, y, z}), 2));
  if (norm == "euclidean") return std::exp(-(x * x + y * y + z * z));
  if (norm == "manhattan") return std::exp(-std::pow(x + y + z, 2));
  return 1;
}

// Counts of one batch as matrices over the levels that occur (kernel/pairs.h).
std::vector<double> to_matrices(const std::vector<std::uint32_t>& table, std::size_t n,
                                std::size_t lanes, bool symmetrical) {
  std::vector<double> out(n * n * lanes);
  const std::size_t width = n + 1;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < (symmetrical ? i + 1 : n); ++j) {
      const std::uint32_t* const here = &table[((i + 1) * width + j + 1) * lanes];
      const std::uint32_t* const back = &table[((j + 1) * width + i + 1) * lanes];
      double* const to = &out[(i * n + j) * lanes];
      for (std::size_t d = 0; d < lanes; ++d)
        to[d] = symmetrical ? static_cast<double>(here[d]) + back[d] : here[d];
    }
  return out;
}

// The lane of the sums that belongs to one direction.
Pairs direction_of(const kernel::PairSums& sums, std::size_t lanes, std::size_t d,
                   const std::vector<int>& level, int top) {
  const auto strided = [&](const std::vector<double>& from) {
    std::vector<double> out(from.size() / lanes);
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = from[k * lanes + d];
    return out;
  };
  Pairs p;
  p.level.assign(level.begin() + 1, level.end());
  p.px = strided(sums.px);
  p.py = strided(sums.py);
  p.sum = strided(sums.sum);
  p.gap = strided(sums.gap);
  p.gap.resize(static_cast<std::size_t>(top), 0);
  p.ux = sums.ux[d];
  p.uy = sums.uy[d];
  p.hx = sums.hx[d];
  p.hxy = sums.hxy[d];
  p.hxy1 = sums.hxy1[d];
  p.hxy2 = sums.hxy2[d];
  p.hy = sums.hy[d];
  p.sum_entropy = sums.sum_entropy[d];
  p.gap_entropy = sums.gap_entropy[d];
  p.product = sums.product[d];
  p.covariance = sums.covariance[d];
  p.energy = sums.energy[d];
  p.most = sums.most[d];
  p.maximal_correlation = sums.correlation[d];
  p.levels = top;
  return p;
}

// Where level and neighbour are independent, rounding alone decides the sign of hxy2 - hxy and with
// it whether Imc2 is a number: then the plain steps are taken, as feature maps take them.
void settle_independence(const std::vector<double>& counts, std::size_t lanes, std::size_t d,
                         double total, bool symmetrical, Pairs& p) {
  if (std::abs(p.hxy2 - p.hxy) > 1e-9) return;
  const std::size_t n = p.level.size();
  p.hxy = p.hxy1 = p.hxy2 = 0;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      const bool stored = !symmetrical || j <= i;
      const double count = counts[(stored ? i * n + j : j * n + i) * lanes + d];
      const double q = p.px[i] * p.py[j];
      if (p.px[i] == 0 || p.py[j] == 0) continue;
      p.hxy2 -= q * log2_of(q);
      if (count == 0) continue;
      p.hxy -= count / total * log2_of(count / total);
      p.hxy1 -= count / total * log2_of(q);
    }
}

// Turns the tables of a batch into matrices: one per direction, or all weighted and added to one.
class Collector {
 public:
  Collector(const Roi& roi, const std::vector<int>& level, std::size_t lanes)
      : roi_(roi), level_(level), lanes_(lanes), n_(level.size() - 1) {}

  void add(const std::vector<std::uint32_t>& table, std::span<const Step> steps) {
    const std::vector<double> counts =
        to_matrices(table, n_, lanes_, roi_.settings.symmetrical_glcm);
    if (roi_.settings.weighting_norm.empty())
      finish(counts);
    else
      merge(counts, steps);
  }
  std::vector<Pairs> take() {
    if (!merged_.empty()) finish(merged_);
    return std::move(out_);
  }

 private:
  void finish(const std::vector<double>& counts) {
    const std::span<const int> level(level_.data() + 1, n_);
    const kernel::PairSums sums =
        kernel::reduce_pairs({n_, lanes_, roi_.settings.symmetrical_glcm, level, counts});
    for (std::size_t d = 0; d < lanes_; ++d) {
      if (sums.total[d] == 0) continue;
      out_.push_back(direction_of(sums, lanes_, d, level_, roi_.level_count));
      settle_independence(counts, lanes_, d, sums.total[d], roi_.settings.symmetrical_glcm,
                          out_.back());
    }
  }
  // Into the first lane; the others stay empty.
  void merge(const std::vector<double>& counts, std::span<const Step> steps) {
    merged_.resize(counts.size(), 0);
    for (std::size_t d = 0; d < steps.size(); ++d) {
      const double weight = direction_weight(steps[d], roi_);
      for (std::size_t k = 0; k < counts.size(); k += lanes_) merged_[k] += weight * counts[k + d];
    }
  }

  const Roi& roi_;
  const std::vector<int>& level_;
  std::size_t lanes_, n_;
  std::vector<double> merged_;
  std::vector<Pairs> out_;
};

// Calls take(table, lanes, first direction, directions) for batches of directions.
template <class T, class Take>
void count_tables(const CodeGrid<T>& grid, const std::vector<Step>& steps, const Roi& roi,
                  Take take) {
  if (grid.codes() > most_pair_levels)
    throw Error("glcm: " + std::to_string(grid.codes()) +
                " grey levels occur in the region, at most " + std::to_string(most_pair_levels) +
                " expected: use a wider bin; " + bin_width_advice(roi));
  const std::size_t width = grid.level.size(), lanes = lanes_for(width - 1);
  const std::vector<std::ptrdiff_t> offsets = grid.offsets(steps);
  std::vector<std::uint32_t> table;
  for (std::size_t first = 0; first < steps.size(); first += lanes) {
    const std::size_t count = std::min(lanes, steps.size() - first);
    table.assign(width * width * lanes, 0);
    if (lanes == kNarrow)
      count_batch<kNarrow>(grid, &offsets[first], count, table.data());
    else
      count_side_by_side(grid, {&offsets[first], count}, table.data());
    take(table, lanes, first, count);
  }
}

template <class T>
std::vector<Pairs> pairs(const CodeGrid<T>& grid, const std::vector<Step>& steps, const Roi& roi) {
  Collector collector(roi, grid.level, lanes_for(grid.level.size() - 1));
  count_tables(grid, steps, roi,
               [&](const std::vector<std::uint32_t>& table, std::size_t, std::size_t first,
                   std::size_t count) {
                 collector.add(table, {&steps[first], count});
               });
  return collector.take();
}

template <class T>
std::vector<PairCell> cells(const CodeGrid<T>& grid, const std::vector<Step>& steps,
                            const Roi& roi) {
  const std::size_t width = grid.level.size();
  const bool symmetrical = roi.settings.symmetrical_glcm;
  std::vector<PairCell> out;
  count_tables(grid, steps, roi,
               [&](const std::vector<std::uint32_t>& table, std::size_t lanes, std::size_t first,
                   std::size_t count) {
                 for (std::size_t d = 0; d < count; ++d)
                   for (std::size_t i = 1; i < width; ++i)
                     for (std::size_t j = 1; j < width; ++j) {
                       double n = table[(i * width + j) * lanes + d];
                       if (symmetrical) n += table[(j * width + i) * lanes + d];
                       if (n > 0) out.push_back({first + d, grid.level[i], grid.level[j], n});
                     }
               });
  return out;
}

}  // namespace

double log2_of(double p) { return std::log2(p + std::numeric_limits<double>::epsilon()); }

std::vector<Pairs> count_pairs(const Roi& roi) {
  const std::vector<Step> steps = half_steps(roi, roi.settings.distances);
  if (steps.empty()) return {};
  return with_codes(roi, steps.size(), [&](const auto& grid) { return pairs(grid, steps, roi); });
}

std::vector<PairCell> count_pair_cells(const Roi& roi) {
  const std::vector<Step> steps = half_steps(roi, roi.settings.distances);
  if (steps.empty()) return {};
  return with_codes(roi, steps.size(), [&](const auto& grid) { return cells(grid, steps, roi); });
}

}  // namespace dlrr
