// Which voxels count: regions of a study made from a tumour mask and an organ mask, in true
// millimetres. One exact distance map per tumour and direction serves every region.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "image/image.h"

namespace dlrr {

// One row of `regions:` in the study file. Exactly one of: neither erode nor expand (the tumour
// itself), erode, expand, or organ_minus_tumour. Distances run between voxel centres; 1e-4 mm
// decides nothing, because files hold spacings as 32-bit numbers.
struct RegionPlan {
  std::string name;
  bool organ_minus_tumour = false;
  // Keeps the tumour voxels whose nearest background voxel is farther than this. The world beyond
  // the image edge is unknown, not background: it erodes nothing.
  double erode_mm = 0;
  // Takes the voxels whose nearest tumour voxel is not farther than this.
  double expand_mm = 0;
  bool ring = true;  // expand only: without the tumour itself (solid: with it)
  bool clip_to_organ = false;
};

struct Region {
  std::string name;
  Mask mask;  // on the grid of the tumour mask
  std::size_t voxels = 0;
  double volume_mm3 = 0;
  std::optional<std::string> gap;  // why no feature may be computed; then the mask is to be ignored
  double cut_fraction = 0;  // part of an expansion's reach that the image edge cuts off (0 = whole)
};

// The six regions of Li et al. 2025: tumour, liver, inner_5mm, rim_3mm, rim_5mm, rim_10mm.
std::vector<RegionPlan> default_region_plans();

// Signed distance in mm from each voxel centre to the nearest voxel centre of the other side:
// negative inside, infinite where there is no other side. Exact Euclidean, anisotropic spacing.
std::vector<float> signed_distance_mm(const Mask& mask);

// `organ` (on the tumour's grid) may be null; a plan that needs it then gives a gap that says so.
// Cut expansions (the image ends before the margin does) are kept with cut_fraction > 0, or a gap
// when more than `max_cut` is lost.
std::vector<Region> make_regions(const Mask& tumour, const Mask* organ,
                                 const std::vector<RegionPlan>& plans, double max_cut = 0.5);

// Throws a helpful Error for a plan that contradicts itself.
void check_plan(const RegionPlan& plan);

}  // namespace dlrr
