#include "feature/radiomic/count/codes.h"

#include "base/error.h"
#include "feature/radiomic/count/bit_rows.h"
#include "kernel/neighbours.h"

namespace dlrr {
namespace {

std::vector<std::uint32_t> voxels_of_levels(std::span<const std::uint16_t> levels,
                                            int level_count) {
  // Four tables, because a counter that was just written is slow to read again.
  const std::size_t width = static_cast<std::size_t>(level_count) + 1;
  std::vector<std::uint32_t> table(4 * width, 0);
  std::uint32_t* const t = table.data();
  const std::size_t whole = levels.size() / 4 * 4;
  for (std::size_t i = 0; i < whole; i += 4)
    for (std::size_t k = 0; k < 4; ++k) ++t[k * width + levels[i + k]];
  for (std::size_t i = whole; i < levels.size(); ++i) ++t[levels[i]];
  for (std::size_t i = 0; i < width; ++i)
    for (std::size_t k = 1; k < 4; ++k) t[i] += t[k * width + i];
  table.resize(width);
  return table;
}

// The grid's size and rows; its zeros are there already when it held the same region before.
template <class T>
void lay_out(const Mask& mask, std::span<const RegionStretch> region, int rim, CodeGrid<T>& grid) {
  const Index3 n = mask.geometry.size;
  grid.rim = rim;
  grid.size = {n[0] + 2 * rim, n[1] + 2 * rim, n[2] + 2 * rim};
  const std::size_t total = static_cast<std::size_t>(grid.size[0]) * grid.size[1] * grid.size[2];
  if (total > 0x7fffffff)
    throw Error("the region's box has more than 2^31 voxels: resample to larger voxels");
  grid.code.assign(total + kernel::kSlack, 0);
  grid.stretches.clear();
  grid.slices.clear();
  for (const RegionStretch& part : region) {
    const std::ptrdiff_t at = grid.offset({part.x + rim, part.y + rim, part.z + rim});
    if (grid.slices.empty() || grid.slices.back().z != part.z)
      grid.slices.push_back({at, 0, grid.stretches.size(), 0, part.z});
    grid.stretches.push_back({at, static_cast<std::size_t>(part.voxels), part.y, part.z});
    CodeSlice& slice = grid.slices.back();
    slice.voxels = static_cast<std::size_t>(at + part.voxels - slice.at);
    slice.end = grid.stretches.size();
  }
}

template <class T>
void fill(const Mask& mask, std::span<const RegionStretch> region,
          std::span<const std::uint16_t> levels, const std::vector<std::uint32_t>& voxels, int rim,
          CodeGrid<T>& grid) {
  if (grid.code.empty() || grid.rim != rim) lay_out(mask, region, rim, grid);
  std::vector<T> code_of(voxels.size(), 0);
  grid.level.assign(1, 0);
  grid.voxels.assign(1, 0);
  for (std::size_t level = 1; level < voxels.size(); ++level) {
    if (!voxels[level]) continue;
    code_of[level] = static_cast<T>(grid.level.size());
    grid.level.push_back(static_cast<int>(level));
    grid.voxels.push_back(voxels[level]);
  }
  std::vector<T> codes(levels.size());
  if (grid.has_gaps())
    std::transform(levels.begin(), levels.end(), codes.begin(),
                   [&](std::uint16_t level) { return code_of[level]; });
  else if constexpr (sizeof(T) == 1)
    kernel::to_bytes(levels.data(), levels.size(), codes.data());
  else
    std::copy(levels.begin(), levels.end(), codes.begin());
  const T* from = codes.data();
  for (const CodeStretch& part : grid.stretches) {
    std::copy_n(from, part.voxels, grid.code.data() + part.at);
    from += part.voxels;
  }
}

}  // namespace

std::vector<RegionStretch> stretches_of(const Mask& mask) {
  const BitRows rows(mask);
  std::vector<RegionStretch> out;
  for (int z = 0; z < mask.geometry.size[2]; ++z)
    for (int y = 0; y < mask.geometry.size[1]; ++y) {
      const std::uint64_t* const row = rows.row(y, z);
      std::size_t open = out.size();  // the first stretch whose end has not been met
      for (std::size_t w = 0; w < rows.words(); ++w) {
        const std::uint64_t before = moved_word(row, w);
        for_each_bit(row[w] & ~before, w, [&](int x) { out.push_back({x, y, z, 0}); });
        for_each_bit(before & ~row[w], w, [&](int x) {
          out[open].voxels = x - out[open].x;
          ++open;
        });
      }
    }
  return out;
}

void encode(const Mask& mask, std::span<const RegionStretch> region,
            std::span<const std::uint16_t> levels, int level_count, int rim, Codes& codes) {
  const Index3& n = mask.geometry.size;
  const std::vector<std::uint32_t> voxels = voxels_of_levels(levels, level_count);
  const auto used = std::count_if(voxels.begin(), voxels.end(), [](auto v) { return v > 0; });
  codes.narrow = used <= 255 && std::max({n[0], n[1], n[2]}) <= 255;
  if (codes.narrow)
    fill(mask, region, levels, voxels, rim, codes.bytes);
  else
    fill(mask, region, levels, voxels, rim, codes.words);
}

int reach_of(const Roi& roi) {
  const std::vector<int>& distances = roi.settings.distances;
  return distances.empty() ? 1 : std::max(1, *std::max_element(distances.begin(), distances.end()));
}

const Codes& codes_of(const Roi& roi, Codes& made) {
  const bool fresh = roi.codes && (roi.levels.empty() || roi.codes->made_from == roi.levels.data());
  if (fresh) {
    const int rim = roi.codes->narrow ? roi.codes->bytes.rim : roi.codes->words.rim;
    if (rim >= reach_of(roi)) return *roi.codes;
  }
  Mask mask{roi.mask.geometry, {}};
  mask.voxels.reserve(roi.levels.size());
  std::vector<std::uint16_t> inside;
  for (const std::uint16_t level : roi.levels) {
    mask.voxels.push_back(level != 0);
    if (level) inside.push_back(level);
  }
  encode(mask, stretches_of(mask), inside, roi.level_count, reach_of(roi), made);
  return made;
}

std::vector<std::uint32_t> voxels_by_level(const Roi& roi) {
  Codes made;
  const Codes& codes = codes_of(roi, made);
  const std::vector<std::uint32_t>& voxels = codes.narrow ? codes.bytes.voxels : codes.words.voxels;
  return {voxels.begin() + 1, voxels.end()};
}

CodeGrid<std::uint16_t> widened(const CodeGrid<std::uint8_t>& grid) {
  return {{grid.code.begin(), grid.code.end()},
          grid.level,
          grid.voxels,
          grid.stretches,
          grid.slices,
          grid.size,
          grid.rim};
}

}  // namespace dlrr
