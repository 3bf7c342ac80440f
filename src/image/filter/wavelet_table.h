// Coefficients of the orthogonal wavelets that the wavelet filter knows.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace dlrr {

// Low-pass decomposition filter; an Error with the nearest known name for a wavelet we do not have.
// The high-pass filter follows: high[k] = (-1)^(k+1) low[n-1-k].
std::span<const double> wavelet_low(const std::string& name);
std::vector<std::string> wavelet_names();

}  // namespace dlrr
