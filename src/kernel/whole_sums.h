// Columns as 16-bit whole numbers against lists of such numbers: which columns have a large sum of
// products. Whole-number sums are exact, so every instruction set gives the same answer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace dlrr::kernel {

inline constexpr std::size_t kSumPanel = 32;  // columns that lie beside each other

struct LargeSum {
  std::uint32_t column;
  std::int32_t sum;
};

// left: [list][pair of rows][2]. panels: [panel][pair of rows][kSumPanel columns][2]. Appends to
// out[list] every column with |sum over rows of left * panels| >= bar[list], ascending. The caller
// keeps every partial sum within 31 bits; zeros fill the last panel and an odd last row.
void large_sums(const std::int16_t* left, const std::int16_t* panels, std::size_t pairs,
                std::size_t panel_count, std::span<const std::int32_t> bar,
                std::vector<LargeSum>* out);

}  // namespace dlrr::kernel
