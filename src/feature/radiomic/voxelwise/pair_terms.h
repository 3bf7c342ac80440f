// Co-occurrence features that are means of a term over pairs of neighbours (contrast, homogeneity,
// ...), for every kernel at once: per direction the terms of all pairs are added up box by box.
// Sums are whole numbers (fixed point), so neither order nor threads change a bit.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "feature/radiomic/voxelwise/kernel.h"

namespace dlrr {

// What a pair of levels adds (FeatureRow::term).
using LevelPairTerm = double (*)(double i, double j, double levels);

// Per voxel of the region one bit per direction: does its kernel hold a pair in this direction?
struct Directions {
  std::size_t words = 0;  // per voxel
  std::vector<std::uint64_t> bits;
};

struct PairTermMeans {
  std::vector<std::vector<double>> values;  // by term, then by centre; NaN where there is no pair
  Directions directions;
};

// More level ranks than this make the table of terms too large.
constexpr int kMostTermRanks = 1024;

// Without a weighting norm: the mean over the directions that have a pair. `wants_directions` fills
// the bits.
PairTermMeans pair_term_means(const KernelField& field, std::span<const LevelPairTerm> terms,
                              bool wants_directions, unsigned threads, bool quiet);

}  // namespace dlrr
