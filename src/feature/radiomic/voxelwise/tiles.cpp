#include "feature/radiomic/voxelwise/tiles.h"

#include <algorithm>
#include <map>

#include "image/prepare/resample.h"

namespace dlrr {

std::vector<Tile> make_tiles(const KernelField& field, const Index3& edge) {
  Index3 count;
  for (std::size_t a = 0; a < 3; ++a) count[a] = (field.size()[a] + edge[a] - 1) / edge[a];
  std::map<std::int64_t, Tile> tiles;  // by place, so that their order is fixed
  for (std::size_t i = 0; i < field.centres.size(); ++i) {
    const Index3 at = field.place(field.centres[i]);
    const std::int64_t key =
        at[0] / edge[0] +
        count[0] * (at[1] / edge[1] + static_cast<std::int64_t>(count[1]) * (at[2] / edge[2]));
    Tile& tile = tiles[key];
    const Box here{at, at};
    tile.box = tile.members.empty() ? here : united(tile.box, here);
    tile.members.push_back(static_cast<std::int32_t>(i));
  }
  std::vector<Tile> out;
  for (auto& [key, tile] : tiles) out.push_back(std::move(tile));
  return out;
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
