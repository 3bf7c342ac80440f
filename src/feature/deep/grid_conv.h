// 3x3x3 convolution of stride 1 by fewer multiplications. Voxels that lie a dilation apart form
// grids that never mix; each grid is cut into tiles of two results per axis, and all tiles of all
// grids are the rows of one matrix product per place of the transformed tile (kernel/winograd.h):
// 64 products of tiles of 2x2x2 where a direct convolution has 216, 27 where a grid has only two
// points per axis.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "kernel/winograd.h"

namespace dlrr {

struct GridConvShape {
  int in, out;              // channels
  std::array<int, 3> size;  // depth, height, width of source and target
  int dilation;             // also the padding
};

class GridConv {
 public:
  // Channels in whole panels, and at least one axis with neighbours.
  static bool fits(const GridConvShape& shape);
  // True when it fits and is expected to be faster than a direct convolution that does
  // `direct_speed` products in the time of one of ours.
  static bool pays(const GridConvShape& shape, double direct_speed = 1);

  // `weights` [out][in][3][3][3], `bias` [out].
  GridConv(std::span<const float> weights, std::span<const float> bias, const GridConvShape& shape);

  // Channel-last maps [depth][height][width][channels]: target = max(0, conv(source) + bias), with
  // the target's old content as one more term when `add`. May be called by several threads.
  void apply(const float* source, float* target, bool add) const;

 private:
  void pack(std::span<const float> weights);
  void points_of(std::size_t tile, const float* source, const float** points) const;
  void results_of(std::size_t tile, float* target, float** results) const;

  GridConvShape shape_;
  kernel::TileAxes axes_;
  std::array<std::vector<int>, 3> starts_;  // per axis: voxel of each tile's first result
  std::size_t tiles_, products_, block_;    // block_: tiles that are computed together
  std::vector<float> packed_, bias_, zeros_;
};

}  // namespace dlrr
