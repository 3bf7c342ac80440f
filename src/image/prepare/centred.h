// Resampling as IBSI asks for it: the new grid covers the whole image and the centres of both
// grids coincide, so that no edge is favoured (IBSI manual, "interpolation grid dimensions"). The
// grid ends within half a voxel of the image; there the border voxel is repeated (linear) or
// mirrored (spline).
#pragma once

#include <span>

#include "image/prepare/resample.h"

namespace dlrr {

// ceil(old size * old spacing / new spacing) voxels per axis. 0 keeps the spacing of an axis, and
// an axis of one voxel keeps its own.
Geometry centred_grid(const Geometry& from, const Vector3& spacing);

// Image and masks (on the image's grid) on the centred grid; `crop_it` keeps only the box around
// all masks plus pad. Throws when every mask is empty; a mask may be empty afterwards.
PreparedPhase prepare_centred(const Image& image, std::span<const Mask> masks,
                              const ResampleSettings& settings, bool crop_it);

}  // namespace dlrr
