// Grey-level co-occurrence (Haralick 1973): how often two levels stand one step apart, per
// direction, and the marginal sums that its features share.
#pragma once

#include <vector>

#include "feature/radiomic/family.h"

namespace dlrr {

// What the features need of one normalised matrix p over the levels that occur in the region.
struct Pairs {
  std::vector<double> level;       // grey level of each rank
  std::vector<double> px, py;      // marginals by rank
  std::vector<double> sum, gap;    // p+(k) for k = 0 .. 2 Ng and p-(k) for k = 0 .. Ng - 1
  double ux = 0, uy = 0;           // mean levels
  double hx = 0, hy = 0, hxy = 0;  // entropies of px, py and the matrix
  double hxy1 = 0, hxy2 = 0;       // cross entropies with px * py
  double sum_entropy = 0, gap_entropy = 0;
  double product = 0;              // sum of i j p
  double covariance = 0;           // sum of (i - ux) (j - uy) p
  double energy = 0, most = 0;     // sum of p^2, largest p
  double maximal_correlation = 0;  // root of the second largest eigenvalue of Q
  double levels = 0;               // Ng: the largest level of the region
};

// One matrix per direction that has a pair; a single matrix under a weighting norm. Empty when no
// two voxels of the region are neighbours.
std::vector<Pairs> count_pairs(const Roi& roi);

// The counts that the matrices are made of: cells above 0, direction by direction in the order of
// half_steps, both ways of a pair added when the matrix is symmetrical. No weights.
struct PairCell {
  std::size_t direction = 0;
  int i = 0, j = 0;  // grey levels
  double count = 0;
};
std::vector<PairCell> count_pair_cells(const Roi& roi);

// Most levels that may occur in a region: a table of 16 MiB; finer bins make no sense for
// co-occurrence.
constexpr int most_pair_levels = 2048;

// log2(p + eps) as in PyRadiomics, eps = 2^-52.
double log2_of(double p);

}  // namespace dlrr
