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

// One direction: runs of two and more voxels, [code * (longest + 1) + length].
template <class T>
class RunCounter {
 public:
  RunCounter(const CodeGrid<T>& grid, std::size_t longest)
      : grid_(grid),
        width_(longest + 1),
        slice_(static_cast<std::ptrdiff_t>(grid.size[0]) * grid.size[1]),
        most_(static_cast<std::ptrdiff_t>(grid.size[0] + 1) * std::max(grid.size[1], grid.size[2])),
        so_far_(static_cast<std::size_t>(slice_ + 2 * most_) + kernel::kSlack),
        ends_(static_cast<std::size_t>(grid.size[0]) + kernel::kSlack),
        table_(grid.level.size() * width_) {}

  const std::vector<std::uint32_t>& count(const Step& step) {
    std::fill(table_.begin(), table_.end(), 0);
    any_ = false;
    for (const CodeRow& row : grid_.rows) {
      const std::size_t n = step.y == 0 && step.z == 0 ? along_row(row) : across_rows(row, step);
      any_ |= n > 0;
      for (std::size_t i = 0; i < n; ++i)
        ++table_[(ends_[i] >> kBits) * width_ + (ends_[i] & kLength)];
    }
    return table_;
  }
  bool any() const { return any_; }  // were there any in the last direction?

 private:
  using Report = std::conditional_t<sizeof(T) == 1, std::uint16_t, std::uint32_t>;
  static constexpr int kBits = 8 * sizeof(T);
  static constexpr Report kLength = static_cast<T>(-1);

  std::size_t along_row(const CodeRow& row) {
    const T* const code = grid_.code.data() + row.at;
    std::size_t n = 0;
    unsigned length = 0;
    for (std::size_t x = 0; x < row.voxels; ++x) {
      const unsigned same = code[x] == code[x - 1];
      length = (length & (0u - same)) + 1;
      ends_[n] = static_cast<Report>(code[x] << kBits | length);
      n += same & (code[x] != code[x + 1]) & (code[x] != 0);  // no branch: ends are everywhere
    }
    return n;
  }

  // A line keeps its place in `so_far_` from row to row: the place of its voxel in the first slice
  // (or row) of the box, continued beyond the box where it enters later.
  std::size_t across_rows(const CodeRow& row, const Step& step) {
    const std::ptrdiff_t offset = grid_.offset(step);
    const std::ptrdiff_t steps = step.z != 0 ? row.z + grid_.rim : row.y + grid_.rim;
    const std::ptrdiff_t at = (step.z != 0 ? row.at : row.at % slice_) - steps * offset;
    return kernel::extend_runs(grid_.code.data() + row.at, offset, row.voxels,
                               so_far_.data() + most_ + at, ends_.data());
  }

  const CodeGrid<T>& grid_;
  std::size_t width_;
  std::ptrdiff_t slice_, most_;  // voxels of a slice; how far lines lead out of it
  std::vector<T> so_far_;
  std::vector<Report> ends_;
  std::vector<std::uint32_t> table_;
  bool any_ = false;
};

template <class T>
bool touches(const CodeGrid<T>& grid, std::ptrdiff_t step) {
  for (const CodeRow& row : grid.rows)
    for (const T* at = grid.code.data() + row.at; at < grid.code.data() + row.at + row.voxels; ++at)
      if (*at && at[-step]) return true;
  return false;
}

// Only asked when no two voxels touch: do any two share a line all the same?
template <class T>
bool shares_a_line(const CodeGrid<T>& grid, const Step& step) {
  const std::ptrdiff_t row_size = grid.size[0];
  std::vector<std::ptrdiff_t> first;  // where each voxel's line enters the box
  for (const CodeRow& row : grid.rows)
    for (std::ptrdiff_t at = row.at; at < row.at + static_cast<std::ptrdiff_t>(row.voxels); ++at) {
      if (!grid.code[static_cast<std::size_t>(at)]) continue;
      const Index3 place{static_cast<int>(at % row_size), row.y + grid.rim, row.z + grid.rim};
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
  return with_codes(roi, steps.size(),
                    [&](const auto& grid) { return runs(grid, steps, roi); });
}

}  // namespace dlrr
