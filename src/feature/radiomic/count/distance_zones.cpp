#include "feature/radiomic/count/distance_zones.h"

#include <algorithm>
#include <map>

#include "feature/radiomic/count/aggregate.h"
#include "feature/radiomic/count/steps.h"

namespace dlrr {
namespace {

// One pass along a line, there and back: no voxel is farther than its neighbour plus 1. Beyond
// both ends lies the outside.
void shorten_line(int* line, int n, std::ptrdiff_t step) {
  int before = 0;
  for (int i = 0; i < n; ++i) before = line[i * step] = std::min(line[i * step], before + 1);
  before = 0;
  for (int i = n - 1; i >= 0; --i) before = line[i * step] = std::min(line[i * step], before + 1);
}

// The steps to the edge for the voxels of a Roi, whose box may be a part of the morphological
// mask's grid.
std::vector<int> steps_inside(const Roi& roi) {
  const Surroundings around = surroundings(roi);
  const Index3 all = around.morphology->geometry.size;
  Box box{{0, 0, 0}, {all[0] - 1, all[1] - 1, all[2] - 1}};
  if (roi.settings.force_2d) {  // other slices have no say
    const int axis = 2 - roi.settings.force_2d_dimension;
    box.low[axis] = around.low[axis];
    box.high[axis] = around.low[axis] + roi.mask.geometry.size[axis] - 1;
  }
  Mask drawn = crop(*around.morphology, box);
  const Box inner = bounding_box(drawn);
  drawn = crop(drawn, inner);
  for (int a = 0; a < 3; ++a) box.low[a] += inner.low[a];
  const std::vector<int> steps = steps_to_edge(drawn, roi.settings);
  const Index3 n = roi.mask.geometry.size;
  std::vector<int> out;
  for (int z = 0; z < n[2]; ++z)
    for (int y = 0; y < n[1]; ++y)
      for (int x = 0; x < n[0]; ++x) {
        const bool in = roi.mask.voxels[roi.mask.geometry.offset(x, y, z)] != 0;
        out.push_back(in ? steps[drawn.geometry.offset(x + around.low[0] - box.low[0],
                                                       y + around.low[1] - box.low[1],
                                                       z + around.low[2] - box.low[2])]
                         : 0);
      }
  return out;
}

// Floods the zone of voxel `start` and gives the smallest of its distances.
int flood(std::vector<std::uint16_t>& code, const std::vector<int>& distance, std::int32_t start,
          const std::vector<std::ptrdiff_t>& offsets, std::vector<std::int32_t>& open) {
  const std::uint16_t level = code[start];
  int nearest = distance[start];
  code[start] = 0;
  open.assign(1, start);
  while (!open.empty()) {
    const std::int32_t at = open.back();
    open.pop_back();
    nearest = std::min(nearest, distance[at]);
    for (const std::ptrdiff_t o : offsets)
      if (code[at + o] == level) {
        code[at + o] = 0;
        open.push_back(static_cast<std::int32_t>(at + o));
      }
  }
  return nearest;
}

Lengths count_distance_zones(const Roi& roi) {
  PaddedLevels levels = pad_levels(roi, 1);
  std::vector<std::ptrdiff_t> offsets;
  for (const Step& s : half_steps(roi, {1})) {
    offsets.push_back(levels.offset(s));
    offsets.push_back(-levels.offset(s));
  }
  const std::vector<int> steps = steps_inside(roi);
  std::vector<int> distance(levels.level.size(), 0);
  auto at = levels.inside.begin();
  for (std::size_t i = 0; i < roi.levels.size(); ++i)
    if (roi.levels[i]) distance[*at++] = steps[i];
  std::map<std::pair<int, int>, double> count;
  std::vector<std::int32_t> open;
  for (const std::int32_t start : levels.inside)
    if (const int level = levels.level[start])
      count[{level, flood(levels.level, distance, start, offsets, open)}] += 1;
  std::vector<Lengths::Cell> cells;
  for (const auto& [zone, n] : count)
    cells.push_back({static_cast<double>(zone.first), static_cast<double>(zone.second), n});
  Lengths table = make_lengths(std::move(cells));
  table.voxels = static_cast<double>(levels.inside.size());
  return table;
}

}  // namespace

std::vector<int> steps_to_edge(const Mask& mask, const TextureSettings& settings) {
  const Index3 n = mask.geometry.size;
  const int most = n[0] + n[1] + n[2];
  std::vector<int> out;
  out.reserve(mask.voxels.size());
  for (const std::uint8_t v : mask.voxels) out.push_back(v ? most : 0);
  const std::ptrdiff_t step[3] = {1, n[0], static_cast<std::ptrdiff_t>(n[0]) * n[1]};
  for (int axis = 0; axis < 3; ++axis) {
    if (settings.force_2d && axis == 2 - settings.force_2d_dimension) continue;
    const int a = axis == 0 ? 1 : 0, b = axis == 2 ? 1 : 2;
    for (int j = 0; j < n[b]; ++j)
      for (int i = 0; i < n[a]; ++i)
        shorten_line(out.data() + i * step[a] + j * step[b], n[axis], step[axis]);
  }
  return out;
}

std::vector<Lengths> distance_zone_matrices(const Roi& roi) {
  std::vector<Lengths> out;
  for_each_part(roi, [&](const Roi& part) { out.push_back(count_distance_zones(part)); });
  return out;
}

}  // namespace dlrr
