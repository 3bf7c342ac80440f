// The region's voxels in small boxes of the grid: the unit of work of feature maps. One box's
// scratch memory is what a thread needs, however large the region is.
#pragma once

#include <cstdint>
#include <vector>

#include "feature/radiomic/voxelwise/kernel.h"

namespace dlrr {

struct Tile {
  Box box;                           // the smallest around its voxels
  std::vector<std::size_t> members;  // indices into KernelField::centres
  std::vector<Index3> places;        // of the members in the box
};

// Tiles that hold a voxel, of at most `edge` voxels a side.
std::vector<Tile> make_tiles(const KernelField& field, const Index3& edge);

// What the kernels of a tile read: the tile's box grown by the radius, level ranks with 0 outside.
struct TileRanks {
  Index3 size{0, 0, 0};
  std::vector<std::uint16_t> rank;  // x fastest

  std::size_t at(int x, int y, int z) const {
    return static_cast<std::size_t>(x) +
           static_cast<std::size_t>(size[0]) *
               (static_cast<std::size_t>(y) +
                static_cast<std::size_t>(size[1]) * static_cast<std::size_t>(z));
  }
};
TileRanks read_tile(const KernelField& field, const Box& box);

}  // namespace dlrr
