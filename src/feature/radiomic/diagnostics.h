// Where values come from, as PyRadiomics' diagnostics_ columns tell it: settings, hashes, geometry
// and intensities of image and mask at each stage. Same names, order and text as PyRadiomics 3.1;
// the versions are ours. Provenance never enters a model.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "feature/radiomic/settings.h"
#include "image/image.h"
#include "image/read.h"

namespace dlrr {

// Column name and text, in the order of output.
using Diagnostics = std::vector<std::pair<std::string, std::string>>;

// Versions, configuration, and image and mask as the files hold them. `mask` is the chosen label.
Diagnostics source_diagnostics(const Image& image, const LabelImage& labels, const Mask& mask,
                               int label, const RadiomicSettings& settings);

// stage: "interpolated".
Diagnostics image_diagnostics(const Image& image, const std::string& stage);
// stage: "interpolated", "corrected", "resegmented". The mask lies on the image's grid.
Diagnostics mask_diagnostics(const Image& image, const Mask& mask, const std::string& stage);

}  // namespace dlrr
