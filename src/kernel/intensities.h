// Sums over the intensities of a region and the bins they fall into. Sums differ between
// instruction sets by their order of addition only (about 1e-15 of the sum of absolute terms); bins
// are whole numbers and the same everywhere. plain.h is the definition.
#pragma once

#include <cstdint>
#include <span>

namespace dlrr::kernel {

using Intensities = std::span<const double>;

struct Extent {
  double low = 0, high = 0, sum = 0;
};
// Of at least one intensity, none of them NaN (then the sum is NaN and the rest has no meaning).
Extent extent_of(Intensities x);

struct PowerSums {
  double second = 0, third = 0, fourth = 0;  // of x - centre
  double absolute = 0;                       // of |x - centre|
  double square = 0;                         // of (x + shift)^2
};
PowerSums power_sums(Intensities x, double centre, double shift);

// Over the intensities with low <= x <= high.
struct PartSum {
  double sum = 0, count = 0;
};
PartSum sum_between(Intensities x, double low, double high);
double absolute_between(Intensities x, double low, double high, double centre);

// Bin k = 1 .. most holds start + (k - 1) * step <= x < start + k * step, the edges rounded as
// written; x before the first edge does not occur, x past the last one falls into bin `most`
// (at most 65535). `bins` has room for kSlack more (neighbours.h).
void bins_of(Intensities x, double start, double step, int most, std::uint16_t* bins);

// min(most, floor((x - low) * per_unit)) for x >= low; a bin is monotonous in x but its edges are
// only as good as the product.
void rough_bins_of(Intensities x, double low, double per_unit, int most, std::uint16_t* bins);

}  // namespace dlrr::kernel
