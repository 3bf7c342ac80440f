// The constants behind wavelet_table.h.
#pragma once

#include <span>

namespace dlrr {

struct WaveletRow {
  const char* name;
  std::span<const double> low;
  std::span<const double> high;  // empty: high[k] = (-1)^(k+1) low[n-1-k]
};

std::span<const WaveletRow> wavelet_rows();

}  // namespace dlrr
