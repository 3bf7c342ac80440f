#include "feature/radiomic/voxelwise/kernel_pairs.h"

#define EIGEN_MPL2_ONLY
#include <Eigen/Eigenvalues>
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

// Which costly sums the wanted features read: logarithms take most of the time, eigenvalues more.
struct Costly {
  bool own = false;          // hx, hy, hxy
  bool cross = false;        // hxy1, hxy2
  bool sums = false;         // sum_entropy, gap_entropy
  bool correlation = false;  // maximal_correlation
};

// Asks each feature: is its value lost when a sum is?
Costly costly_of(std::span<const FeatureRow<Pairs>* const> rows) {
  Pairs sample;
  sample.level = {1, 2};
  sample.px = sample.py = {0.5, 0.5};
  sample.sum = {0, 0, 0.375, 0.25, 0.375};
  sample.gap = {0.75, 0.25};
  sample.ux = sample.uy = 1.5;
  sample.hx = sample.hy = sample.hxy = sample.hxy1 = 1, sample.hxy2 = 2, sample.levels = 2;
  sample.product = 2.375, sample.covariance = 0.125, sample.energy = 0.3125, sample.most = 0.375;
  const auto reads = [&](double Pairs::*sum) {
    Pairs lost = sample;
    lost.*sum = nan;
    return std::any_of(rows.begin(), rows.end(), [&](const FeatureRow<Pairs>* row) {
      return std::isnan(row->value(lost)) && !std::isnan(row->value(sample));
    });
  };
  return {reads(&Pairs::hx) || reads(&Pairs::hy) || reads(&Pairs::hxy),
          reads(&Pairs::hxy1) || reads(&Pairs::hxy2),
          reads(&Pairs::sum_entropy) || reads(&Pairs::gap_entropy),
          reads(&Pairs::maximal_correlation)};
}

// log2(p + eps), remembered: the shares of small tables are few numbers that come again and again.
class Logarithms {
 public:
  double of(double p) {
    const auto bits = std::bit_cast<std::uint64_t>(p);
    Known& known = known_[bits * 0x9e3779b97f4a7c15u >> (64 - kBits)];
    if (known.bits != bits) known = {bits, log2_of(p)};
    return known.value;
  }

 private:
  static constexpr int kBits = 13;
  struct Known {
    std::uint64_t bits = ~std::uint64_t{0};  // no share has these
    double value = 0;
  };
  std::vector<Known> known_ = std::vector<Known>(std::size_t{1} << kBits);
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
  KernelPairs(const KernelField& field, const Costly& costly)
      : field_(field), costly_(costly), code_of_(field.level.size(), 0) {
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
    for (const Cell& c : cells_)
      pairs_.covariance += (pairs_.level[c.i] - pairs_.ux) * (pairs_.level[c.j] - pairs_.uy) * c.p;
    if (costly_.own) add_own_entropies();
    if (costly_.cross) add_cross_entropies();
    if (costly_.sums) {
      pairs_.sum_entropy = entropy(pairs_.sum);
      pairs_.gap_entropy = entropy(pairs_.gap);
    }
    if (costly_.correlation) pairs_.maximal_correlation = maximal_correlation();
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
    cells_.clear();
    pairs_.px.assign(pairs_.level.size(), 0);
    pairs_.py.assign(pairs_.level.size(), 0);
    pairs_.sum.assign(2 * high + 1, 0);
    pairs_.gap.assign(high - low + 1, 0);
    pairs_.ux = pairs_.uy = pairs_.hx = pairs_.hy = pairs_.hxy = pairs_.hxy1 = pairs_.hxy2 = 0;
    pairs_.product = pairs_.covariance = pairs_.energy = pairs_.most = 0;
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
    cells_.push_back({i, j, p});
    pairs_.product += pairs_.level[i] * pairs_.level[j] * p;
    pairs_.energy += p * p;
    pairs_.most = std::max(pairs_.most, p);
    pairs_.px[i] += p;
    pairs_.py[j] += p;
    pairs_.sum[static_cast<std::size_t>(pairs_.level[i] + pairs_.level[j])] += p;
    pairs_.gap[static_cast<std::size_t>(std::abs(pairs_.level[i] - pairs_.level[j]))] += p;
  }

  void add_own_entropies() {
    for (const Cell& c : cells_) pairs_.hxy -= c.p * logarithms_.of(c.p);
    pairs_.hx = entropy(pairs_.px);
    pairs_.hy = field_.roi.settings.symmetrical_glcm ? pairs_.hx : entropy(pairs_.py);
  }

  void add_cross_entropies() {
    x_.find(pairs_.px);
    y_.find(pairs_.py);
    const std::size_t width = y_.value.size();
    product_log_.clear();
    for (const double px : x_.value)
      for (const double py : y_.value)
        product_log_.push_back(px > 0 && py > 0 ? logarithms_.of(px * py) : 0);
    for (const Cell& c : cells_)
      pairs_.hxy1 -= c.p * product_log_[x_.which[c.i] * width + y_.which[c.j]];
    for (std::size_t i = 0; i < codes_; ++i) {
      if (pairs_.px[i] == 0) continue;
      const double* row = &product_log_[x_.which[i] * width];
      for (std::size_t j = 0; j < codes_; ++j)
        if (pairs_.py[j] > 0) pairs_.hxy2 -= pairs_.px[i] * pairs_.py[j] * row[y_.which[j]];
    }
  }

  double entropy(const std::vector<double>& weights) {
    double out = 0;
    for (const double w : weights) out -= w > 0 ? w * logarithms_.of(w) : 0;
    return out;
  }

  // The second largest singular value of p(i,j) / sqrt(px(i) py(j)). In PyRadiomics' matrices
  // levels that only other kernels have are rows of zeros: a flat kernel then has a second value,
  // 0.
  double maximal_correlation() const {
    if (codes_ < 2) return field_.ranks() > 1 ? 0 : 1;
    const auto n = static_cast<Eigen::Index>(codes_);
    Eigen::MatrixXd a = Eigen::MatrixXd::Zero(n, n), q = a;
    for (const Cell& c : cells_)
      a(static_cast<Eigen::Index>(c.i), static_cast<Eigen::Index>(c.j)) =
          c.p / std::sqrt(pairs_.px[c.i] * pairs_.py[c.j] + std::numeric_limits<double>::epsilon());
    q.selfadjointView<Eigen::Lower>().rankUpdate(a);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(q, Eigen::EigenvaluesOnly);
    return std::sqrt(std::max(0.0, solver.eigenvalues()[n - 2]));
  }

  struct Cell {
    std::size_t i = 0, j = 0;  // ranks of the levels, from 0
    double p = 0;
  };

  const KernelField& field_;
  Costly costly_;
  std::vector<std::vector<PlacePair>> directions_;
  std::vector<std::uint16_t> ranks_, code_;  // of each place in the kernel; 0 outside
  std::vector<std::uint16_t> code_of_;       // of each rank
  std::vector<std::uint64_t> present_;       // a bit per rank
  std::size_t codes_ = 0, width_ = 1, words_ = 1;
  std::vector<std::uint32_t> table_;      // pairs by codes
  std::vector<std::uint64_t> cell_bits_;  // a bit per cell of the table that was touched
  std::vector<Cell> cells_;               // not empty, row by row
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
  const Costly costly = costly_of(rows);
  std::vector<std::vector<double>> out(rows.size(), std::vector<double>(centres, nan));
  Progress progress("map", chunks, quiet);
  parallel_for(chunks, threads, [&](std::size_t chunk) {
    KernelPairs kernel(field, costly);
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
