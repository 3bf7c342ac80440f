// A feature family counts one kind of thing in a region and reduces the counts to numbers. Values
// equal PyRadiomics 3.1 (conventions and traps: docs/theory.md).
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "feature/definition.h"
#include "image/image.h"

namespace dlrr {

// What changes the counts; PyRadiomics' settings of the same meaning.
struct TextureSettings {
  double bin_width = 25;  // intensity units; used when bin_count is 0
  int bin_count = 0;
  std::vector<int> distances{1};  // voxels, infinity norm
  bool symmetrical_glcm = true;
  std::string weighting_norm;  // "", euclidean, manhattan, infinity, no_weighting
  int gldm_a = 0;
  bool force_2d = false;
  int force_2d_dimension = 0;  // array order: 0 = z, 1 = y, 2 = x
  double voxel_array_shift = 0;

  // Where bins of a width begin: "zero" at multiples of the width (PyRadiomics), "minimum" at the
  // region's smallest intensity, "range" at the lower bound of re-segmentation (IBSI; the minimum
  // when there is none).
  std::string bin_origin = "zero";
  // How matrices of slices and directions are put together (count/aggregate.h); "" as
  // weighting_norm and force_2d say.
  std::string aggregation;
  bool isolated_voxels = true;  // NGTDM counts voxels without a neighbour in the region
  // Levels of the intensity-volume histogram: a width, a number, or (both 0) whole steps of 1.
  double ivh_bin_width = 0;
  int ivh_bin_count = 0;
  // Intensities that re-segmentation let through, absolute; NaN where open. Set for the image as
  // it is, not for filtered ones.
  double range_low = std::numeric_limits<double>::quiet_NaN();
  double range_high = std::numeric_limits<double>::quiet_NaN();
};

// What lies around a region, for families that look beyond the voxels that count. Not owned.
struct Surroundings {
  const Image* image = nullptr;      // the grid on which the region was drawn
  const Mask* morphology = nullptr;  // voxels that make the shape: never re-segmented by default
  const Mask* intensity = nullptr;   // voxels whose intensities count
  Index3 low{0, 0, 0};               // where the Roi's first voxel lies on that grid
};

struct Codes;  // count/codes.h: the levels in the form in which they are counted

// A region cropped to its bounding box, discretised once for all families. A Roi for families that
// only count (Family::reads_voxels) has no voxels in `image` and no `levels`.
struct Roi {
  Image image;                        // cropped
  Mask mask;                          // cropped, same size; voxels whose intensities count
  std::vector<std::uint16_t> levels;  // 1 .. level_count inside, 0 outside
  int level_count = 0;                // the largest level
  std::vector<double> intensities;    // inside, in array order
  TextureSettings settings;
  Surroundings around;                 // empty: the Roi is all that is known
  std::shared_ptr<const Codes> codes;  // may be absent: then they are made from `levels`
};

// With the Roi's own image and mask where `around` is empty.
Surroundings surroundings(const Roi& roi);

// `image` and `mask` on the same grid, not cropped. Throws for an empty mask or over 65535 levels.
// Many images of one region: roi_maker.h.
Roi make_roi(const Image& image, const Mask& mask, const TextureSettings& settings);

// On which images a family is computed.
enum class Measures {
  every_image,  // on each derived image
  once          // on the region itself, once: shape and such; columns are named original_
};

struct Family {
  std::string_view name;  // "glcm"
  std::span<const FeatureDefinition> features;
  // Values in the order of `features`; NaN where undefined.
  std::vector<double> (*compute)(const Roi& roi);
  Measures measures = Measures::every_image;
  // False: only when the settings name the class; not one of PyRadiomics'.
  bool standard = true;
  // Names that PyRadiomics once had, still accepts, and gives no value for.
  std::span<const std::string_view> retired = {};
  // Reads Roi::image or Roi::levels itself instead of leaving it to the counting.
  bool reads_voxels = true;
};

// Shape, then PyRadiomics' order: firstorder, glcm, gldm, glrlm, glszm, ngtdm; then the others
// (families.cpp).
std::span<const Family> families();

}  // namespace dlrr
