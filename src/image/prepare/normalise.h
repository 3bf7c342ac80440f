// Z-score of a whole image, as PyRadiomics' normalizeImage: mean and standard deviation (divisor
// N-1) over all voxels, optional clipping, then a scale.
#pragma once

#include "image/image.h"

namespace dlrr {

// float64 image. `clip` > 0 limits the z-scores to [-clip, clip] before `scale` multiplies them.
// Throws for a constant image.
Image normalise(const Image& image, double scale = 1, double clip = 0);

}  // namespace dlrr
