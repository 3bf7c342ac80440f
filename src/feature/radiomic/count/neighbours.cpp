#include "feature/radiomic/count/neighbours.h"

#include <algorithm>
#include <cstdlib>

#include "feature/radiomic/count/codes.h"
#include "kernel/neighbours.h"

namespace dlrr {
namespace {

// Both directions of every step.
std::vector<Step> all_steps(const Roi& roi) {
  std::vector<Step> out = half_steps(roi, roi.settings.distances);
  for (std::size_t i = out.size(); i-- > 0;) out.push_back({-out[i].x, -out[i].y, -out[i].z});
  return out;
}

// Neighbours within gldm_a grey levels of the voxel.
template <class T>
void count_close(const CodeGrid<T>& grid, const CodeSlice& slice, kernel::Steps steps, int a,
                 T* like) {
  for (std::size_t x = 0; x < slice.voxels; ++x) {
    const T* const at = grid.code.data() + slice.at + x;
    const auto close = [&](std::ptrdiff_t step) {
      return at[step] != 0 && std::abs(grid.level[at[step]] - grid.level[*at]) <= a;
    };
    like[x] = static_cast<T>(std::count_if(steps.begin(), steps.end(), close));
  }
}

template <class T>
Lengths dependence(const CodeGrid<T>& grid, const std::vector<Step>& all, int a) {
  const std::vector<std::ptrdiff_t> steps = grid.offsets(all);
  const std::size_t width = steps.size() + 1, cells = width * grid.level.size();
  std::vector<std::uint32_t> table(2 * cells, 0);  // two, because neighbours often share a cell
  std::vector<T> likes(grid.most_voxels() + kernel::kSlack);
  for (const CodeSlice& slice : grid.slices) {
    if (a == 0)
      kernel::count_like(grid.code.data() + slice.at, steps, slice.voxels, likes.data());
    else
      count_close(grid, slice, steps, a, likes.data());
    for (const CodeStretch& part : grid.in(slice)) {
      const T* const code = grid.code.data() + part.at;
      const T* const like = likes.data() + (part.at - slice.at);
      for (std::size_t x = 0; x < part.voxels; ++x)
        ++table[(x & 1) * cells + code[x] * width + like[x]];
    }
  }
  std::vector<Lengths::Cell> out;
  for (std::size_t code = 1; code < grid.level.size(); ++code)
    for (std::size_t like = 0; like < width; ++like) {
      const std::size_t at = code * width + like;
      if (const std::uint32_t n = table[at] + table[cells + at])
        out.push_back({static_cast<double>(grid.level[code]), static_cast<double>(like + 1),
                       static_cast<double>(n)});
    }
  return make_lengths(std::move(out));
}

// The grid with grey levels for codes: their sums need the numbers themselves.
template <class To, class T>
CodeGrid<To> by_level(const CodeGrid<T>& grid) {
  CodeGrid<To> out{{}, {}, {}, grid.stretches, grid.slices, grid.size, grid.rim};
  out.code.assign(grid.code.size(), 0);
  for (const CodeStretch& part : grid.stretches)
    for (std::size_t x = 0, at = static_cast<std::size_t>(part.at); x < part.voxels; ++x, ++at)
      out.code[at] = static_cast<To>(grid.level[grid.code[at]]);
  out.voxels.assign(static_cast<std::size_t>(grid.level.back()) + 1, 0);
  for (std::size_t code = 1; code < grid.level.size(); ++code)
    out.voxels[static_cast<std::size_t>(grid.level[code])] = grid.voxels[code];
  for (std::size_t level = 0; level < out.voxels.size(); ++level)
    out.level.push_back(static_cast<int>(level));
  return out;
}

// |level - sum / n| = |level * n - sum| / n: whole numbers are summed per n, so the result is exact
// and does not depend on the order of the voxels.
template <class T>
Tones tones(const CodeGrid<T>& grid, const std::vector<Step>& all) {
  using Wide = std::conditional_t<sizeof(T) == 1, std::uint16_t, std::uint32_t>;
  const std::vector<std::ptrdiff_t> steps = grid.offsets(all);
  const std::size_t width = steps.size() + 1, cells = width * grid.level.size();
  std::vector<std::uint64_t> table(4 * cells, 0);  // four, because neighbours often share a cell
  std::vector<Wide> inside(grid.most_voxels() + kernel::kSlack), gaps(inside.size());
  for (const CodeSlice& slice : grid.slices) {
    kernel::compare_with_mean(grid.code.data() + slice.at, steps, slice.voxels, inside.data(),
                              gaps.data());
    for (const CodeStretch& part : grid.in(slice)) {
      const T* const code = grid.code.data() + part.at;
      const Wide *const n = &inside[part.at - slice.at], *const gap = &gaps[part.at - slice.at];
      for (std::size_t x = 0; x < part.voxels; ++x)
        table[(x & 3) * cells + code[x] * width + n[x]] += gap[x];
    }
  }
  Tones out;
  for (std::size_t code = 1; code < grid.level.size(); ++code) out.voxels += grid.voxels[code];
  for (std::size_t code = 1; code < grid.level.size(); ++code) {
    if (!grid.voxels[code]) continue;
    Tone tone{static_cast<double>(grid.level[code]), grid.voxels[code] / out.voxels, 0};
    for (std::size_t n = 1; n < width; ++n) {
      std::uint64_t sum = 0;
      for (std::size_t k = 0; k < 4; ++k) sum += table[k * cells + code * width + n];
      tone.s += static_cast<double>(sum) / static_cast<double>(n);
    }
    out.rows.push_back(tone);
  }
  return out;
}

}  // namespace

std::optional<Lengths> count_dependence(const Roi& roi) {
  const std::vector<Step> steps = all_steps(roi);
  if (steps.empty()) return std::nullopt;
  return with_codes(roi, steps.size(),
                    [&](const auto& grid) { return dependence(grid, steps, roi.settings.gldm_a); });
}

std::optional<Tones> count_tones(const Roi& roi) {
  const std::vector<Step> steps = all_steps(roi);
  if (steps.empty()) return std::nullopt;
  return with_codes(roi, steps.size(), [&](const auto& grid) {
    if (!grid.has_gaps()) return tones(grid, steps);
    if (grid.level.back() <= 255 && steps.size() <= 255)
      return tones(by_level<std::uint8_t>(grid), steps);
    return tones(by_level<std::uint16_t>(grid), steps);
  });
}

}  // namespace dlrr
