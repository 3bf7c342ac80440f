// Radiomic settings: what a PyRadiomics parameter file says, as typed values. Same keys, same
// defaults, same meaning (pyradiomics.readthedocs.io/customization).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "feature/radiomic/family.h"
#include "image/filter/filter.h"
#include "image/prepare/resample.h"

namespace dlrr {

// One image type with the settings that hold for it (global ones overridden by its own).
struct ImageTypeChoice {
  std::string type;  // "LoG"
  FilterSettings filter;
  TextureSettings texture;
};

struct ClassChoice {
  std::string family;                 // "glcm"
  std::vector<std::size_t> features;  // indices into the family's features, in the order of output
};

// Feature maps (voxelwise/feature_map.h); PyRadiomics' settings of the same meaning.
struct VoxelSettings {
  int kernel_radius = 1;      // voxels
  bool masked_kernel = true;  // kernels read voxels of the region only
  double init_value = 0;      // of voxels outside the region
  int voxel_batch = -1;       // voxels computed at a time, -1: all; decides two features' gaps only
};

struct RadiomicSettings {
  int label = 1;
  bool label_given = false;
  int label_channel = 0;         // of a mask with several numbers per voxel
  bool additional_info = true;   // diagnostics_ columns
  int minimum_dimensions = 2;    // axes on which the region has more than one voxel
  std::size_t minimum_size = 0;  // voxels; a region must have more; 0: no limit
  double geometry_tolerance =
      1e-3;  // fraction of a voxel (PyRadiomics: 1e-6, which many NIfTI pairs miss)
  bool correct_mask = false;  // put the mask on the image grid by nearest neighbour

  bool normalise = false;
  double normalise_scale = 1;
  double remove_outliers = 0;  // standard deviations; 0: keep

  bool resample = false;
  ResampleSettings resampling;
  // PyRadiomics resamples when it has both a spacing and an interpolator.
  bool resamples() const { return resample && resampling.interpolator != Interpolator::none; }
  bool pre_crop = false;

  std::vector<double> resegment_range;      // empty: off; one or two thresholds, inclusive
  std::string resegment_mode = "absolute";  // absolute, relative (to the maximum), sigma
  bool resegment_shape = false;
  double resegment_outliers = 0;   // standard deviations around the region's mean that are kept, in
                                   // addition to the range; 0: off
  bool round_intensities = false;  // to whole numbers after reading and after resampling

  VoxelSettings voxel;

  TextureSettings texture;
  std::vector<ImageTypeChoice> images;
  std::vector<ClassChoice> classes;

  // For diagnostics: each setting and the image types as Python would print them.
  std::vector<std::pair<std::string, std::string>> written;
  std::string written_images;
  std::vector<std::string> notes;  // what was read but has no effect, for people
};

// `source` names the text in messages, which carry the line. `overrides`: "binWidth:5" each, in
// force before the text's own value (PyRadiomics' --setting; a list is separated by commas).
RadiomicSettings parse_radiomic_settings(std::string_view yaml, const std::string& source,
                                         const std::vector<std::string>& overrides = {});
RadiomicSettings read_radiomic_settings(const std::filesystem::path& path,
                                        const std::vector<std::string>& overrides = {});

// Ready-made settings: paper, pyradiomics, quick, ibsi. An Error with the nearest name for another
// one.
std::vector<std::string> radiomic_preset_names();
const std::string& radiomic_preset_text(std::string_view name);
RadiomicSettings radiomic_preset(std::string_view name,
                                 const std::vector<std::string>& overrides = {});

}  // namespace dlrr
