// IBSI-2: phase 1 compares 33 response maps of digital phantoms voxel by voxel, phase 2 the
// intensity statistics of nine filters on the chest CT, in slices (A) and in the volume (B).
#include <algorithm>
#include <cmath>
#include <map>

#include "base/csv.h"
#include "base/error.h"
#include "base/text.h"
#include "feature/conformance/conformance.h"
#include "feature/radiomic/extract.h"
#include "image/read.h"

namespace dlrr {

namespace {

struct MapTest {
  const char *id, *phantom, *image_type;
};

struct MapGroup {
  const char *name, *about;
  std::vector<MapTest> tests;
};

const std::vector<MapGroup>& map_groups() {
  static const std::vector<MapGroup> list = {
      {"1",
       "mean",
       {{"1_a_1", "checkerboard", "Mean: {meanSupport: 15, boundary: zero}"},
        {"1_a_2", "checkerboard", "Mean: {meanSupport: 15, boundary: nearest}"},
        {"1_a_3", "checkerboard", "Mean: {meanSupport: 15, boundary: periodic}"},
        {"1_a_4", "checkerboard", "Mean: {meanSupport: 15, boundary: mirror}"},
        {"1_b_1", "impulse", "Mean: {meanSupport: 15, boundary: zero, filterDimension: 2}"}}},
      {"2",
       "Laplacian of Gaussian",
       {{"2_a", "impulse", "TruncatedLoG: {sigma: 3.0, boundary: zero}"},
        {"2_b", "checkerboard", "TruncatedLoG: {sigma: 5.0, boundary: mirror}"},
        {"2_c", "checkerboard",
         "TruncatedLoG: {sigma: 5.0, boundary: mirror, filterDimension: 2}"}}},
      {"3",
       "Laws kernels, rotation invariance, energy",
       {{"3_a_1", "impulse", "Laws: {lawsKernel: E5L5S5, boundary: zero}"},
        {"3_a_2", "impulse", "Laws: {lawsKernel: E5L5S5, boundary: zero, rotationInvariance: max}"},
        {"3_a_3", "impulse",
         "Laws: {lawsKernel: E5L5S5, boundary: zero, rotationInvariance: max, lawsEnergyDelta: 7}"},
        {"3_b_1", "checkerboard", "Laws: {lawsKernel: E3W5R5}"},
        {"3_b_2", "checkerboard", "Laws: {lawsKernel: E3W5R5, rotationInvariance: max}"},
        {"3_b_3", "checkerboard",
         "Laws: {lawsKernel: E3W5R5, rotationInvariance: max, lawsEnergyDelta: 7}"},
        {"3_c_1", "checkerboard", "Laws: {lawsKernel: L5S5, filterDimension: 2}"},
        {"3_c_2", "checkerboard",
         "Laws: {lawsKernel: L5S5, filterDimension: 2, rotationInvariance: max}"},
        {"3_c_3", "checkerboard",
         "Laws: {lawsKernel: L5S5, filterDimension: 2, rotationInvariance: max, "
         "lawsEnergyDelta: 7}"}}},
      {"4",
       "Gabor",
       {{"4_a_1", "impulse",
         "Gabor: {gaborSigma: 10, gaborLambda: 4, gaborGamma: 0.5, gaborTheta: 60, "
         "filterDimension: 2, boundary: zero}"},
        {"4_a_2", "impulse",
         "Gabor: {gaborSigma: 10, gaborLambda: 4, gaborGamma: 0.5, gaborThetaStep: 45, "
         "boundary: zero}"},
        {"4_b_1", "sphere",
         "Gabor: {gaborSigma: 20, gaborLambda: 8, gaborGamma: 2.5, gaborTheta: 225, "
         "filterDimension: 2}"},
        {"4_b_2", "sphere",
         "Gabor: {gaborSigma: 20, gaborLambda: 8, gaborGamma: 2.5, gaborThetaStep: 22.5}"}}},
      {"5",
       "Daubechies wavelet",
       {{"5_a_1", "impulse",
         "UndecimatedWavelet: {wavelet: db2, waveletBand: LHL, boundary: zero}"},
        {"5_a_2", "impulse",
         "UndecimatedWavelet: {wavelet: db2, waveletBand: LHL, boundary: zero, "
         "rotationInvariance: average}"}}},
      {"6",
       "Coiflet wavelet",
       {{"6_a_1", "sphere",
         "UndecimatedWavelet: {wavelet: coif1, waveletBand: HHL, boundary: periodic}"},
        {"6_a_2", "sphere",
         "UndecimatedWavelet: {wavelet: coif1, waveletBand: HHL, boundary: periodic, "
         "rotationInvariance: average}"}}},
      {"7",
       "Haar wavelet",
       {{"7_a_1", "checkerboard",
         "UndecimatedWavelet: {wavelet: haar, waveletBand: LLL, waveletLevel: 2, "
         "rotationInvariance: average}"},
        {"7_a_2", "checkerboard",
         "UndecimatedWavelet: {wavelet: haar, waveletBand: HHH, waveletLevel: 2, "
         "rotationInvariance: average}"}}},
      {"8",
       "Simoncelli wavelet",
       {{"8_a_1", "checkerboard", "Simoncelli: {simoncelliLevel: 1, boundary: periodic}"},
        {"8_a_2", "checkerboard", "Simoncelli: {simoncelliLevel: 2, boundary: periodic}"},
        {"8_a_3", "checkerboard", "Simoncelli: {simoncelliLevel: 3, boundary: periodic}"}}},
      {"9 and 10",
       "Riesz transforms",
       {{"9_a", "impulse",
         "Riesz: {rieszOf: TruncatedLoG, sigma: 3.0, rieszOrder: [1, 0, 0], boundary: zero}"},
        {"9_b_1", "sphere",
         "Riesz: {rieszOf: TruncatedLoG, sigma: 3.0, rieszOrder: [0, 2, 0], boundary: zero}"},
        {"10_b_1", "pattern_1",
         "Riesz: {rieszOf: Simoncelli, simoncelliLevel: 1, rieszOrder: [0, 2, 0], "
         "boundary: periodic}"}}},
  };
  return list;
}

// Largest difference of two images as a share of the range of the second.
double error_over_range(const Image& got, const Image& want) {
  if (got.voxels.size() != want.voxels.size())
    throw Error("response map of " + describe(got.geometry) + ", reference of " +
                describe(want.geometry));
  const auto [low, high] = std::minmax_element(want.voxels.begin(), want.voxels.end());
  double off = 0;
  for (std::size_t i = 0; i < want.voxels.size(); ++i)
    off = std::max(off, std::fabs(got.voxels[i] - want.voxels[i]));
  return off / (*high - *low);
}

ConformanceResult check_maps(const std::filesystem::path& folder, const MapGroup& group) {
  constexpr double tolerance = 0.01;
  ConformanceResult result;
  for (const MapTest& test : group.tests) {
    const std::string id = test.id;
    const Image image =
        read_image(folder / "digital_phantoms" / (std::string(test.phantom) + ".nii.gz"));
    const Image want = read_image(folder / "response_maps" / (id + ".nii.gz"));
    const auto settings = parse_radiomic_settings(
        "imageType:\n  " + std::string(test.image_type) + "\nfeatureClass: {firstorder: [Mean]}\n",
        "IBSI-2 map " + id);
    const ImageTypeChoice& choice = settings.images.at(0);
    filter(choice.type)
        .apply(image, nullptr, choice.filter, [&](const std::string& name, const Image& got) {
          const double error = error_over_range(got, want);
          ++result.compared;
          result.worst = std::max(result.worst, error / tolerance);
          if (!(error <= tolerance))
            result.misses.push_back({id + " " + name + ", error / range", error, 0, tolerance});
        });
  }
  return result;
}

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

std::vector<ConformanceCase> ibsi2_map_cases(const std::filesystem::path& folder) {
  std::vector<ConformanceCase> out;
  for (const MapGroup& group : map_groups())
    out.push_back({"IBSI-2 phase 1, response maps", group.name, group.about,
                   [folder, &group] { return check_maps(folder, group); }});
  return out;
}

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
