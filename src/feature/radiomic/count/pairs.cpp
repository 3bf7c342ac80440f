#include "feature/radiomic/count/pairs.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include "base/error.h"
#include "feature/radiomic/count/steps.h"
#include "feature/radiomic/level_hint.h"

namespace dlrr {
namespace {

using Table =
    std::vector<std::uint32_t>;  // (codes + 1) squared, row and column 0 collect the outside

// All directions of a batch in one pass over the voxels, so each voxel's row of the image is read
// once.
void count_batch(const PaddedLevels& levels, const std::vector<Step>& steps,
                 std::vector<Table>& tables) {
  const std::size_t width = static_cast<std::size_t>(levels.codes) + 1;
  std::vector<std::ptrdiff_t> offsets;
  for (const Step& s : steps) offsets.push_back(levels.offset(s));
  tables.assign(steps.size(), Table(width * width, 0));
  std::vector<std::uint32_t*> counters;
  for (Table& t : tables) counters.push_back(t.data());
  const std::uint16_t* code = levels.code.data();
  for (const std::int32_t at : levels.inside) {
    const std::size_t row = code[at] * width;
    for (std::size_t a = 0; a < offsets.size(); ++a) ++counters[a][row + code[at + offsets[a]]];
  }
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

// Adds weight * counts to a plain (ranks x ranks) matrix.
void add_table(const Table& table, std::size_t n, bool symmetrical, double weight,
               std::vector<double>& sum) {
  const std::size_t width = n + 1;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      double count = table[(i + 1) * width + j + 1];
      if (symmetrical) count += table[(j + 1) * width + i + 1];
      sum[i * n + j] += weight * count;
    }
}

void add_cells(const std::vector<double>& matrix, double total, Pairs& pairs) {
  const std::size_t n = pairs.level.size();
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      const double p = matrix[i * n + j] / total;
      if (p == 0) continue;
      pairs.cells.push_back({static_cast<int>(i), static_cast<int>(j), p});
      pairs.px[i] += p;
      pairs.py[j] += p;
      pairs.sum[static_cast<std::size_t>(pairs.level[i] + pairs.level[j])] += p;
      pairs.gap[static_cast<std::size_t>(std::abs(pairs.level[i] - pairs.level[j]))] += p;
    }
}

void add_entropies(Pairs& pairs) {
  for (const Pairs::Cell& c : pairs.cells) {
    pairs.hxy -= c.p * log2_of(c.p);
    pairs.hxy1 -= c.p * log2_of(pairs.px[c.i] * pairs.py[c.j]);
  }
  for (std::size_t i = 0; i < pairs.level.size(); ++i) {
    pairs.ux += pairs.level[i] * pairs.px[i];
    pairs.uy += pairs.level[i] * pairs.py[i];
    if (pairs.px[i] == 0) continue;
    pairs.hx -= pairs.px[i] * log2_of(pairs.px[i]);
    for (const double q : pairs.py)
      if (q > 0) pairs.hxy2 -= pairs.px[i] * q * log2_of(pairs.px[i] * q);
  }
}

std::optional<Pairs> finish(const std::vector<double>& matrix, const PaddedLevels& levels,
                            int top) {
  double total = 0;
  for (const double count : matrix) total += count;
  if (total == 0) return std::nullopt;
  Pairs pairs;
  pairs.levels = top;
  pairs.level.assign(levels.level.begin() + 1, levels.level.end());
  pairs.px.assign(levels.codes, 0);
  pairs.py.assign(levels.codes, 0);
  pairs.sum.assign(2 * static_cast<std::size_t>(top) + 1, 0);
  pairs.gap.assign(top, 0);
  add_cells(matrix, total, pairs);
  add_entropies(pairs);
  return pairs;
}

// Turns the tables of single directions into matrices: one each, or all weighted and added to one.
class Collector {
 public:
  Collector(const Roi& roi, const PaddedLevels& levels)
      : roi_(roi),
        levels_(levels),
        merge_(!roi.settings.weighting_norm.empty()),
        matrix_(cells(), 0.0) {}

  void add(const Table& table, const Step& step) {
    const double weight = merge_ ? direction_weight(step, roi_) : 1;
    add_table(table, static_cast<std::size_t>(levels_.codes), roi_.settings.symmetrical_glcm,
              weight, matrix_);
    if (merge_) return;
    close();
    matrix_.assign(cells(), 0.0);
  }
  std::vector<Pairs> take() {
    if (merge_) close();
    return std::move(out_);
  }

 private:
  std::size_t cells() const {
    return static_cast<std::size_t>(levels_.codes) * static_cast<std::size_t>(levels_.codes);
  }
  void close() {
    if (auto pairs = finish(matrix_, levels_, roi_.level_count)) out_.push_back(std::move(*pairs));
  }

  const Roi& roi_;
  const PaddedLevels& levels_;
  bool merge_;
  std::vector<double> matrix_;
  std::vector<Pairs> out_;
};

}  // namespace

double log2_of(double p) { return std::log2(p + std::numeric_limits<double>::epsilon()); }

std::vector<Pairs> count_pairs(const Roi& roi) {
  const std::vector<Step> steps = half_steps(roi, roi.settings.distances);
  if (steps.empty()) return {};
  const int reach = *std::max_element(roi.settings.distances.begin(), roi.settings.distances.end());
  const PaddedLevels levels = pad_levels(roi, reach, Coding::rank);
  if (levels.codes > most_pair_levels)
    throw Error("glcm: " + std::to_string(levels.codes) +
                " grey levels occur in the region, at most " + std::to_string(most_pair_levels) +
                " expected: use a wider bin; " + bin_width_advice(roi));
  // Tables of one batch stay below 16 MiB; many levels are counted direction by direction.
  const std::size_t width = static_cast<std::size_t>(levels.codes) + 1;
  const std::size_t batch = std::max<std::size_t>(1, (std::size_t{1} << 22) / (width * width));
  Collector collector(roi, levels);
  std::vector<Table> tables;
  for (std::size_t first = 0; first < steps.size(); first += batch) {
    const std::size_t last = std::min(steps.size(), first + batch);
    const std::vector<Step> some(&steps[first], &steps[first] + (last - first));
    count_batch(levels, some, tables);
    for (std::size_t a = 0; a < some.size(); ++a) collector.add(tables[a], some[a]);
  }
  return collector.take();
}

}  // namespace dlrr
