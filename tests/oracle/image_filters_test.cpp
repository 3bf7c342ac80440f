// Filtered intensities at every region voxel against PyRadiomics 3.1 (*_responses.csv).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <map>

#include "base/csv.h"
#include "base/text.h"
#include "image/filter/filter.h"
#include "image/prepare/normalise.h"
#include "image/prepare/resample.h"
#include "image/read.h"

namespace dlrr {
namespace {

const std::filesystem::path data = std::filesystem::path(DLRR_SHARED_DIR) / "data" / "pyradiomics";

using Choice = std::pair<std::string, FilterSettings>;

FilterSettings with_sigma(std::vector<Sigma> sigma) {
  FilterSettings s;
  s.sigma = std::move(sigma);
  return s;
}

FilterSettings with_wavelet(const std::string& name, int start = 0, int level = 1) {
  FilterSettings s;
  s.wavelet = name;
  s.start_level = start;
  s.level = level;
  return s;
}

// Compares every column that we produce; `allowed` is relative to the largest magnitude of the
// column.
void compare(const std::string& file, const Image& image, const std::vector<Choice>& choices,
             double allowed, const Mask* region = nullptr) {
  const Csv table = read_csv(data / "generated" / file);
  std::size_t compared = 0;
  double worst = 0;
  for (const auto& [type, settings] : choices) {
    filter(type).apply(image, region, settings, [&](const std::string& name, const Image& derived) {
      const auto column = table.find(name);
      ASSERT_TRUE(column) << file << " has no column " << name;
      double most = 0, off = 0;
      for (const auto& row : table.rows)
        most = std::max(most, std::fabs(*parse_number(row[*column])));
      for (const auto& row : table.rows) {
        const auto at = derived.geometry.offset(
            int(*parse_integer(row[0])), int(*parse_integer(row[1])), int(*parse_integer(row[2])));
        off = std::max(off, std::fabs(derived.voxels[at] - *parse_number(row[*column])));
        ++compared;
      }
      worst = std::max(worst, off / most);
      EXPECT_LE(off / most, allowed) << file << " " << name;
    });
  }
  std::printf("%s: %zu responses compared, largest difference %.1e of the column's magnitude\n",
              file.c_str(), compared, worst);
}

class FilterResponses : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(data)) GTEST_SKIP() << "skipped: ../shared not there";
    image = read_image(data / "images" / "breast1_image.nrrd");
    mask = read_mask(data / "images" / "breast1_label.nrrd", 1);
  }
  PreparedPhase prepared(const Image& from, Vector3 spacing, int pad, Interpolator how) const {
    const Mask* const one[] = {&mask};
    return prepare_phase(from, one, {spacing, how, pad});
  }
  Image image;
  Mask mask;
};

TEST_F(FilterResponses, AllFiltersOnAnIntegerImage) {
  compare("breast1_c01_all_filters_responses.csv", image,
          {{"Original", {}},
           {"LoG", with_sigma({{1, "1.0"}, {2, "2"}, {3.5, "3.5"}})},
           {"Wavelet", {}},
           {"Square", {}},
           {"SquareRoot", {}},
           {"Logarithm", {}},
           {"Exponential", {}},
           {"Gradient", {}},
           {"LBP2D", {}},
           {"LBP3D", {}}},
          1e-10, &mask);
}

TEST_F(FilterResponses, NormalisedAndResampled) {
  const auto phase = prepared(normalise(image, 100, 3), {2, 2, 2}, 10, Interpolator::bspline);
  compare("breast1_c02_normalize_resample_responses.csv", phase.image,
          {{"Original", {}},
           {"LoG", with_sigma({{2, "2.0"}, {3, "3.0"}})},
           {"Wavelet", {}},
           {"Gradient", {}}},
          1e-10);
}

TEST_F(FilterResponses, ResampledInteger) {
  const auto phase = prepared(image, {1.5, 1.5, 3.0}, 5, Interpolator::bspline);
  compare("breast1_c03_resample_integer_image_responses.csv", phase.image,
          {{"Original", {}}, {"Wavelet", {}}, {"LoG", with_sigma({{1.5, "1.5"}})}}, 1e-10);
}

TEST_F(FilterResponses, ResampledUnsigned) {
  image = read_image(data / "images" / "prostate_phantom_subvolume.nrrd");
  mask = read_mask(data / "images" / "prostate_phantom_subvolume-label.nrrd", 1);
  const auto phase = prepared(image, {1.5, 1.5, 3.0}, 5, Interpolator::bspline);
  compare("prostate_c03_resample_integer_image_responses.csv", phase.image,
          {{"Original", {}}, {"Wavelet", {}}, {"LoG", with_sigma({{1.5, "1.5"}})}}, 1e-10);
}

TEST_F(FilterResponses, WaveletLevels) {
  compare("breast1_c05_bincount_db2_levels_responses.csv", image,
          {{"Original", {}}, {"Wavelet", with_wavelet("db2", 1, 2)}}, 1e-9);
}

TEST_F(FilterResponses, WaveletInTwoDimensions) {
  FilterSettings flat;
  flat.force_2d = true;
  FilterSettings pattern = flat;
  pattern.lbp_2d_radius = 1.5;
  pattern.lbp_2d_samples = 9;
  compare("breast1_c06_force2d_responses.csv", image,
          {{"Original", {}}, {"Wavelet", flat}, {"LBP2D", pattern}}, 1e-9);
}

TEST_F(FilterResponses, LocalBinaryPatternsOfAnIntegerImage) {
  FilterSettings s;
  s.lbp_2d_method = "ror";
  s.lbp_2d_radius = 2;
  s.lbp_2d_samples = 12;
  s.lbp_3d_levels = 3;
  s.lbp_3d_radius = 2;
  s.lbp_3d_subdivision = 2;
  compare("breast1_c15_lbp_variants_responses.csv", image, {{"LBP2D", s}, {"LBP3D", s}}, 1e-10,
          &mask);
}

TEST_F(FilterResponses, LocalBinaryPatternsOfANormalisedImage) {
  compare("breast1_c17_normalize_lbp3d_float_responses.csv", normalise(image, 100, 0),
          {{"LBP2D", {}}, {"LBP3D", {}}}, 1e-10, &mask);
}

TEST_F(FilterResponses, CroppedFirst) {
  const auto phase = prepared(image, {0, 0, 0}, 4, Interpolator::none);
  compare("breast1_c14_precrop_filters_responses.csv", phase.image,
          {{"LoG", with_sigma({{1, "1.0"}})},
           {"Wavelet", with_wavelet("db3")},
           {"Square", {}},
           {"Logarithm", {}}},
          1e-10);
}

}  // namespace
}  // namespace dlrr
