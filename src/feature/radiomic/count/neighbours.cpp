#include "feature/radiomic/count/neighbours.h"

#include <algorithm>
#include <cstdlib>

#include "feature/radiomic/count/steps.h"

namespace dlrr {
namespace {

// Both directions of every step, as offsets into the padded levels.
std::vector<std::ptrdiff_t> all_offsets(const std::vector<Step>& half, const PaddedLevels& levels) {
  std::vector<std::ptrdiff_t> out;
  for (const Step& s : half) {
    out.push_back(levels.offset(s));
    out.push_back(-levels.offset(s));
  }
  std::sort(out.begin(), out.end());
  return out;
}

int reach_of(const Roi& roi) {
  return *std::max_element(roi.settings.distances.begin(), roi.settings.distances.end());
}

}  // namespace

std::optional<Lengths> count_dependence(const Roi& roi) {
  const std::vector<Step> half = half_steps(roi, roi.settings.distances);
  if (half.empty()) return std::nullopt;
  const PaddedLevels levels = pad_levels(roi, reach_of(roi), Coding::grey_level);
  const std::vector<std::ptrdiff_t> offsets = all_offsets(half, levels);
  const std::size_t width = offsets.size() + 2;
  std::vector<std::uint32_t> table((static_cast<std::size_t>(levels.codes) + 1) * width, 0);
  const std::uint16_t* code = levels.code.data();
  const int a = roi.settings.gldm_a;
  for (const std::int32_t at : levels.inside) {
    const int level = code[at];
    std::size_t like = 1;
    if (a == 0) {
      for (const std::ptrdiff_t o : offsets) like += code[at + o] == level;
    } else {
      for (const std::ptrdiff_t o : offsets)
        like += code[at + o] != 0 && std::abs(code[at + o] - level) <= a;
    }
    ++table[level * width + like];
  }
  std::vector<Lengths::Cell> cells;
  for (int level = 1; level <= levels.codes; ++level)
    for (std::size_t like = 1; like < width; ++like)
      if (const std::uint32_t n = table[level * width + like])
        cells.push_back(
            {static_cast<double>(level), static_cast<double>(like), static_cast<double>(n)});
  return make_lengths(std::move(cells));
}

// |level - sum / n| = |level * n - sum| / n: whole numbers are summed per n, so the result is exact
// and does not depend on the order of the voxels.
std::optional<Tones> count_tones(const Roi& roi) {
  const std::vector<Step> half = half_steps(roi, roi.settings.distances);
  if (half.empty()) return std::nullopt;
  const PaddedLevels levels = pad_levels(roi, reach_of(roi), Coding::grey_level);
  const std::vector<std::ptrdiff_t> offsets = all_offsets(half, levels);
  const std::size_t width = offsets.size() + 1;
  std::vector<std::uint64_t> table((static_cast<std::size_t>(levels.codes) + 1) * width, 0);
  std::vector<std::uint32_t> voxels(static_cast<std::size_t>(levels.codes) + 1, 0);
  const std::uint16_t* code = levels.code.data();
  for (const std::int32_t at : levels.inside) {
    const std::int64_t level = code[at];
    std::int64_t sum = 0, n = 0;
    for (const std::ptrdiff_t o : offsets) {
      sum += code[at + o];
      n += code[at + o] != 0;
    }
    table[level * width + n] += static_cast<std::uint64_t>(std::abs(level * n - sum));
    ++voxels[level];
  }
  Tones out;
  out.voxels = static_cast<double>(levels.inside.size());
  for (int level = 1; level <= levels.codes; ++level) {
    if (!voxels[level]) continue;
    Tone tone{static_cast<double>(level), voxels[level] / out.voxels, 0};
    for (std::size_t n = 1; n < width; ++n)
      tone.s += static_cast<double>(table[level * width + n]) / static_cast<double>(n);
    out.rows.push_back(tone);
  }
  return out;
}

}  // namespace dlrr
