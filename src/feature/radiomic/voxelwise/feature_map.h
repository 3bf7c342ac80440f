// Feature maps: a feature computed at every voxel of a region, on the kernel about the voxel, as in
// PyRadiomics' voxel-based extraction: prepare, check, re-segment, filter the whole image, then one
// map per feature. Shape has no maps. Maps are handed out class by class, so that not all of them
// are in memory.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "feature/radiomic/settings.h"
#include "image/image.h"

namespace dlrr {

struct FeatureMap {
  std::string name;            // "wavelet-LLH_ngtdm_Coarseness"
  std::vector<double> values;  // of the region's voxels, in array order; NaN where undefined
};

// Where maps lie.
struct MapGrid {
  Image image;         // the scan, or what resampling or preCrop made of it
  Mask region;         // the voxels that have values
  bool moved = false;  // the grid is not the scan's
  double init_value = 0;
  // A map on the whole grid, init_value outside the region; float64.
  Image fill(const FeatureMap& map) const;
};

struct MapOptions {
  std::set<std::string> only;  // names of the maps wanted; empty: all that the settings choose
  unsigned threads = 1;        // changes no bit
  bool quiet = true;           // no progress line
};

// Receives the maps in PyRadiomics' order: image by image, class by class.
using EmitMap = std::function<void(const MapGrid& grid, const FeatureMap& map)>;

// Throws for a region that cannot be measured.
void feature_maps(const Image& image, const Mask& mask, const RadiomicSettings& settings,
                  const MapOptions& options, const EmitMap& emit);

}  // namespace dlrr
