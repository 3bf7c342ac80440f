// A feature family counts one kind of thing in a region and reduces the counts to numbers. Values
// equal PyRadiomics 3.1 (conventions and traps: docs/theory.md).
#pragma once

#include <cstdint>
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
  std::shared_ptr<const Codes> codes;  // may be absent: then they are made from `levels`
};

// `image` and `mask` on the same grid, not cropped. Throws for an empty mask or over 65535 levels.
// Many images of one region: roi_maker.h.
Roi make_roi(const Image& image, const Mask& mask, const TextureSettings& settings);

// On which images a family is computed.
enum class Measures {
  every_image,  // on each derived image
  once          // on the region itself, once: shape; columns are named original_
};

struct Family {
  std::string_view name;  // "glcm"
  std::span<const FeatureDefinition> features;
  // Values in the order of `features`; NaN where undefined.
  std::vector<double> (*compute)(const Roi& roi);
  Measures measures = Measures::every_image;
  // False: only when the settings name the class; not one of PyRadiomics'.
  bool standard = true;
  // Reads Roi::image or Roi::levels itself instead of leaving it to the counting.
  bool reads_voxels = true;
};

// Shape, then PyRadiomics' order: firstorder, glcm, gldm, glrlm, glszm, ngtdm; then the others
// (families.cpp).
std::span<const Family> families();

}  // namespace dlrr
