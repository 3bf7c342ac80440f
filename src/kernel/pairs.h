// Sums over co-occurrence matrices of several directions at once, one direction per vector lane.
// Values differ between instruction sets by rounding only (within 1e-12; plain.h is the
// definition).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace dlrr::kernel {

// Matrices of `lanes` directions over n grey levels, interleaved: cell (i, j) of direction d is at
// (i * n + j) * lanes + d. A symmetric matrix is given by its cells j <= i.
struct PairMatrices {
  std::size_t n = 0, lanes = 0;  // lanes: 2 or 16
  bool symmetric = true;
  std::span<const int> level;     // n grey levels, ascending, at least 1
  std::span<const double> count;  // n * n * lanes
};

// What the features share, per direction; interleaved as above. log2(p) means log2(p + 2^-52).
struct PairSums {
  std::vector<double> total;        // of the counts; a direction with 0 has only zeros
  std::vector<double> px, py;       // marginals: i * lanes + d
  std::vector<double> sum, gap;     // p of i + j = 0 .. 2 top and |i - j| = 0 .. top - 1
  std::vector<double> ux, uy;       // mean levels
  std::vector<double> hx, hy, hxy;  // entropies of px, py and the matrix
  std::vector<double> hxy1, hxy2;   // cross entropies with px * py
  std::vector<double> sum_entropy, gap_entropy;
  std::vector<double> product, covariance;  // sums of i j p and (i - mean) (j - mean) p
  std::vector<double> energy, most;         // sum of p^2, largest p
  // The second largest singular value of p(i,j) / sqrt(px(i) py(j) + 2^-52); 1 for n = 1.
  std::vector<double> correlation;
};
PairSums reduce_pairs(const PairMatrices& matrices);

}  // namespace dlrr::kernel
