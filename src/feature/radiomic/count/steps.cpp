#include "feature/radiomic/count/steps.h"

#include <algorithm>
#include <cstdlib>

#include "base/error.h"

namespace dlrr {
namespace {

bool leads_forward(const Step& s) {
  if (s.z != 0) return s.z > 0;
  if (s.y != 0) return s.y > 0;
  return s.x > 0;
}

}  // namespace

std::vector<Step> half_steps(const Roi& roi, const std::vector<int>& distances) {
  if (distances.empty()) throw Error("no neighbour distance given, at least one expected");
  const int reach = *std::max_element(distances.begin(), distances.end());
  const Index3 size = roi.mask.geometry.size;
  Index3 limit;
  for (int a = 0; a < 3; ++a) limit[a] = std::min(reach, size[a] - 1);
  if (roi.settings.force_2d) limit[2 - roi.settings.force_2d_dimension] = 0;
  std::vector<Step> out;
  for (int z = limit[2]; z >= 0; --z)
    for (int y = limit[1]; y >= -limit[1]; --y)
      for (int x = limit[0]; x >= -limit[0]; --x) {
        const int norm = std::max({z, std::abs(y), std::abs(x)});
        if (leads_forward({x, y, z}) && std::count(distances.begin(), distances.end(), norm) > 0)
          out.push_back({x, y, z});
      }
  return out;
}

PaddedLevels pad_levels(const Roi& roi, int rim) {
  PaddedLevels out;
  const Index3 n = roi.mask.geometry.size;
  out.size = {n[0] + 2 * rim, n[1] + 2 * rim, n[2] + 2 * rim};
  const std::size_t total = static_cast<std::size_t>(out.size[0]) * out.size[1] * out.size[2];
  if (total > 0x7fffffff)
    throw Error("the region's box has more than 2^31 voxels: resample to larger voxels");
  out.level.assign(total, 0);
  out.inside.reserve(roi.intensities.size());
  std::size_t from = 0;
  for (int z = 0; z < n[2]; ++z)
    for (int y = 0; y < n[1]; ++y) {
      const std::ptrdiff_t row = out.offset({rim, y + rim, z + rim});
      for (int x = 0; x < n[0]; ++x, ++from) {
        if (!roi.levels[from]) continue;
        out.level[row + x] = roi.levels[from];
        out.inside.push_back(static_cast<std::int32_t>(row + x));
      }
    }
  return out;
}

}  // namespace dlrr
