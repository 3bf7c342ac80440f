#include "feature/radiomic/count/zones.h"

#include <algorithm>
#include <utility>

#include "feature/radiomic/count/steps.h"

namespace dlrr {
namespace {

struct Run {
  int first = 0, last = 0;  // x
  std::uint16_t level = 0;
};

class Zones {
 public:
  // `reach`: 1 on the axes along which voxels connect, else 0.
  Zones(const Roi& roi, const Index3& reach) : roi_(roi), size_(roi.mask.geometry.size), reach_(reach) {}

  Lengths count() {
    cut_rows();
    parent_.resize(runs_.size());
    for (std::size_t i = 0; i < parent_.size(); ++i) parent_[i] = static_cast<std::uint32_t>(i);
    for (int z = 0; z < size_[2]; ++z)
      for (int y = 0; y < size_[1]; ++y) join_row(y, z);
    return sizes();
  }

 private:
  std::size_t row(int y, int z) const { return static_cast<std::size_t>(z) * size_[1] + y; }

  void cut_rows() {
    row_start_.reserve(static_cast<std::size_t>(size_[1]) * size_[2] + 1);
    const std::uint16_t* level = roi_.levels.data();
    for (int r = 0; r < size_[1] * size_[2]; ++r, level += size_[0]) {
      row_start_.push_back(runs_.size());
      for (int x = 0; x < size_[0]; ++x) {
        if (!level[x]) continue;
        const bool grows = reach_[0] && x > 0 && level[x - 1] == level[x];
        if (grows) runs_.back().last = x;
        else runs_.push_back({x, x, level[x]});
      }
    }
    row_start_.push_back(runs_.size());
  }

  void join_row(int y, int z) {
    if (reach_[1] && y > 0) join(row(y, z), row(y - 1, z));
    if (!reach_[2] || z == 0) return;
    for (int dy = -reach_[1]; dy <= reach_[1]; ++dy)
      if (y + dy >= 0 && y + dy < size_[1]) join(row(y, z), row(y + dy, z - 1));
  }

  // Both rows are sorted, so the first run that can touch only moves forward.
  void join(std::size_t a_row, std::size_t b_row) {
    std::size_t low = row_start_[b_row];
    const std::size_t end = row_start_[b_row + 1];
    for (std::size_t a = row_start_[a_row]; a < row_start_[a_row + 1]; ++a) {
      const Run run = runs_[a];
      while (low < end && runs_[low].last < run.first - reach_[0]) ++low;
      for (std::size_t b = low; b < end && runs_[b].first <= run.last + reach_[0]; ++b)
        if (runs_[b].level == run.level) unite(static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b));
    }
  }

  std::uint32_t find(std::uint32_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void unite(std::uint32_t a, std::uint32_t b) {
    a = find(a);
    b = find(b);
    if (a < b) std::swap(a, b);
    parent_[a] = b;  // the smaller number is the root, whatever the order of joining
  }

  Lengths sizes() {
    std::vector<std::uint32_t> voxels(runs_.size(), 0);
    for (std::size_t i = 0; i < runs_.size(); ++i)
      voxels[find(static_cast<std::uint32_t>(i))] += static_cast<std::uint32_t>(runs_[i].last - runs_[i].first + 1);
    std::vector<std::uint64_t> keys;  // level and size in one number
    for (std::size_t i = 0; i < runs_.size(); ++i)
      if (voxels[i] > 0) keys.push_back(std::uint64_t{runs_[i].level} << 32 | voxels[i]);
    return make_lengths(tally(std::move(keys)));
  }

  // Most zones are small: those are counted in a table, only the large ones are sorted.
  std::vector<Lengths::Cell> tally(std::vector<std::uint64_t> keys) const {
    constexpr std::uint32_t small = 64;
    std::vector<std::uint32_t> table((static_cast<std::size_t>(roi_.level_count) + 1) * small, 0);
    std::vector<std::uint64_t> large;
    for (const std::uint64_t key : keys) {
      const auto size = static_cast<std::uint32_t>(key);
      if (size < small) ++table[(key >> 32) * small + size];
      else large.push_back(key);
    }
    std::sort(large.begin(), large.end());
    std::vector<Lengths::Cell> cells;
    std::size_t next = 0;
    for (int level = 1; level <= roi_.level_count; ++level) {
      for (std::uint32_t size = 1; size < small; ++size)
        if (const std::uint32_t n = table[level * std::size_t{small} + size])
          cells.push_back({double(level), double(size), double(n)});
      for (; next < large.size() && large[next] >> 32 == static_cast<std::uint64_t>(level); ++next) {
        const double size = static_cast<std::uint32_t>(large[next]);
        const bool same = next > 0 && large[next - 1] == large[next];
        if (same) cells.back().count += 1;
        else cells.push_back({double(level), size, 1});
      }
    }
    return cells;
  }

  const Roi& roi_;
  Index3 size_, reach_;
  std::vector<Run> runs_;
  std::vector<std::size_t> row_start_;
  std::vector<std::uint32_t> parent_;
};

}  // namespace

std::optional<Lengths> count_zones(const Roi& roi) {
  if (half_steps(roi, {1}).empty()) return std::nullopt;
  Index3 reach{1, 1, 1};
  if (roi.settings.force_2d) reach[2 - roi.settings.force_2d_dimension] = 0;
  return Zones(roi, reach).count();
}

}  // namespace dlrr
