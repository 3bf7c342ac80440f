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

// The image as its file holds it.
Diagnostics source_image_diagnostics(const Image& image);

// Versions, configuration, the image's own (source_image_diagnostics) and the mask as its file
// holds it. `mask` is the chosen label.
Diagnostics source_diagnostics(const Diagnostics& image, const LabelImage& labels, const Mask& mask,
                               int label, const RadiomicSettings& settings);

// stage: "interpolated".
Diagnostics image_diagnostics(const Image& image, const std::string& stage);
// stage: "interpolated", "corrected", "resegmented". The mask lies on the image's grid.
Diagnostics mask_diagnostics(const Image& image, const Mask& mask, const std::string& stage);

}  // namespace dlrr
