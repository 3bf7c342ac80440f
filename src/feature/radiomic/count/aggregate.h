// How the matrices of slices and directions are put together before features are taken (IBSI:
// 2D BTW3 and SUJT, 2.5D JJUI and ZW7Z, 3D ITBB and IAZD; without directions 8QNN, 62GR, KOBO).
// Every way is the same counting: over single slices or the whole region, within slices or
// through space, directions apart or merged. Features are then averaged over the matrices.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "feature/radiomic/count/lengths.h"
#include "feature/radiomic/count/neighbours.h"
#include "feature/radiomic/count/pairs.h"
#include "feature/radiomic/family.h"

namespace dlrr {

// 2D_averaged, 2D_slice_merged, 2.5D_direction_merged, 2.5D_merged, 3D_averaged, 3D_merged.
// Families without directions take 2D, 2.5D or 3D from the front of the word.
std::vector<std::string> aggregation_names();

// Calls `visit` with each region whose matrices are counted apart, set up so that plain counting
// gives what `aggregation` asks for; with the Roi itself when nothing is asked for.
void for_each_part(const Roi& roi, const std::function<void(const Roi& part)>& visit);

// The matrices of a region. Without an aggregation those of PyRadiomics (no direction without two
// voxels in a line, nothing for a single voxel); with one, every direction and every voxel counts,
// as IBSI wants it, and a slice that gives no matrix is left out.
std::vector<Pairs> pair_matrices(const Roi& roi);
std::vector<Lengths> run_matrices(const Roi& roi);
std::vector<Lengths> zone_matrices(const Roi& roi);
std::vector<Lengths> dependence_matrices(const Roi& roi);
std::vector<Tones> tone_matrices(const Roi& roi);

}  // namespace dlrr
