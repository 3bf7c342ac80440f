// IBSI-2 phase 1: 33 response maps of digital phantoms, voxel by voxel.
#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "feature/conformance/conformance.h"
#include "feature/radiomic/settings.h"
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

}  // namespace

std::vector<ConformanceCase> ibsi2_map_cases(const std::filesystem::path& folder) {
  std::vector<ConformanceCase> out;
  for (const MapGroup& group : map_groups())
    out.push_back({"IBSI-2 phase 1, response maps", group.name, group.about,
                   [folder, &group] { return check_maps(folder, group); }});
  return out;
}

}  // namespace dlrr
