// Neighbourhood grey tone tables (NGTDM) of all kernels: a voxel's neighbours inside a kernel
// depend only on which of the kernel's faces it touches, so its distance from their mean is
// computed once per case instead of once per kernel.
#pragma once

#include <span>
#include <vector>

#include "feature/radiomic/row.h"
#include "feature/radiomic/voxelwise/kernel.h"

namespace dlrr {

// Neighbours are one voxel away, and the sums of a kernel fit a whole number with 34 binary places.
bool has_short_tones(const KernelField& field);

// Values of the rows, then by centre. For fields with short tones.
std::vector<std::vector<double>> tone_values(const KernelField& field,
                                             std::span<const FeatureRow<Tones>* const> rows,
                                             unsigned threads, bool quiet);

}  // namespace dlrr
