// The filter settings of a parameter file: how they are read, and what is said about a slip.
#include <gtest/gtest.h>

#include "base/error.h"
#include "feature/radiomic/extract.h"

namespace dlrr {
namespace {

std::vector<std::string> images_of(const std::string& type, const std::string& settings) {
  const auto choice =
      parse_radiomic_settings("imageType: {" + type + ": {" + settings + "}}", "p.yaml").images[0];
  return filter(type).names(choice.filter);
}

using Names = std::vector<std::string>;

std::string message_of(const std::string& type, const std::string& settings) {
  try {
    images_of(type, settings);
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

void expect_message(const std::string& type, const std::string& settings, const std::string& part) {
  EXPECT_NE(message_of(type, settings).find(part), std::string::npos)
      << type << " " << settings << "\n"
      << message_of(type, settings);
}

TEST(FilterSettings, NameOneImageForEveryItemOfAList) {
  EXPECT_EQ(images_of("Mean", "meanSupport: [3, 5]"),
            (Names{"mean-support-3-3D", "mean-support-5-3D"}));
  EXPECT_EQ(images_of("TruncatedLoG", "sigma: [1.0, 2], filterDimension: 2"),
            (Names{"truncated-log-sigma-1-0-mm-2D", "truncated-log-sigma-2-mm-2D"}));
  EXPECT_EQ(images_of("Laws",
                      "lawsKernel: [L5E5E5, L5S5], rotationInvariance: max, "
                      "lawsEnergyDelta: 7"),
            (Names{"laws-L5E5E5-max-energy-7", "laws-L5S5-max-energy-7"}));
  EXPECT_EQ(images_of("Gabor",
                      "gaborSigma: 3, gaborLambda: 1.5, gaborGamma: 1, gaborTheta: [0, "
                      "67.5], filterDimension: 2"),
            (Names{"gabor-sigma-3-mm-lambda-1-5-mm-gamma-1-theta-0-2D",
                   "gabor-sigma-3-mm-lambda-1-5-mm-gamma-1-theta-67-5-2D"}));
  EXPECT_EQ(images_of("Gabor", "gaborThetaStep: 45"),
            (Names{"gabor-sigma-5-mm-lambda-2-mm-gamma-1-5-theta-step-45-3D"}));
  EXPECT_EQ(images_of("UndecimatedWavelet",
                      "wavelet: bior1.3, waveletLevel: [1, 2], waveletBand: "
                      "[LLH], rotationInvariance: average"),
            (Names{"undecimated-wavelet-bior1-3-level-1-LLH-average",
                   "undecimated-wavelet-bior1-3-level-2-LLH-average"}));
  EXPECT_EQ(images_of("UndecimatedWavelet", "wavelet: haar, force2D: true").size(), 4u);
  EXPECT_EQ(images_of("Simoncelli", "simoncelliLevel: [1, 3]"),
            (Names{"simoncelli-level-1-3D", "simoncelli-level-3-3D"}));
  EXPECT_EQ(
      images_of("Riesz", "rieszOf: TruncatedLoG, sigma: [3.0], rieszOrder: [[1,0,0],[0,2,1]]"),
      (Names{"riesz-1-0-0-of-truncated-log-sigma-3-0-mm-3D",
             "riesz-0-2-1-of-truncated-log-sigma-3-0-mm-3D"}));
  EXPECT_EQ(images_of("Riesz", "filterDimension: 2, rieszOrder: [1, 1]"),
            (Names{"riesz-1-1-of-simoncelli-level-1-2D"}));
}

TEST(FilterSettings, FilterDimensionGoesBeforeForce2D) {
  EXPECT_EQ(images_of("Mean", "force2D: true"), Names{"mean-support-5-2D"});
  EXPECT_EQ(images_of("Mean", "force2D: true, filterDimension: 3"), Names{"mean-support-5-3D"});
}

TEST(FilterSettings, ReadEveryBoundary) {
  const auto boundary = [](const std::string& name) {
    return parse_radiomic_settings("imageType: {Mean: {boundary: " + name + "}}", "p.yaml")
        .images[0]
        .filter.ibsi.boundary;
  };
  EXPECT_EQ(boundary("zero"), Boundary::zero);
  EXPECT_EQ(boundary("nearest"), Boundary::nearest);
  EXPECT_EQ(boundary("periodic"), Boundary::periodic);
  EXPECT_EQ(boundary("mirror"), Boundary::mirror);
}

TEST(FilterSettings, SayWhatIsWrong) {
  expect_message("Mean", "boundary: mirrored", "did you mean 'mirror'");
  expect_message("Mean", "meanSupport: 4", "odd number of voxels");
  expect_message("Mean", "meanSupport: [3, 3]", "twice");
  expect_message("Mean", "filterDimension: 1", "from 2 to 3");
  expect_message("TruncatedLoG", "", "sigma");
  expect_message("TruncatedLoG", "sigma: [1], logTruncation: 0", "above 0");
  expect_message("Laws", "lawsKernel: L5Q5", "'Q5' in 'L5Q5'");
  expect_message("Laws", "lawsKernel: L5", "has 1 kernels");
  expect_message("Laws", "rotationInvariance: averaged", "did you mean 'average'");
  expect_message("Gabor", "gaborTheta: [360]", "below 360");
  expect_message("Gabor", "gaborThetaStep: 0.1", "0.5 to 360");
  expect_message("Gabor", "gaborTheta: 0, gaborThetaStep: 45", "contradict");
  expect_message("UndecimatedWavelet", "waveletBand: LHX", "not a band");
  expect_message("UndecimatedWavelet", "wavelet: db39", "db3");
  expect_message("Wavelet", "wavelet: coif-1", "did you mean 'coif1'");
  expect_message("Riesz", "rieszOf: LoG", "TruncatedLoG");
  expect_message("Riesz", "rieszOf: TruncatedLoG", "sigma");
  expect_message("Riesz", "rieszOrder: [0, 0, 0]", "above 0");
  expect_message("Riesz", "rieszOrder: [0, 0, 1], filterDimension: 2", "two numbers");
  expect_message("LBP2D", "lbp2DMethod: unifrom", "did you mean 'uniform'");
  expect_message("LBP2D", "lbp2DMethod: ror, lbp2DSamples: 31", "at most 30");
  expect_message("LBP3D", "lbp3DLevels: 0", "from 1 to");
}

TEST(FilterSettings, GlobalOnesHoldForEveryImageTypeAndItsOwnGoBefore) {
  const auto images =
      parse_radiomic_settings(
          "setting: {boundary: zero, rotationInvariance: max}\n"
          "imageType: {Laws: {}, UndecimatedWavelet: {rotationInvariance: average}}",
          "p.yaml")
          .images;
  EXPECT_EQ(images[0].filter.ibsi.boundary, Boundary::zero);
  EXPECT_EQ(images[0].filter.ibsi.rotation_invariance, Pooling::max);
  EXPECT_EQ(images[1].filter.ibsi.boundary, Boundary::zero);
  EXPECT_EQ(images[1].filter.ibsi.rotation_invariance, Pooling::average);
}

TEST(FilterSettings, MakeColumnsOfAStudy) {
  const auto names = radiomic_names(
      parse_radiomic_settings("imageType: {Gabor: {filterDimension: 2}, LBP3D: {binWidth: 1}}\n"
                              "featureClass: {firstorder: [Mean]}",
                              "p.yaml"));
  EXPECT_EQ(names,
            (Names{"gabor-sigma-5-mm-lambda-2-mm-gamma-1-5-theta-step-22-5-2D_firstorder_Mean",
                   "lbp-3D-m1_firstorder_Mean", "lbp-3D-m2_firstorder_Mean",
                   "lbp-3D-k_firstorder_Mean"}));
}

}  // namespace
}  // namespace dlrr
