// Radiomic settings: what a PyRadiomics parameter file says, as typed values. Same keys, same
// defaults, same meaning (pyradiomics.readthedocs.io/customization). What dlrr does not do is
// refused by name, never ignored.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
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

struct RadiomicSettings {
  int label = 1;
  bool label_given = false;
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
  bool pre_crop = false;

  std::vector<double> resegment_range;      // empty: off; one or two thresholds, inclusive
  std::string resegment_mode = "absolute";  // absolute, relative (to the maximum), sigma
  bool resegment_shape = false;
  double resegment_outliers = 0;   // standard deviations around the region's mean that are kept, in
                                   // addition to the range; 0: off
  bool round_intensities = false;  // to whole numbers after reading and after resampling

  TextureSettings texture;
  std::vector<ImageTypeChoice> images;
  std::vector<ClassChoice> classes;
};

// `source` names the text in messages, which carry the line.
RadiomicSettings parse_radiomic_settings(std::string_view yaml, const std::string& source);
RadiomicSettings read_radiomic_settings(const std::filesystem::path& path);

// Ready-made settings: paper, pyradiomics, quick, ibsi. An Error with the nearest name for another
// one.
std::vector<std::string> radiomic_preset_names();
const std::string& radiomic_preset_text(std::string_view name);
RadiomicSettings radiomic_preset(std::string_view name);

}  // namespace dlrr
