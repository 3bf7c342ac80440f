// The neighbourhood ("kernel") that a voxel-wise feature is computed on: a box of `radius` voxels
// on every side of a voxel of the region, clipped to the grid, one slice thick under force2D.
// Levels come from one discretisation of all voxels that any kernel may read, as in PyRadiomics'
// voxel mode.
#pragma once

#include <cstdint>
#include <vector>

#include "feature/radiomic/family.h"

namespace dlrr {

struct KernelField {
  Roi roi;                            // level 0: a kernel may not read this voxel
  std::vector<std::int32_t> centres;  // places of the region's voxels in the grid, in array order
  std::vector<std::uint16_t> rank;    // of each voxel's level among those that occur; 0 outside
  std::vector<int> level;             // grey level of each rank; [0] unused
  Index3 radius{1, 1, 1};             // voxels; 0 on the axis that force2D leaves out

  const Index3& size() const { return roi.mask.geometry.size; }
  int ranks() const { return static_cast<int>(level.size()) - 1; }
  Index3 place(std::int32_t centre) const;
};

// `masked`: kernels read voxels of the region only; else every voxel of its box grown by `radius`
// (and clipped to the image). `image` and `mask` lie on one grid. Throws as make_roi does.
KernelField make_kernel_field(const Image& image, const Mask& mask, const TextureSettings& settings,
                              int radius, bool masked);

// The kernel about a voxel as a region of its own, with the levels of the field.
void fill_kernel(const KernelField& field, std::int32_t centre, Roi& kernel);

}  // namespace dlrr
