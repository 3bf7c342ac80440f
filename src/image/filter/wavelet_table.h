// Decomposition filters of every discrete wavelet of PyWavelets: haar, db1..38, sym2..20,
// coif1..17, bior, rbio, dmey. Sums are sqrt(2) (low) and 0 (high).
#pragma once

#include <string>
#include <vector>

namespace dlrr {

struct WaveletFilters {
  std::vector<double> low, high;  // of equal length
};

// An Error with the nearest known name for a wavelet that does not exist.
WaveletFilters wavelet_filters(const std::string& name);
std::vector<std::string> wavelet_names();

}  // namespace dlrr
