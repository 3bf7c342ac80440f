// IBSI-2 phase 2: the intensity statistics of nine filters on the chest CT, in slices (A) and in
// the volume (B).
#include <map>

#include "base/csv.h"
#include "base/error.h"
#include "base/text.h"
#include "feature/conformance/conformance.h"
#include "feature/radiomic/extract.h"

namespace dlrr {

namespace {

struct ValueTest {
  const char *id, *about, *slices, *volume;  // image types of A and B
};

constexpr ValueTest kValueTests[] = {
    {"1", "no filter", "Original: {}", "Original: {}"},
    {"2", "mean of 5 voxels", "Mean: {meanSupport: 5}", "Mean: {meanSupport: 5}"},
    {"3", "Laplacian of Gaussian 1.5 mm", "TruncatedLoG: {sigma: 1.5}",
     "TruncatedLoG: {sigma: 1.5}"},
    {"4", "Laws energy, rotation invariant",
     "Laws: {lawsKernel: L5E5, rotationInvariance: max, lawsEnergyDelta: 7}",
     "Laws: {lawsKernel: L5E5E5, rotationInvariance: max, lawsEnergyDelta: 7}"},
    {"5", "Gabor, rotation invariant",
     "Gabor: {gaborSigma: 5, gaborLambda: 2, gaborGamma: 1.5, gaborThetaStep: 22.5}",
     "Gabor: {gaborSigma: 5, gaborLambda: 2, gaborGamma: 1.5, gaborThetaStep: 22.5}"},
    {"6", "Daubechies 3 wavelet, level 1, rotation invariant",
     "UndecimatedWavelet: {wavelet: db3, waveletBand: LH, rotationInvariance: average}",
     "UndecimatedWavelet: {wavelet: db3, waveletBand: LLH, rotationInvariance: average}"},
    {"7", "Daubechies 3 wavelet, level 2, rotation invariant",
     "UndecimatedWavelet: {wavelet: db3, waveletBand: HH, waveletLevel: 2, "
     "rotationInvariance: average}",
     "UndecimatedWavelet: {wavelet: db3, waveletBand: HHH, waveletLevel: 2, "
     "rotationInvariance: average}"},
    {"8", "Simoncelli wavelet, level 1", "Simoncelli: {simoncelliLevel: 1, boundary: periodic}",
     "Simoncelli: {simoncelliLevel: 1, boundary: periodic}"},
    {"9", "Simoncelli wavelet, level 2", "Simoncelli: {simoncelliLevel: 2, boundary: periodic}",
     "Simoncelli: {simoncelliLevel: 2, boundary: periodic}"},
};

constexpr const char* kSlices = R"(setting:
  roundIntensities: true
  resegmentRange: [-1000, 400]
  boundary: mirror
  filterDimension: 2
  binCount: 32
imageType:
  )";

constexpr const char* kVolume = R"(setting:
  roundIntensities: true
  resampledPixelSpacing: [1, 1, 1]
  interpolator: sitkBSpline
  gridAlignment: centre
  maskInterpolator: sitkLinear
  resegmentRange: [-1000, 400]
  boundary: mirror
  filterDimension: 3
  binCount: 32
imageType:
  )";

// Feature of intensity_statistics by the tag of the reference table.
std::string feature_of_tag(const std::string& tag) {
  static const std::map<std::string, std::string> known = {
      {"stat_mean", "Mean"},
      {"stat_var", "Variance"},
      {"stat_skew", "Skewness"},
      {"stat_kurt", "ExcessKurtosis"},
      {"stat_median", "Median"},
      {"stat_min", "Minimum"},
      {"stat_p10", "Percentile10"},
      {"stat_p90", "Percentile90"},
      {"stat_max", "Maximum"},
      {"stat_iqr", "InterquartileRange"},
      {"stat_range", "Range"},
      {"stat_mad", "MeanAbsoluteDeviation"},
      {"stat_rmad", "RobustMeanAbsoluteDeviation"},
      {"stat_medad", "MedianAbsoluteDeviation"},
      {"stat_cov", "CoefficientOfVariation"},
      {"stat_qcod", "QuartileCoefficientOfDispersion"},
      {"stat_energy", "Energy"},
      {"stat_rms", "RootMeanSquare"},
  };
  const auto found = known.find(tag);
  if (found == known.end()) throw Error("reference_values.csv: unknown tag '" + tag + "'");
  return found->second;
}

ConformanceResult check_values(const std::filesystem::path& folder,
                               const std::filesystem::path& ct_phantom, const std::string& id,
                               const std::string& settings_text) {
  const ConformanceScan scan = read_conformance_scan(ct_phantom);
  const auto values = extract_exact(
      scan.image, scan.mask, parse_radiomic_settings(settings_text, "IBSI-2 configuration " + id));
  std::map<std::string, double> by_feature;
  for (std::size_t i = 0; i < values.names.size(); ++i)
    by_feature[split(values.names[i], '_').back()] = values.values[i];
  const Csv table = read_csv(folder / "reference_values.csv");
  ConformanceResult result;
  for (const auto& row : table.rows) {
    if (row[table.column("test_id")] != id) continue;
    const auto want = parse_number(row[table.column("value")]);
    const auto tolerance = parse_number(row[table.column("tolerance")]);
    if (!want || !tolerance) continue;  // no consensus
    const std::string& tag = row[table.column("tag")];
    compare_value(tag, by_feature.at(feature_of_tag(tag)), *want, *tolerance, result);
  }
  return result;
}

}  // namespace

std::vector<ConformanceCase> ibsi2_value_cases(const std::filesystem::path& folder,
                                               const std::filesystem::path& ct_phantom) {
  std::vector<ConformanceCase> out;
  for (const ValueTest& test : kValueTests)
    for (const bool volume : {false, true}) {
      const std::string id = std::string(test.id) + (volume ? ".B" : ".A");
      const std::string text = std::string(volume ? kVolume : kSlices) +
                               (volume ? test.volume : test.slices) +
                               "\nfeatureClass:\n  intensity_statistics:\n";
      out.push_back(
          {"IBSI-2 phase 2, feature values", id,
           std::string(test.about) + (volume ? ", 3D at 1 mm" : ", 2D"),
           [folder, ct_phantom, id, text] { return check_values(folder, ct_phantom, id, text); }});
    }
  return out;
}

}  // namespace dlrr
