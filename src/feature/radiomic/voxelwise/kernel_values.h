// Features of one family at every voxel of a region, each on the kernel about the voxel. Values
// equal PyRadiomics 3.1's voxel mode, its habits included (see batch rules below).
#pragma once

#include <span>
#include <vector>

#include "feature/radiomic/settings.h"
#include "feature/radiomic/voxelwise/kernel.h"

namespace dlrr {

// Values by feature, then by centre of the field; NaN where undefined. The bits do not depend on
// `threads`; a thread needs scratch memory for one tile only. `quiet`: no progress line.
//
// Batches: PyRadiomics computes `batch` voxels at a time (-1: all). A direction without any pair in
// the batch is dropped. Where a kernel has no pair in one of the others, the voxel's JointAverage
// is NaN, and MCC fails for the whole batch, whose voxels keep the initial value.
std::vector<std::vector<double>> kernel_values(const KernelField& field, const Family& family,
                                               std::span<const std::size_t> features,
                                               const VoxelSettings& settings, unsigned threads,
                                               bool quiet);

// The same without any short cut: each kernel as a region of its own. For tests.
std::vector<std::vector<double>> plain_kernel_values(const KernelField& field, const Family& family,
                                                     std::span<const std::size_t> features,
                                                     unsigned threads, bool quiet);

}  // namespace dlrr
