// Ready-made settings as the parameter files that a user could have written.
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "feature/radiomic/settings.h"

namespace dlrr {

namespace {

using Preset = std::pair<std::string, std::string>;

const std::vector<Preset>& presets() {
  static const std::vector<Preset> list = {
      {"paper", R"(# 14 shape features and 93 features of each of 16 images: 1502 in all.
setting:
  resampledPixelSpacing: [1, 1, 1]  # mm
  interpolator: sitkBSpline
  padDistance: 10
  binWidth: 25
  voxelArrayShift: 1000  # makes CT numbers positive for energy
  minimumROIDimensions: 2
  label: 1
imageType:
  Original: {}
  LoG: {sigma: [1.0, 3.0, 5.0]}
  Wavelet: {wavelet: coif1}
  Square: {}
  SquareRoot: {}
  Logarithm: {}
  Exponential: {}
featureClass:
  shape:
  firstorder:
  glcm:
  gldm:
  glrlm:
  glszm:
  ngtdm:
)"},
      {"pyradiomics",
       R"(# What PyRadiomics does without a parameter file: the original image, every 3D class.
setting:
  binWidth: 25
imageType:
  Original: {}
featureClass:
  shape:
  firstorder:
  glcm:
  gldm:
  glrlm:
  glszm:
  ngtdm:
)"},
      {"quick",
       R"(# Original, one Laplacian of Gaussian and the wavelet bands on 1 mm voxels: 944 features.
setting:
  resampledPixelSpacing: [1, 1, 1]  # mm
  interpolator: sitkBSpline
  padDistance: 8
  binWidth: 25
  voxelArrayShift: 1000
imageType:
  Original: {}
  LoG: {sigma: [3.0]}
  Wavelet: {wavelet: coif1}
featureClass:
  shape:
  firstorder:
  glcm:
  gldm:
  glrlm:
  glszm:
  ngtdm:
)"},
      {"ibsi",
       R"(# CT as the IBSI standardises it: every feature of IBSI 1 on 2 mm voxels (trilinear, rounded
# to whole HU), from -1000 to 400 HU, bins of 25 HU from -1000 on, matrices of all 13 directions
# merged. Configuration C of IBSI 1 is these very settings; dlrr conformance compares its values.
setting:
  roundIntensities: true
  resampledPixelSpacing: [2, 2, 2]  # mm
  gridAlignment: centre
  interpolator: sitkLinear
  maskInterpolator: sitkLinear
  maskThreshold: 0.5
  preCrop: true
  padDistance: 10  # voxels; local intensity looks 6.2 mm around the region
  resegmentRange: [-1000, 400]  # HU
  binWidth: 25
  binOrigin: range
  ivhBinWidth: 2.5
  aggregation: 3D_merged
  isolatedVoxels: left_out
  minimumROIDimensions: 1
imageType:
  Original: {}
featureClass:
  morphology:
  local_intensity:
  intensity_statistics:
  intensity_histogram:
  intensity_volume_histogram:
  glcm: [Autocorrelation, ClusterProminence, ClusterShade, ClusterTendency, Contrast, Correlation,
    DifferenceAverage, DifferenceEntropy, DifferenceVariance, Id, Idm, Idmn, Idn, Imc1, Imc2,
    InverseVariance, JointAverage, JointEnergy, JointEntropy, MaximumProbability, SumAverage,
    SumEntropy, SumSquares]  # all but MCC
  glrlm:
  glszm:
  gldzm:
  ngtdm:
  ngldm:
)"}};
  return list;
}

}  // namespace

std::vector<std::string> radiomic_preset_names() {
  std::vector<std::string> names;
  for (const auto& [name, text] : presets()) names.push_back(name);
  return names;
}

const std::string& radiomic_preset_text(std::string_view name) {
  for (const auto& [known, text] : presets())
    if (known == name) return text;
  throw Error(ErrorKind::usage, "unknown preset '" + std::string(name) + "'" +
                                    suggestion(name, radiomic_preset_names()));
}

RadiomicSettings radiomic_preset(std::string_view name, const std::vector<std::string>& overrides) {
  return parse_radiomic_settings(radiomic_preset_text(name), "preset " + std::string(name),
                                 overrides);
}

}  // namespace dlrr
