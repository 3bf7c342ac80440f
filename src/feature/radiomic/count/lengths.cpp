#include "feature/radiomic/count/lengths.h"

#include <algorithm>

#include "feature/radiomic/count/pairs.h"

namespace dlrr {
namespace {

double squares(const std::vector<double>& sums) {
  double out = 0;
  for (const double s : sums) out += s * s;
  return out;
}

double variance(const std::vector<double>& weights, const std::vector<double>& values,
                double total) {
  double mean = 0, out = 0;
  for (std::size_t i = 0; i < values.size(); ++i) mean += weights[i] / total * values[i];
  for (std::size_t i = 0; i < values.size(); ++i)
    out += weights[i] / total * (values[i] - mean) * (values[i] - mean);
  return out;
}

}  // namespace

Lengths make_lengths(std::vector<Lengths::Cell> cells) {
  Lengths t;
  t.cells = std::move(cells);
  for (const Lengths::Cell& c : t.cells) {
    t.total += c.count;
    t.voxels += c.count * c.length;
    if (t.level.empty() || t.level.back() != c.level) {
      t.level.push_back(c.level);
      t.by_level.push_back(0);
    }
    t.by_level.back() += c.count;
    t.length.push_back(c.length);
  }
  std::sort(t.length.begin(), t.length.end());
  t.length.erase(std::unique(t.length.begin(), t.length.end()), t.length.end());
  t.by_length.assign(t.length.size(), 0);
  for (const Lengths::Cell& c : t.cells) {
    const auto at = std::lower_bound(t.length.begin(), t.length.end(), c.length);
    t.by_length[at - t.length.begin()] += c.count;
  }
  return t;
}

double level_non_uniformity(const Lengths& t) { return squares(t.by_level) / t.total; }
double level_non_uniformity_normalised(const Lengths& t) {
  return level_non_uniformity(t) / t.total;
}
double length_non_uniformity(const Lengths& t) { return squares(t.by_length) / t.total; }
double length_non_uniformity_normalised(const Lengths& t) {
  return length_non_uniformity(t) / t.total;
}
double level_variance(const Lengths& t) { return variance(t.by_level, t.level, t.total); }
double length_variance(const Lengths& t) { return variance(t.by_length, t.length, t.total); }
double percentage(const Lengths& t) { return t.total / t.voxels; }

double cell_entropy(const Lengths& t) {
  double out = 0;
  for (const Lengths::Cell& c : t.cells) out -= c.count / t.total * log2_of(c.count / t.total);
  return out;
}

}  // namespace dlrr
