// Co-occurrence matrices of single kernels, for features that are no plain mean over pairs. A
// kernel holds few of the region's levels and few pairs, so cells are found through bits instead of
// by looking through a whole matrix, and only those sums are made that a wanted feature reads.
#pragma once

#include <span>
#include <vector>

#include "feature/radiomic/row.h"
#include "feature/radiomic/voxelwise/kernel.h"

namespace dlrr {

// Values of the rows, then by centre: the mean over the directions that have a pair; NaN where
// there is none. Without a weighting norm.
std::vector<std::vector<double>> pair_values(const KernelField& field,
                                             std::span<const FeatureRow<Pairs>* const> rows,
                                             unsigned threads, bool quiet);

}  // namespace dlrr
