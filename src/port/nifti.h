// The voxels of a NIfTI-1 file from its bytes. Geometry is ITK's business; but its NIfTI library
// turns NaN and infinite voxels into 0, fills files that were cut off with zeros, and unpacks five
// times slower.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/large_vector.h"

namespace dlrr {

// `count` voxels as numbers, scaled by slope and intercept in single precision (double for float64)
// as ITK does. `bytes` is the whole file, unpacked. Files with fewer voxels are an Error that names
// `source`.
LargeVector<double> nifti_voxels(std::string_view bytes, std::size_t count,
                                 const std::string& source);

// The same as 32-bit whole numbers, where the file holds unscaled whole numbers of 8 or 16 bits, as
// most masks do: a sixth of the memory. Empty for other files.
std::vector<std::int32_t> nifti_labels(std::string_view bytes, std::size_t count,
                                       const std::string& source);

}  // namespace dlrr
