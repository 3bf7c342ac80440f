#include "feature/radiomic/count/zones.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <utility>

#include "feature/radiomic/count/steps.h"

namespace dlrr {
namespace {

// For a set of matching neighbours (bit per step): one of each group that touches. Answers are
// kept.
class Representatives {
 public:
  explicit Representatives(const std::vector<Step>& steps)
      : touching_(steps.size(), 0), known_(std::size_t{1} << steps.size(), kUnknown) {
    for (std::size_t a = 0; a < steps.size(); ++a)
      for (std::size_t b = 0; b < steps.size(); ++b) {
        const Step &p = steps[a], &q = steps[b];
        const int gap = std::max({std::abs(p.x - q.x), std::abs(p.y - q.y), std::abs(p.z - q.z)});
        if (gap <= 1) touching_[a] |= 1u << b;
      }
  }

  unsigned of(unsigned matches) {
    std::uint16_t& answer = known_[matches];
    if (answer == kUnknown) answer = static_cast<std::uint16_t>(find(matches));
    return answer;
  }

 private:
  static constexpr std::uint16_t kUnknown = 0xffff;  // never an answer: at most 13 steps

  unsigned find(unsigned matches) const {
    unsigned out = 0;
    while (matches) {
      unsigned group = matches & (~matches + 1), before = 0;
      out |= group;
      while (group != before) {
        before = group;
        for (unsigned rest = before; rest; rest &= rest - 1)
          group |= touching_[std::countr_zero(rest)] & matches;
      }
      matches &= ~group;
    }
    return out;
  }

  std::vector<unsigned> touching_;
  std::vector<std::uint16_t> known_;
};

class Forest {
 public:
  explicit Forest(std::size_t size) : parent_(size, 0) {}
  void add(std::int32_t at) { parent_[at] = at; }
  std::int32_t root(std::int32_t at) {
    while (parent_[at] != at) at = parent_[at] = parent_[parent_[at]];
    return at;
  }
  // The earlier voxel is the root, whatever the order of joining.
  void join(std::int32_t a, std::int32_t b) {
    a = root(a);
    b = root(b);
    if (a < b)
      parent_[b] = a;
    else
      parent_[a] = b;
  }

 private:
  std::vector<std::int32_t> parent_;
};

void join_all(const PaddedLevels& levels, const std::vector<Step>& steps, Forest& forest) {
  Representatives representatives(steps);
  std::vector<std::ptrdiff_t> back;
  for (const Step& s : steps) back.push_back(levels.offset(s));
  const std::uint16_t* code = levels.code.data();
  for (const std::int32_t at : levels.inside) {
    unsigned matches = 0;
    for (std::size_t a = 0; a < back.size(); ++a)
      matches |= static_cast<unsigned>(code[at - back[a]] == code[at]) << a;
    forest.add(at);
    for (unsigned some = representatives.of(matches); some; some &= some - 1)
      forest.join(at, static_cast<std::int32_t>(at - back[std::countr_zero(some)]));
  }
}

// Most zones are small: those are counted in a table, only the large ones are sorted.
std::vector<Lengths::Cell> tally(const std::vector<std::pair<std::uint16_t, std::uint32_t>>& zones,
                                 int levels) {
  constexpr std::uint32_t small = 64;
  std::vector<std::uint32_t> table((static_cast<std::size_t>(levels) + 1) * small, 0);
  std::vector<std::pair<std::uint16_t, std::uint32_t>> large;
  for (const auto& [level, size] : zones) {
    if (size < small)
      ++table[level * small + size];
    else
      large.push_back({level, size});
  }
  std::sort(large.begin(), large.end());
  std::vector<Lengths::Cell> cells;
  std::size_t next = 0;
  for (int level = 1; level <= levels; ++level) {
    for (std::uint32_t size = 1; size < small; ++size)
      if (const std::uint32_t n = table[level * small + size])
        cells.push_back(
            {static_cast<double>(level), static_cast<double>(size), static_cast<double>(n)});
    for (; next < large.size() && large[next].first == level; ++next) {
      if (next > 0 && large[next - 1] == large[next])
        cells.back().count += 1;
      else
        cells.push_back({static_cast<double>(level), static_cast<double>(large[next].second), 1});
    }
  }
  return cells;
}

}  // namespace

std::optional<Lengths> count_zones(const Roi& roi) {
  const std::vector<Step> steps = half_steps(roi, {1});
  if (steps.empty()) return std::nullopt;
  const PaddedLevels levels = pad_levels(roi, 1, Coding::rank);
  Forest forest(levels.code.size());
  join_all(levels, steps, forest);
  std::vector<std::uint32_t> voxels(levels.code.size(), 0);
  for (const std::int32_t at : levels.inside) ++voxels[forest.root(at)];
  std::vector<std::pair<std::uint16_t, std::uint32_t>> zones;
  for (const std::int32_t at : levels.inside)
    if (voxels[at] > 0) zones.push_back({levels.code[at], voxels[at]});
  std::vector<Lengths::Cell> cells = tally(zones, levels.codes);
  for (Lengths::Cell& c : cells) c.level = levels.level[static_cast<std::size_t>(c.level)];
  return make_lengths(std::move(cells));
}

}  // namespace dlrr
