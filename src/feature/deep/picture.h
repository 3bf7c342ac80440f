// What the network sees, as grey pictures for people: one pixel or a whole number of pixels per
// voxel of the crop, after masking, scaling and fill. No text, so nothing in them names a patient.
#pragma once

#include <functional>
#include <string>

#include "feature/deep/patch.h"

namespace dlrr {

// Axial, coronal and sagittal slice through the middle of the region, side by side; anterior or
// superior on top for the usual axes of a CT. PNG bytes; the crop must not be a gap.
std::string slices_png(const Patch& patch, const DeepSettings& settings);

// The axial slices of many crops, each through the middle of its region, in rows and columns; a gap
// is a crossed field. `crop` makes them one after the other, so that no two are held at once.
using CropAt = std::function<Patch(std::size_t row, std::size_t column)>;
std::string mosaic_png(std::size_t rows, std::size_t columns, const CropAt& crop,
                       const DeepSettings& settings);

}  // namespace dlrr
