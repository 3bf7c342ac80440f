// Small changes of a drawn mask, as another hand might have drawn it: grown or shrunk in true
// millimetres, turned about its centroid, moved. For the stability of features (Zwanenburg et al.
// 2019, Sci Rep 9:614).
#pragma once

#include <cstdint>
#include <string_view>

#include "image/image.h"

namespace dlrr {

struct MaskChange {
  double growth_mm = 0;     // below 0: shrunk; as erode and expand of a region
  double degrees = 0;       // about the axis through the centroid, right-handed
  Vector3 axis{0, 0, 1};    // LPS, length 1
  Vector3 shift_mm{0, 0, 0};  // LPS
};

// How large changes may be.
struct PerturbationRange {
  double grow_mm = 1, rotate_degrees = 5, translate_mm = 1;
};

// The changes of one mask, number 1, 2, ... of `who`: odd ones grow by grow_mm, even ones shrink by
// it; the angle is uniform up to rotate_degrees either way about an axis of any direction, the
// shift uniform up to translate_mm either way along each axis. The same seed, name and number give
// the same change.
MaskChange random_change(const PerturbationRange& range, std::uint64_t seed, std::string_view who,
                         std::uint64_t number);

// On the same grid. A voxel is inside when the signed distance map of the mask, read linearly at
// the place it came from, is within the growth; without a turn and a shift that is exactly the
// expansion or erosion of a region. What leaves the image is lost. May be empty.
Mask perturbed(const Mask& mask, const MaskChange& change);

}  // namespace dlrr
