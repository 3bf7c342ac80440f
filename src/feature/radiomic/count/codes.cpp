#include "feature/radiomic/count/codes.h"

#include <algorithm>

#include "base/error.h"
#include "kernel/neighbours.h"

namespace dlrr {
namespace {

std::vector<std::uint32_t> voxels_of_levels(const Roi& roi) {
  // Four tables, because a counter that was just written is slow to read again.
  const std::size_t width = static_cast<std::size_t>(roi.level_count) + 1;
  std::vector<std::uint32_t> table(4 * width, 0);
  std::uint32_t* const t = table.data();
  const std::size_t whole = roi.levels.size() / 4 * 4;
  for (std::size_t i = 0; i < whole; i += 4)
    for (std::size_t k = 0; k < 4; ++k) ++t[k * width + roi.levels[i + k]];
  for (std::size_t i = whole; i < roi.levels.size(); ++i) ++t[roi.levels[i]];
  for (std::size_t i = 0; i < width; ++i)
    for (std::size_t k = 1; k < 4; ++k) t[i] += t[k * width + i];
  table.resize(width);
  table[0] = 0;
  return table;
}

std::size_t first_inside(const std::uint16_t* row, std::size_t size) {
  std::size_t x = 0;
  while (x < size && row[x] == 0) ++x;
  return x;
}

std::size_t end_inside(const std::uint16_t* row, std::size_t size) {
  while (size > 0 && row[size - 1] == 0) --size;
  return size;
}

}  // namespace

bool fits_bytes(const Roi& roi, Coding coding, std::size_t neighbours) {
  const Index3& n = roi.mask.geometry.size;
  if (std::max({n[0], n[1], n[2]}) > 255 || neighbours > 255) return false;
  if (coding == Coding::grey_level || roi.level_count <= 255) return roi.level_count <= 255;
  const auto voxels = voxels_of_levels(roi);
  return std::count_if(voxels.begin(), voxels.end(), [](auto v) { return v > 0; }) <= 255;
}

template <class T>
CodeGrid<T> encode(const Roi& roi, int rim, Coding coding) {
  CodeGrid<T> out;
  const Index3 n = roi.mask.geometry.size;
  out.rim = rim;
  out.size = {n[0] + 2 * rim, n[1] + 2 * rim, n[2] + 2 * rim};
  const std::vector<std::uint32_t> voxels = voxels_of_levels(roi);
  std::vector<T> code_of(voxels.size(), 0);
  out.level.push_back(0);
  out.voxels.push_back(0);
  for (std::size_t level = 1; level < voxels.size(); ++level) {
    if (coding == Coding::rank && !voxels[level]) continue;
    code_of[level] = static_cast<T>(out.level.size());
    out.level.push_back(static_cast<int>(level));
    out.voxels.push_back(voxels[level]);
  }
  const bool as_is = out.level.size() == voxels.size();
  const std::size_t total = static_cast<std::size_t>(out.size[0]) * out.size[1] * out.size[2];
  if (total > 0x7fffffff)
    throw Error("the region's box has more than 2^31 voxels: resample to larger voxels");
  out.code.assign(total + kernel::kSlack, 0);
  const auto wide = static_cast<std::size_t>(n[0]);
  const std::uint16_t* from = roi.levels.data();
  for (int z = 0; z < n[2]; ++z)
    for (int y = 0; y < n[1]; ++y, from += wide) {
      const std::size_t first = first_inside(from, wide), end = end_inside(from, wide);
      if (first == wide) continue;
      T* const to = out.code.data() + out.offset({rim, y + rim, z + rim});
      for (std::size_t x = first; x < end; ++x)
        to[x] = as_is ? static_cast<T>(from[x]) : code_of[from[x]];
      out.rows.push_back({to + first - out.code.data(), end - first, y, z});
    }
  return out;
}

template CodeGrid<std::uint8_t> encode(const Roi& roi, int rim, Coding coding);
template CodeGrid<std::uint16_t> encode(const Roi& roi, int rim, Coding coding);

}  // namespace dlrr
