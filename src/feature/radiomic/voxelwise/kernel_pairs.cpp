#include "feature/radiomic/voxelwise/kernel_pairs.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "base/parallel.h"
#include "base/progress.h"
#include "feature/radiomic/count/pairs.h"
#include "feature/radiomic/count/steps.h"

namespace dlrr {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kChunk = 256;  // kernels per work item

// Which entropies the wanted features read; logarithms take most of the time.
struct Entropies {
  bool own = false;    // hx, hxy
  bool cross = false;  // hxy1, hxy2
};

// Asks each feature: is its value lost when an entropy is?
Entropies entropies_of(std::span<const FeatureRow<Pairs>* const> rows) {
  Pairs sample;
  sample.level = {1, 2};
  for (int i = 0; i < 2; ++i)
    for (int j = 0; j < 2; ++j) sample.cells.push_back({i, j, i == j ? 0.375 : 0.125});
  sample.px = sample.py = {0.5, 0.5};
  sample.sum = {0, 0, 0.375, 0.25, 0.375};
  sample.gap = {0.75, 0.25};
  sample.ux = sample.uy = 1.5;
  sample.hx = sample.hxy = sample.hxy1 = 1, sample.hxy2 = 2, sample.levels = 2;
  const auto reads = [&](double Pairs::*entropy) {
    Pairs lost = sample;
    lost.*entropy = nan;
    return std::any_of(rows.begin(), rows.end(), [&](const FeatureRow<Pairs>* row) {
      return std::isnan(row->value(lost)) && !std::isnan(row->value(sample));
    });
  };
  return {reads(&Pairs::hx) || reads(&Pairs::hxy), reads(&Pairs::hxy1) || reads(&Pairs::hxy2)};
}

// log2(n / total + eps) for whole numbers, kept once computed.
class Logarithms {
 public:
  double of(std::size_t n, std::size_t total) {
    if (total > kMost) return log2_of(static_cast<double>(n) / static_cast<double>(total));
    if (known_.size() <= total) known_.resize(total + 1);
    std::vector<double>& row = known_[total];
    if (row.empty()) row.assign(total + 1, nan);
    if (std::isnan(row[n])) row[n] = log2_of(static_cast<double>(n) / static_cast<double>(total));
    return row[n];
  }

 private:
  static constexpr std::size_t kMost = 512;
  std::vector<std::vector<double>> known_;
};

// Equal values share a number: marginals of a small matrix take few values.
struct Distinct {
  std::vector<double> value;
  std::vector<std::size_t> which;  // of each marginal

  void find(const std::vector<double>& marginal) {
    value.clear();
    which.clear();
    for (const double p : marginal) {
      const auto at = std::find(value.begin(), value.end(), p);
      which.push_back(static_cast<std::size_t>(at - value.begin()));
      if (at == value.end()) value.push_back(p);
    }
  }
};

// Pairs of places in a full kernel that are one step apart.
struct PlacePair {
  std::uint16_t from, to;
};

std::vector<PlacePair> place_pairs(const Step& step, const Index3& radius) {
  const Index3 n{2 * radius[0] + 1, 2 * radius[1] + 1, 2 * radius[2] + 1};
  const auto place = [&](int x, int y, int z) {
    return static_cast<std::uint16_t>(x + n[0] * (y + n[1] * z));
  };
  std::vector<PlacePair> out;
  for (int z = std::max(0, -step.z); z < n[2] - std::max(0, step.z); ++z)
    for (int y = std::max(0, -step.y); y < n[1] - std::max(0, step.y); ++y)
      for (int x = std::max(0, -step.x); x < n[0] - std::max(0, step.x); ++x)
        out.push_back({place(x, y, z), place(x + step.x, y + step.y, z + step.z)});
  return out;
}

class KernelPairs {
 public:
  KernelPairs(const KernelField& field, const Entropies& entropies)
      : field_(field), entropies_(entropies), code_of_(field.level.size(), 0) {
    for (const Step& step : half_steps(field.roi, field.roi.settings.distances))
      directions_.push_back(place_pairs(step, field.radius));
  }

  std::size_t directions() const { return directions_.size(); }

  // Reads the levels of the kernel about a voxel: codes 1, 2, ... over those that occur.
  void read(std::int32_t centre) {
    const Index3 at = field_.place(centre), &n = field_.size(), &r = field_.radius;
    ranks_.clear();
    for (int z = at[2] - r[2]; z <= at[2] + r[2]; ++z)
      for (int y = at[1] - r[1]; y <= at[1] + r[1]; ++y)
        for (int x = at[0] - r[0]; x <= at[0] + r[0]; ++x) {
          const bool inside = x >= 0 && y >= 0 && z >= 0 && x < n[0] && y < n[1] && z < n[2];
          ranks_.push_back(inside ? field_.rank[field_.roi.mask.geometry.offset(x, y, z)] : 0);
        }
    assign_codes();
  }

  // The matrix of one direction; nothing when the kernel has no pair in it.
  const Pairs* count(std::size_t direction) {
    const std::size_t total = add_pairs(directions_[direction]);
    if (total == 0) return nullptr;
    start_sums();
    take_cells(total);
    for (std::size_t i = 0; i < codes_; ++i) {
      pairs_.ux += pairs_.level[i] * pairs_.px[i];
      pairs_.uy += pairs_.level[i] * pairs_.py[i];
    }
    if (entropies_.own || entropies_.cross) add_own_entropies(total);
    if (entropies_.cross) add_cross_entropies();
    return &pairs_;
  }

 private:
  void assign_codes() {
    present_.assign(field_.level.size() / 64 + 1, 0);
    for (const std::uint16_t rank : ranks_) present_[rank / 64] |= std::uint64_t{1} << rank % 64;
    present_[0] &= ~std::uint64_t{1};
    pairs_.level.clear();
    for (std::size_t w = 0; w < present_.size(); ++w)
      for (std::uint64_t bits = present_[w]; bits; bits &= bits - 1) {
        const std::size_t rank = 64 * w + static_cast<std::size_t>(std::countr_zero(bits));
        pairs_.level.push_back(field_.level[rank]);
        code_of_[rank] = static_cast<std::uint16_t>(pairs_.level.size());
      }
    codes_ = pairs_.level.size();
    code_.clear();
    for (const std::uint16_t rank : ranks_) code_.push_back(code_of_[rank]);
    // Levels that only other kernels have are rows of zeros; MCC asks whether there are any.
    if (static_cast<int>(codes_) < field_.ranks()) pairs_.level.push_back(0);
    width_ = codes_ + 1;
    words_ = width_ / 64 + 1;
    table_.assign(width_ * width_, 0);
    cell_bits_.assign(width_ * words_, 0);
  }

  // Row and column 0 collect what is outside.
  std::size_t add_pairs(const std::vector<PlacePair>& places) {
    const bool both = field_.roi.settings.symmetrical_glcm;
    std::size_t total = 0;
    const auto add = [&](std::size_t i, std::size_t j) {
      ++table_[i * width_ + j];
      cell_bits_[i * words_ + j / 64] |= std::uint64_t{1} << j % 64;
    };
    for (const PlacePair& p : places) {
      const std::size_t i = code_[p.from], j = code_[p.to];
      total += i != 0 && j != 0;
      add(i, j);
      if (both) add(j, i);
    }
    if (total == 0) clear_cells();
    return both ? 2 * total : total;
  }

  void clear_cells() {
    std::fill(table_.begin(), table_.end(), 0u);
    std::fill(cell_bits_.begin(), cell_bits_.end(), 0u);
  }

  void start_sums() {
    const auto low = static_cast<std::size_t>(pairs_.level[0]),
               high = static_cast<std::size_t>(pairs_.level[codes_ - 1]);
    pairs_.cells.clear();
    counts_.clear();
    pairs_.px.assign(pairs_.level.size(), 0);
    pairs_.py.assign(pairs_.level.size(), 0);
    pairs_.sum.assign(2 * high + 1, 0);
    pairs_.gap.assign(high - low + 1, 0);
    pairs_.ux = pairs_.uy = pairs_.hx = pairs_.hxy = pairs_.hxy1 = pairs_.hxy2 = 0;
    pairs_.levels = field_.roi.level_count;
  }

  // Moves the counts into cells, row by row, and leaves the table empty.
  void take_cells(std::size_t total) {
    for (std::size_t i = 1; i < width_; ++i)
      for (std::size_t w = 0; w < words_; ++w) {
        std::uint64_t& word = cell_bits_[i * words_ + w];
        if (w == 0) word &= ~std::uint64_t{1};
        for (; word; word &= word - 1) {
          const std::size_t j = 64 * w + static_cast<std::size_t>(std::countr_zero(word));
          std::uint32_t& count = table_[i * width_ + j];
          add_cell(i - 1, j - 1, count, static_cast<double>(total));
          count = 0;
        }
      }
    std::fill_n(cell_bits_.begin(), words_, 0u);
  }

  void add_cell(std::size_t i, std::size_t j, std::uint32_t count, double total) {
    const double p = count / total;
    pairs_.cells.push_back({static_cast<int>(i), static_cast<int>(j), p});
    counts_.push_back(count);
    pairs_.px[i] += p;
    pairs_.py[j] += p;
    pairs_.sum[static_cast<std::size_t>(pairs_.level[i] + pairs_.level[j])] += p;
    pairs_.gap[static_cast<std::size_t>(std::abs(pairs_.level[i] - pairs_.level[j]))] += p;
  }

  void add_own_entropies(std::size_t total) {
    for (std::size_t c = 0; c < counts_.size(); ++c)
      pairs_.hxy -= pairs_.cells[c].p * logarithms_.of(counts_[c], total);
    for (std::size_t i = 0; i < codes_; ++i)
      if (pairs_.px[i] > 0) pairs_.hx -= pairs_.px[i] * log2_of(pairs_.px[i]);
  }

  void add_cross_entropies() {
    x_.find(pairs_.px);
    y_.find(pairs_.py);
    const std::size_t width = y_.value.size();
    product_log_.clear();
    for (const double px : x_.value)
      for (const double py : y_.value)
        product_log_.push_back(px > 0 && py > 0 ? log2_of(px * py) : 0);
    for (const Pairs::Cell& c : pairs_.cells)
      pairs_.hxy1 -= c.p * product_log_[x_.which[static_cast<std::size_t>(c.i)] * width +
                                        y_.which[static_cast<std::size_t>(c.j)]];
    for (std::size_t i = 0; i < codes_; ++i) {
      if (pairs_.px[i] == 0) continue;
      const double* row = &product_log_[x_.which[i] * width];
      for (std::size_t j = 0; j < codes_; ++j)
        if (pairs_.py[j] > 0) pairs_.hxy2 -= pairs_.px[i] * pairs_.py[j] * row[y_.which[j]];
    }
  }

  const KernelField& field_;
  Entropies entropies_;
  std::vector<std::vector<PlacePair>> directions_;
  std::vector<std::uint16_t> ranks_, code_;  // of each place in the kernel; 0 outside
  std::vector<std::uint16_t> code_of_;       // of each rank
  std::vector<std::uint64_t> present_;       // a bit per rank
  std::size_t codes_ = 0, width_ = 1, words_ = 1;
  std::vector<std::uint32_t> table_;      // pairs by codes
  std::vector<std::uint64_t> cell_bits_;  // a bit per cell of the table that was touched
  std::vector<std::uint32_t> counts_;     // of each cell of pairs_
  Distinct x_, y_;
  std::vector<double> product_log_;
  Logarithms logarithms_;
  Pairs pairs_;
};

// Mean over the directions with a pair; values that are not numbers are left out.
void measure(KernelPairs& kernel, std::span<const FeatureRow<Pairs>* const> rows,
             std::vector<double>& sum, std::vector<double>& used) {
  sum.assign(rows.size(), 0);
  used.assign(rows.size(), 0);
  for (std::size_t d = 0; d < kernel.directions(); ++d) {
    const Pairs* pairs = kernel.count(d);
    if (!pairs) continue;
    for (std::size_t f = 0; f < rows.size(); ++f) {
      const double value = rows[f]->value(*pairs);
      if (std::isnan(value)) continue;
      sum[f] += value;
      used[f] += 1;
    }
  }
}

}  // namespace

std::vector<std::vector<double>> pair_values(const KernelField& field,
                                             std::span<const FeatureRow<Pairs>* const> rows,
                                             unsigned threads, bool quiet) {
  const std::size_t centres = field.centres.size(), chunks = (centres + kChunk - 1) / kChunk;
  const Entropies entropies = entropies_of(rows);
  std::vector<std::vector<double>> out(rows.size(), std::vector<double>(centres, nan));
  Progress progress("map", chunks, quiet);
  parallel_for(chunks, threads, [&](std::size_t chunk) {
    KernelPairs kernel(field, entropies);
    std::vector<double> sum, used;
    const std::size_t last = std::min(centres, (chunk + 1) * kChunk);
    for (std::size_t i = chunk * kChunk; i < last; ++i) {
      kernel.read(field.centres[i]);
      measure(kernel, rows, sum, used);
      for (std::size_t f = 0; f < rows.size(); ++f)
        if (used[f] > 0) out[f][i] = sum[f] / used[f];
    }
    progress.done();
  });
  return out;
}

}  // namespace dlrr
