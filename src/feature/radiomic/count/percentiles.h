// Percentiles with linear interpolation at q (n - 1), exact: a rough histogram finds the few
// intensities among which the wanted ranks lie, and only those are put in order.
#pragma once

#include <span>
#include <vector>

namespace dlrr {

// Of x, whose smallest and largest values are low and high; `percent` ascending, 0 .. 100.
std::vector<double> percentiles(std::span<const double> x, double low, double high,
                                std::span<const double> percent);

}  // namespace dlrr
