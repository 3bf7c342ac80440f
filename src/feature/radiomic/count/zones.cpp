#include "feature/radiomic/count/zones.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <numeric>
#include <utility>

#include "feature/radiomic/count/codes.h"
#include "kernel/neighbours.h"

namespace dlrr {
namespace {

// For a set of like neighbours (bit per step): one of each group that touches.
class Representatives {
 public:
  explicit Representatives(const std::vector<Step>& steps)
      : touching_(steps.size(), 0), answer_(std::size_t{1} << steps.size()) {
    for (std::size_t a = 0; a < steps.size(); ++a)
      for (std::size_t b = 0; b < steps.size(); ++b) {
        const Step &p = steps[a], &q = steps[b];
        const int gap = std::max({std::abs(p.x - q.x), std::abs(p.y - q.y), std::abs(p.z - q.z)});
        if (gap <= 1) touching_[a] |= 1u << b;
      }
    for (unsigned likes = 0; likes < answer_.size(); ++likes)
      answer_[likes] = static_cast<std::uint16_t>(find(likes));
  }

  unsigned of(unsigned likes) const { return answer_[likes]; }

 private:
  unsigned find(unsigned likes) const {
    unsigned out = 0;
    while (likes) {
      unsigned group = likes & (~likes + 1), before = 0;
      out |= group;
      while (group != before) {
        before = group;
        for (unsigned rest = before; rest; rest &= rest - 1)
          group |= touching_[std::countr_zero(rest)] & likes;
      }
      likes &= ~group;
    }
    return out;
  }

  std::vector<unsigned> touching_;
  std::vector<std::uint16_t> answer_;
};

// Provisional zones, numbered in the order of their first voxels; those that turn out to be one are
// joined, the earlier number being the root.
template <class T>
class Forest {
 public:
  // Room for `more` zones.
  void reserve(std::size_t more) {
    if (count_ + more <= parent_.size()) return;
    const std::size_t had = parent_.size();
    parent_.resize(2 * (count_ + more));
    std::iota(parent_.begin() + static_cast<std::ptrdiff_t>(had), parent_.end(), had);
    voxels_.resize(2 * parent_.size());
    code_.resize(parent_.size());
  }
  std::uint32_t next() const { return count_; }
  void add(T code, bool is_new) {
    code_[count_] = code;
    count_ += is_new;
  }
  // Two counters, because neighbours often share a zone and a number just written is slow to read.
  void count_voxel(std::uint32_t zone, std::size_t x) { ++voxels_[2 * zone + (x & 1)]; }
  void join(std::uint32_t a, std::uint32_t b) {
    if (a == b) return;
    a = root(a);
    b = root(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }
  // Code and voxels of every zone.
  std::vector<std::pair<T, std::uint32_t>> zones() const {
    std::vector<std::uint32_t> voxels(count_);
    for (std::uint32_t i = 0; i < count_; ++i) voxels[i] = voxels_[2 * i] + voxels_[2 * i + 1];
    for (std::uint32_t i = count_; i-- > 0;)
      if (parent_[i] != i) voxels[parent_[i]] += voxels[i];
    std::vector<std::pair<T, std::uint32_t>> out;
    for (std::uint32_t i = 0; i < count_; ++i)
      if (parent_[i] == i) out.push_back({code_[i], voxels[i]});
    return out;
  }

 private:
  std::uint32_t root(std::uint32_t at) {
    while (parent_[at] != at) at = parent_[at] = parent_[parent_[at]];
    return at;
  }

  std::uint32_t count_ = 0;
  std::vector<std::uint32_t> parent_, voxels_;
  std::vector<T> code_;
};

// The zone of each voxel in this slice and in the one before it.
class ZoneSlices {
 public:
  explicit ZoneSlices(const Index3& size)
      : row_(size[0]), slice_(static_cast<std::size_t>(size[0]) * size[1]), zone_(2 * slice_) {}

  // Where the zone of the voxel `step` before the first one of `row` stands.
  std::uint32_t* before(const CodeStretch& part, const Step& step, std::ptrdiff_t first) {
    const std::size_t z = static_cast<std::size_t>(part.z - step.z) & 1;
    const std::ptrdiff_t plane = step.x + step.y * row_;
    return zone_.data() + z * slice_ + (first - plane);
  }
  std::ptrdiff_t in_slice(std::ptrdiff_t at) const {
    return at % static_cast<std::ptrdiff_t>(slice_);
  }

 private:
  std::ptrdiff_t row_;
  std::size_t slice_;
  std::vector<std::uint32_t> zone_;
};

// The 13 steps of three dimensions are answered once and for all.
const Representatives& of_all_steps(const std::vector<Step>& steps) {
  static const Representatives all(steps);
  return all;
}

// One pass: a voxel takes the zone of a like neighbour before it and joins the other groups of
// them.
template <class T>
Forest<T> find_zones(const CodeGrid<T>& grid, const std::vector<Step>& steps,
                     const Representatives& representatives) {
  const std::vector<std::ptrdiff_t> back = grid.offsets(steps);
  std::vector<std::uint16_t> likes(grid.most_voxels() + kernel::kSlack);
  ZoneSlices slices(grid.size);
  constexpr unsigned kNoStep = 1u << 13;
  std::array<std::uint32_t*, 14> before{};  // one for every step, the last for none
  Forest<T> forest;
  for (const CodeSlice& slice : grid.slices) {
    kernel::like_bits(grid.code.data() + slice.at, back, slice.voxels, likes.data());
    for (const CodeStretch& part : grid.in(slice)) {
      const T* const code = grid.code.data() + part.at;
      const std::uint16_t* const bits = likes.data() + (part.at - slice.at);
      const std::ptrdiff_t first = slices.in_slice(part.at);
      for (std::size_t s = 0; s < steps.size(); ++s)
        before[s] = slices.before(part, steps[s], first);
      std::uint32_t* const zone = before[13] = slices.before(part, {}, first);
      forest.reserve(part.voxels + 1);
      for (std::size_t x = 0; x < part.voxels; ++x) {
        unsigned groups = representatives.of(bits[x]);
        const bool is_new = groups == 0;
        const std::uint32_t like = before[std::countr_zero(groups | kNoStep)][x];
        zone[x] = is_new ? forest.next() : like;
        forest.add(code[x], is_new);
        forest.count_voxel(zone[x], x);
        for (groups &= groups - 1; groups; groups &= groups - 1)
          forest.join(zone[x], before[std::countr_zero(groups)][x]);
      }
    }
  }
  return forest;
}

// Most zones are small: those are counted in a table, only the large ones are sorted.
template <class T>
std::vector<Lengths::Cell> tally(const std::vector<std::pair<T, std::uint32_t>>& zones,
                                 int levels) {
  constexpr std::uint32_t small = 64;
  std::vector<std::uint32_t> table((static_cast<std::size_t>(levels) + 1) * small, 0);
  std::vector<std::pair<T, std::uint32_t>> large;
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
  return with_codes(roi, steps.size(), [&](const auto& grid) {
    const auto forest = steps.size() == 13 ? find_zones(grid, steps, of_all_steps(steps))
                                           : find_zones(grid, steps, Representatives(steps));
    std::vector<Lengths::Cell> cells = tally(forest.zones(), grid.codes());
    for (Lengths::Cell& c : cells) c.level = grid.level[static_cast<std::size_t>(c.level)];
    return make_lengths(std::move(cells));
  });
}

}  // namespace dlrr
