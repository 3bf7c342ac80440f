// Feature maps: a feature computed at every voxel of a region, on the kernel about the voxel, as in
// PyRadiomics' voxel-based extraction: prepare, check, re-segment, filter the whole image, then one
// map per feature. Shape has no maps.
#pragma once

#include <string>
#include <vector>

#include "feature/radiomic/settings.h"
#include "image/image.h"

namespace dlrr {

struct FeatureMap {
  std::string name;            // "wavelet-LLH_ngtdm_Coarseness"
  std::vector<double> values;  // of the region's voxels, in array order; NaN where undefined
};

struct FeatureMaps {
  Image image;  // the scan, or what resampling and preCrop made of it; values are on its grid
  Mask region;  // the voxels that have values
  bool moved = false;  // the grid is not the scan's
  double init_value = 0;
  std::vector<FeatureMap> maps;  // in PyRadiomics' order: image by image, class by class
  // The map on the whole grid, init_value outside the region; float64.
  Image on_grid(const FeatureMap& map) const;
};

// All features that the settings choose. Throws for a region that cannot be measured. The bits do
// not depend on `threads`. `quiet`: no progress line.
FeatureMaps feature_maps(const Image& image, const Mask& mask, const RadiomicSettings& settings,
                         unsigned threads = 1, bool quiet = true);

}  // namespace dlrr
