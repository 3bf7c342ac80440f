// Words for a region with too many grey levels for its texture to be dense: how many, and a bin
// width that gives a usual number.
#pragma once

#include <string>

#include "feature/radiomic/family.h"

namespace dlrr {

// A round width (1, 2 or 5 times a power of ten) that puts `range` into 16 to 64 bins.
double suggested_bin_width(double range);

// "binWidth 100 would give about 41 levels".
std::string bin_width_advice(double range);
std::string bin_width_advice(const Roi& roi);

// "412 levels in wavelet-LLL: texture will be sparse; ..." for more than 256 levels, else "".
std::string level_hint(const std::string& image_name, const Roi& roi);

// Throws when co-occurrence matrices of the region's levels would not fit into memory: how many
// levels there are, and a width to use.
void refuse_level_explosion(const Roi& roi);

}  // namespace dlrr
