// Grey-level co-occurrence (Haralick 1973): how often two levels stand one step apart, per
// direction, and the marginal sums that its features share.
#pragma once

#include <optional>
#include <vector>

#include "feature/radiomic/family.h"

namespace dlrr {

// One normalised matrix over the levels that occur in the region: its cells, or the sums over them
// that count_pairs takes while it counts.
struct Pairs {
  struct Cell {
    int i = 0, j = 0;  // ranks of the levels, from 0
    double p = 0;      // above 0
  };
  struct Sums {
    double product = 0, covariance = 0;  // of i j p, (i - ux) (j - uy) p
    double energy = 0, most = 0;         // of p^2; the largest p
    double hy = 0, hsum = 0, hgap = 0;   // entropies of py, p+ and p-
    double maximal_correlation = 0;      // root of the second largest eigenvalue of Q
  };
  std::vector<double> level;     // grey level of each rank
  std::vector<Cell> cells;       // cells that are not empty, row by row
  std::optional<Sums> sums;      // then there are no cells
  std::vector<double> px, py;    // marginals by rank
  std::vector<double> sum, gap;  // p+(k) for k = 0 .. 2 Ng and p-(k) for k = 0 .. Ng - 1
  double ux = 0, uy = 0;         // mean levels
  double hx = 0, hxy = 0;        // entropies of px and of the matrix
  double hxy1 = 0, hxy2 = 0;     // cross entropies with px * py
  double levels = 0;             // Ng: the largest level of the region
};

// One matrix per direction that has a pair; a single matrix under a weighting norm. Empty when no
// two voxels of the region are neighbours.
std::vector<Pairs> count_pairs(const Roi& roi);

// Most levels that may occur in a region: a table of 16 MiB; finer bins make no sense for
// co-occurrence.
constexpr int most_pair_levels = 2048;

// log2(p + eps) as in PyRadiomics, eps = 2^-52.
double log2_of(double p);

}  // namespace dlrr
