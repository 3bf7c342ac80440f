#include "feature/radiomic/voxelwise/tiles.h"

#include <algorithm>

namespace dlrr {

std::vector<Tile> make_tiles(const KernelField& field, const Index3& edge) {
  Index3 count;
  for (std::size_t a = 0; a < 3; ++a) count[a] = (field.size()[a] + edge[a] - 1) / edge[a];
  std::vector<Tile> grid(static_cast<std::size_t>(count[0]) * static_cast<std::size_t>(count[1]) *
                         static_cast<std::size_t>(count[2]));
  Index3 at{0, 0, 0};
  std::int32_t before = 0;
  for (std::size_t i = 0; i < field.centres.size(); ++i) {
    at[0] += field.centres[i] - before;  // centres ascend; carrying on is cheaper than dividing
    before = field.centres[i];
    if (at[0] >= field.size()[0]) at = field.place(before);
    Tile& tile = grid[static_cast<std::size_t>(
        at[0] / edge[0] + count[0] * (at[1] / edge[1] + count[1] * (at[2] / edge[2])))];
    if (tile.members.empty()) tile.box = {at, at};
    for (std::size_t a = 0; a < 3; ++a) {
      tile.box.low[a] = std::min(tile.box.low[a], at[a]);
      tile.box.high[a] = std::max(tile.box.high[a], at[a]);
    }
    tile.members.push_back(i);
    tile.places.push_back(at);
  }
  std::erase_if(grid, [](const Tile& tile) { return tile.members.empty(); });
  for (Tile& tile : grid)
    for (Index3& place : tile.places)
      for (std::size_t a = 0; a < 3; ++a) place[a] -= tile.box.low[a];
  return grid;
}

TileRanks read_tile(const KernelField& field, const Box& box) {
  TileRanks out;
  const Index3 n = field.size(), r = field.radius, inner = box.size();
  for (std::size_t a = 0; a < 3; ++a) out.size[a] = inner[a] + 2 * r[a];
  out.rank.assign(out.at(0, 0, out.size[2]), 0);
  const int x0 = std::max(0, box.low[0] - r[0]), x1 = std::min(n[0] - 1, box.high[0] + r[0]);
  for (int z = 0; z < out.size[2]; ++z)
    for (int y = 0; y < out.size[1]; ++y) {
      const int gy = box.low[1] - r[1] + y, gz = box.low[2] - r[2] + z;
      if (gy < 0 || gz < 0 || gy >= n[1] || gz >= n[2]) continue;
      const auto from = field.rank.begin() +
                        static_cast<std::ptrdiff_t>(field.roi.mask.geometry.offset(x0, gy, gz));
      std::copy(
          from, from + (x1 - x0 + 1),
          out.rank.begin() + static_cast<std::ptrdiff_t>(out.at(x0 - (box.low[0] - r[0]), y, z)));
    }
  return out;
}

}  // namespace dlrr
