#include "feature/radiomic/count/runs.h"

#include <algorithm>
#include <cmath>

#include "feature/radiomic/count/codes.h"
#include "kernel/neighbours.h"
#include "kernel/runs.h"

namespace dlrr {
namespace {

struct RunTable {
  std::vector<double> count;  // [code * width() + length]
  std::size_t longest = 0;
  std::size_t width() const { return longest + 1; }
};

// Runs of two and more voxels in one direction: [code * (longest + 1) + length].
template <class T>
class RunCounter {
 public:
  RunCounter(const CodeGrid<T>& grid, std::size_t longest)
      : grid_(grid),
        width_(longest + 1),
        cells_(grid.level.size() * width_),
        slice_(static_cast<std::ptrdiff_t>(grid.size[0]) * grid.size[1]),
        most_(static_cast<std::ptrdiff_t>(grid.size[0] + 1) * (grid.size[2] + 1)),
        lengths_(static_cast<std::size_t>(slice_ + 2 * most_) + kernel::kSlack),
        ends_(kKept + grid.most_voxels() + kernel::kSlack),
        table_(4 * cells_) {}

  const std::vector<std::uint32_t>& count(const Step& step) {
    std::fill(table_.begin(), table_.end(), 0);
    any_ = false;
    if (step.z != 0) {
      for (const CodeSlice& slice : grid_.slices) between_slices(slice, grid_.offset(step));
    } else if (step.y != 0 && grid_.offset(step) >= static_cast<int>(kernel::kSlack)) {
      for (const CodeSlice& slice : grid_.slices) between_rows(slice, grid_.offset(step));
    } else if (step.y != 0) {
      for (const CodeStretch& part : grid_.stretches) between_rows(part, grid_.offset(step));
    } else {
      for (const CodeStretch& part : grid_.stretches) along_row(part);
    }
    take_reports();
    for (std::size_t i = 0; i < cells_; ++i)
      for (std::size_t k = 1; k < 4; ++k) table_[i] += table_[k * cells_ + i];
    return table_;
  }
  bool any() const { return any_; }  // were there any in the last direction?

 private:
  using Report = std::conditional_t<sizeof(T) == 1, std::uint16_t, std::uint32_t>;
  static constexpr std::size_t kKept = 4096;

  void take_reports() {
    for (; kept_ % 4; ++kept_) ends_[kept_] = 0;  // code 0 is not looked at
    for (std::size_t i = 0; i < kept_; i += 4)
      for (std::size_t k = 0; k < 4; ++k) ++table_[k * cells_ + ends_[i + k]];
    any_ |= kept_ > 0;
    kept_ = 0;
  }
  void keep(std::size_t reports) {
    kept_ += reports;
    if (kept_ > kKept) take_reports();
  }

  void along_row(const CodeStretch& part) {
    const T* const code = grid_.code.data() + part.at;
    Report* const ends = ends_.data() + kept_;
    std::size_t n = 0;
    unsigned length = 0;
    for (std::size_t x = 0; x < part.voxels; ++x) {
      const unsigned same = code[x] == code[x - 1];
      length = (length & (0u - same)) + 1;
      ends[n] = static_cast<Report>(code[x] * width_ + length);
      n += same & (code[x] != code[x + 1]) & (code[x] != 0);  // no branch: ends are everywhere
    }
    keep(n);
  }

  // Lengths stand where their voxels are in the slice; a row or a slice at once.
  template <class Stretch>
  void between_rows(const Stretch& some, std::ptrdiff_t step) {
    T* const after = lengths_.data() + most_ + some.at % slice_;
    keep(kernel::extend_runs(grid_.code.data() + some.at, step, some.voxels, width_, after - step,
                             after, ends_.data() + kept_));
  }

  // A line keeps its place from slice to slice: that of its voxel in the first slice of the box,
  // continued beyond the box where it enters later.
  void between_slices(const CodeSlice& slice, std::ptrdiff_t step) {
    T* const lengths = lengths_.data() + most_ + (slice.at - (slice.z + grid_.rim) * step);
    keep(kernel::extend_runs(grid_.code.data() + slice.at, step, slice.voxels, width_, lengths,
                             lengths, ends_.data() + kept_));
  }

  const CodeGrid<T>& grid_;
  std::size_t width_, cells_;
  std::ptrdiff_t slice_, most_;  // voxels of a slice; how far lines lead out of it
  std::vector<T> lengths_;
  std::vector<Report> ends_;
  std::size_t kept_ = 0;
  std::vector<std::uint32_t> table_;  // four, because a counter just written is slow to read again
  bool any_ = false;
};

template <class T>
bool touches(const CodeGrid<T>& grid, std::ptrdiff_t step) {
  for (const CodeStretch& part : grid.stretches)
    for (const T* at = grid.code.data() + part.at; at < grid.code.data() + part.at + part.voxels;
         ++at)
      if (*at && at[-step]) return true;
  return false;
}

// Only asked when no two voxels touch: do any two share a line all the same?
template <class T>
bool shares_a_line(const CodeGrid<T>& grid, const Step& step) {
  const std::ptrdiff_t row_size = grid.size[0];
  std::vector<std::ptrdiff_t> first;  // where each voxel's line enters the box
  for (const CodeStretch& part : grid.stretches)
    for (std::ptrdiff_t at = part.at; at < part.at + static_cast<std::ptrdiff_t>(part.voxels);
         ++at) {
      if (!grid.code[static_cast<std::size_t>(at)]) continue;
      const Index3 place{static_cast<int>(at % row_size), part.y + grid.rim, part.z + grid.rim};
      const Index3 move{step.x, step.y, step.z};
      int steps = 1 << 30;
      for (int a = 0; a < 3; ++a) {
        if (move[a] > 0) steps = std::min(steps, place[a]);
        if (move[a] < 0) steps = std::min(steps, grid.size[a] - 1 - place[a]);
      }
      first.push_back(at - steps * grid.offset(step));
    }
  std::sort(first.begin(), first.end());
  return std::adjacent_find(first.begin(), first.end()) != first.end();
}

double run_weight(const Step& step, const Roi& roi) {
  const std::string& norm = roi.settings.weighting_norm;
  const Vector3& mm = roi.mask.geometry.spacing;
  const double x = std::abs(step.x) * mm[0], y = std::abs(step.y) * mm[1],
               z = std::abs(step.z) * mm[2];
  if (norm == "infinity") return std::max({x, y, z});
  if (norm == "euclidean") return std::sqrt(x * x + y * y + z * z);
  if (norm == "manhattan") return x + y + z;
  return 1;
}

// Runs of one voxel are what is left of each code's voxels.
template <class T>
void add_runs(const std::vector<std::uint32_t>& counters, const CodeGrid<T>& grid, double weight,
              RunTable& table) {
  for (std::size_t code = 1; code < grid.level.size(); ++code) {
    const std::size_t row = code * table.width();
    std::uint32_t single = grid.voxels[code];
    for (std::uint32_t r = 2; r <= table.longest; ++r) {
      if (!counters[row + r]) continue;
      single -= r * counters[row + r];
      table.count[row + r] += weight * counters[row + r];
    }
    table.count[row + 1] += weight * single;
  }
}

template <class T>
Lengths to_lengths(const RunTable& table, const CodeGrid<T>& grid) {
  std::vector<Lengths::Cell> cells;
  for (std::size_t code = 1; code < grid.level.size(); ++code)
    for (std::size_t r = 1; r <= table.longest; ++r)
      if (const double n = table.count[code * table.width() + r]; n > 0)
        cells.push_back({static_cast<double>(grid.level[code]), static_cast<double>(r), n});
  return make_lengths(std::move(cells));
}

template <class T>
std::vector<Lengths> runs(const CodeGrid<T>& grid, const std::vector<Step>& steps, const Roi& roi) {
  const Index3& size = roi.mask.geometry.size;
  RunTable table{{}, static_cast<std::size_t>(std::max({size[0], size[1], size[2]}))};
  const std::size_t cells = grid.level.size() * table.width();
  table.count.assign(cells, 0.0);
  const bool merge = !roi.settings.weighting_norm.empty();
  RunCounter<T> counter(grid, table.longest);
  std::vector<Lengths> out;
  bool any = false;
  for (const Step& step : steps) {
    const std::vector<std::uint32_t>& counters = counter.count(step);
    if (!counter.any() && !touches(grid, grid.offset(step)) && !shares_a_line(grid, step)) continue;
    if (!merge) table.count.assign(cells, 0.0);
    add_runs(counters, grid, merge ? run_weight(step, roi) : 1, table);
    if (!merge) out.push_back(to_lengths(table, grid));
    any = true;
  }
  if (merge && any) out.push_back(to_lengths(table, grid));
  return out;
}

}  // namespace

std::vector<Lengths> count_runs(const Roi& roi) {
  const std::vector<Step> steps = half_steps(roi, {1});
  if (steps.empty()) return {};
  return with_codes(roi, steps.size(), [&](const auto& grid) { return runs(grid, steps, roi); });
}

}  // namespace dlrr
