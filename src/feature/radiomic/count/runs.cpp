#include "feature/radiomic/count/runs.h"

#include <algorithm>
#include <cmath>

#include "feature/radiomic/count/steps.h"

namespace dlrr {
namespace {

struct RunTable {
  std::vector<double> count;  // [code * (longest + 1) + length]
  int longest = 0;
};

// Places of all voxels in their runs, counted; says whether any two voxels of the region touch.
bool count_places(const PaddedLevels& levels, std::ptrdiff_t back, int longest,
                  std::vector<std::uint16_t>& place, std::vector<std::uint32_t>& counters) {
  const std::size_t width = static_cast<std::size_t>(longest) + 2;
  const std::uint16_t* code = levels.code.data();
  std::uint32_t touching = 0;
  for (const std::int32_t at : levels.inside) {
    const std::uint16_t before = code[at - back];
    touching |= before;
    const unsigned same =
        0u - static_cast<unsigned>(before == code[at]);  // all bits or none: no branch
    const unsigned r = (place[at - back] & same) + 1u;
    place[at] = static_cast<std::uint16_t>(r);
    ++counters[code[at] * width + r];
  }
  return touching != 0;
}

// Only asked when no two voxels touch: do any two share a line all the same?
bool shares_a_line(const PaddedLevels& levels, const Step& step) {
  std::vector<std::int32_t> first;  // where each voxel's line enters the box
  for (const std::int32_t at : levels.inside) {
    const Index3 place{at % levels.size[0], at / levels.size[0] % levels.size[1],
                       at / levels.size[0] / levels.size[1]};
    const Index3 move{step.x, step.y, step.z};
    int steps = 1 << 30;
    for (int a = 0; a < 3; ++a) {
      if (move[a] > 0) steps = std::min(steps, place[a]);
      if (move[a] < 0) steps = std::min(steps, levels.size[a] - 1 - place[a]);
    }
    first.push_back(static_cast<std::int32_t>(at - steps * levels.offset(step)));
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

void add_runs(const std::vector<std::uint32_t>& counters, int codes, double weight,
              RunTable& table) {
  const std::size_t width = static_cast<std::size_t>(table.longest) + 2;
  for (int code = 1; code <= codes; ++code)
    for (int r = 1; r <= table.longest; ++r) {
      const std::size_t at = code * width + r;
      table.count[at] += weight * static_cast<double>(counters[at] - counters[at + 1]);
    }
}

Lengths to_lengths(const RunTable& table, const PaddedLevels& levels) {
  const std::size_t width = static_cast<std::size_t>(table.longest) + 2;
  std::vector<Lengths::Cell> cells;
  for (int code = 1; code <= levels.codes; ++code)
    for (int r = 1; r <= table.longest; ++r)
      if (const double n = table.count[code * width + r]; n > 0)
        cells.push_back({static_cast<double>(levels.level[code]), static_cast<double>(r), n});
  return make_lengths(std::move(cells));
}

}  // namespace

std::vector<Lengths> count_runs(const Roi& roi) {
  const std::vector<Step> steps = half_steps(roi, {1});
  if (steps.empty()) return {};
  const PaddedLevels levels = pad_levels(roi, 1, Coding::rank);
  const Index3 size = roi.mask.geometry.size;
  const int longest = std::max({size[0], size[1], size[2]});
  const std::size_t cells =
      (static_cast<std::size_t>(levels.codes) + 1) * (static_cast<std::size_t>(longest) + 2);
  const bool merge = !roi.settings.weighting_norm.empty();
  std::vector<std::uint16_t> place(levels.code.size(), 0);
  std::vector<std::uint32_t> counters;
  RunTable table{std::vector<double>(cells, 0.0), longest};
  std::vector<Lengths> out;
  bool any = false;
  for (const Step& step : steps) {
    counters.assign(cells, 0);
    const bool touching = count_places(levels, levels.offset(step), longest, place, counters);
    if (!touching && !shares_a_line(levels, step)) continue;
    if (!merge) table.count.assign(cells, 0.0);
    add_runs(counters, levels.codes, merge ? run_weight(step, roi) : 1, table);
    if (!merge) out.push_back(to_lengths(table, levels));
    any = true;
  }
  if (merge && any) out.push_back(to_lengths(table, levels));
  return out;
}

}  // namespace dlrr
