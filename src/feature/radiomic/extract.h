// Radiomic features of regions: prepare, check, filter, discretise, compute. `exact` follows
// PyRadiomics 3.1 step by step for one region; `shared` does the costly steps once for all regions
// of a scan.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "feature/radiomic/diagnostics.h"
#include "feature/radiomic/settings.h"
#include "image/image.h"

namespace dlrr {

struct RadiomicValues {
  std::vector<std::string> names;              // radiomic_names(settings)
  std::vector<double> values;                  // NaN where undefined
  std::map<std::size_t, std::string> reasons;  // index of a NaN -> why
  std::string gap;                             // why the whole region has no values; "" when it has
  Diagnostics diagnostics;                     // of the stages after reading; extract_exact only
};

// Told what a person should know before texture is computed, image by image.
using ExtractNote = std::function<void(const std::string&)>;

// Column names in PyRadiomics' order: original_shape_*, then image by image, class by class.
std::vector<std::string> radiomic_names(const RadiomicSettings& settings);

// One region as PyRadiomics would do it: resampled around the region alone, or else filtered as a
// whole image. On a centred grid (gridAlignment) the whole image is resampled and filtered unless
// preCrop is set. Throws for a region that cannot be measured.
RadiomicValues extract_exact(const Image& image, const Mask& mask, const RadiomicSettings& settings,
                             const ExtractNote& note = {});

// What extract_exact measures: the image after rounding and resampling, the region on its grid, and
// the voxels that re-segmentation leaves.
struct RegionSteps {
  Image image;
  Mask morphology, intensity;
};
RegionSteps region_steps(const Image& image, const Mask& mask, const RadiomicSettings& settings);

// extract_exact of each region; one that cannot be measured has a gap.
std::vector<RadiomicValues> extract_each(const Image& image, std::span<const Mask* const> regions,
                                         const RadiomicSettings& settings);

// All regions (on one grid) of one image: one resampling around all of them, each filter once. With
// one region and resampling the same numbers as extract_exact. Without resampling the image is
// cropped to the regions plus padDistance before filters. A region that cannot be measured has a
// gap; NaN everywhere.
std::vector<RadiomicValues> extract_shared(const Image& image, std::span<const Mask* const> regions,
                                           const RadiomicSettings& settings);
// The same; lets the image go once it is resampled or cropped.
std::vector<RadiomicValues> extract_shared(Image&& image, std::span<const Mask* const> regions,
                                           const RadiomicSettings& settings);

// The image and the region's mask as extract_exact measures them: normalised, resampled or cropped.
PreparedPhase prepare_region(const Image& image, const Mask& mask,
                             const RadiomicSettings& settings);

// Throws with PyRadiomics' words when the region is empty, a single voxel, has too few dimensions
// or voxels.
void check_region(const Mask& mask, const RadiomicSettings& settings);

// The voxels of the mask within resegmentRange and resegmentOutliers.
Mask resegmented(const Image& image, const Mask& mask, const RadiomicSettings& settings);

}  // namespace dlrr
