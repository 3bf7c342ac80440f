// Every image and mask of the public sarcoma cohort against the values that were published with it
// (shared/data/sts/expected.csv), and the masks that do not fit (mismatch/cases.csv).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/csv.h"
#include "base/error.h"
#include "base/text.h"
#include "image/read.h"

namespace dlrr {
namespace {

namespace fs = std::filesystem;

const fs::path folder = fs::path(DLRR_SHARED_DIR) / "data" / "sts";

struct Row {
  const Csv& csv;
  std::size_t i;
  double number(const std::string& column) const {
    return *parse_number(csv.rows[i][csv.column(column)]);
  }
  const std::string& text(const std::string& column) const {
    return csv.rows[i][csv.column(column)];
  }
};

void compare_geometry(const Geometry& g, const Row& row) {
  const std::array<std::string, 3> axes{"x", "y", "z"};
  for (std::size_t a = 0; a < 3; ++a) {
    EXPECT_EQ(g.size[a], row.number("size_" + axes[a]));
    EXPECT_NEAR(g.spacing[a], row.number("spacing_" + axes[a]), 1e-5);
    EXPECT_NEAR(g.origin[a], row.number("origin_" + axes[a]), 1e-4);
  }
}

void compare_mask(const Mask& mask, const Row& row) {
  const auto box = bounding_box(mask);
  const std::array<std::string, 3> axes{"x", "y", "z"};
  double margin = std::numeric_limits<double>::infinity();
  for (std::size_t a = 0; a < 3; ++a) {
    EXPECT_EQ(box.low[a], row.number("lo_" + axes[a]));
    EXPECT_EQ(box.high[a], row.number("hi_" + axes[a]));
    margin = std::min({margin, box.low[a] * mask.geometry.spacing[a],
                       (mask.geometry.size[a] - 1 - box.high[a]) * mask.geometry.spacing[a]});
  }
  EXPECT_EQ(count_voxels(mask), row.number("mask_voxels"));
  const double volume = static_cast<double>(count_voxels(mask)) * mask.geometry.voxel_volume();
  EXPECT_NEAR(volume, row.number("mask_volume_mm3"), 2e-6 * volume);
  EXPECT_NEAR(margin, row.number("least_margin_mm"), 0.01);
}

void compare_values(const Image& image, const Mask& mask, const Row& row) {
  double sum = 0, squares = 0, low = std::numeric_limits<double>::infinity(), high = -low;
  const auto n = static_cast<double>(count_voxels(mask));
  for (std::size_t i = 0; i < image.voxels.size(); ++i)
    if (mask.voxels[i]) {
      sum += image.voxels[i];
      low = std::min(low, image.voxels[i]);
      high = std::max(high, image.voxels[i]);
    }
  const double mean = sum / n;
  for (std::size_t i = 0; i < image.voxels.size(); ++i)
    if (mask.voxels[i]) squares += (image.voxels[i] - mean) * (image.voxels[i] - mean);
  EXPECT_NEAR(mean, row.number("mean"), 1e-8 * std::abs(mean) + 1e-7);
  EXPECT_NEAR(std::sqrt(squares / n), row.number("sd_population"),
              1e-8 * row.number("sd_population") + 1e-7);
  EXPECT_NEAR(low, row.number("min"), 1e-8 * std::abs(low));
  EXPECT_NEAR(high, row.number("max"), 1e-8 * std::abs(high));
}

TEST(Sarcoma, EveryImageAndMaskHasThePublishedGeometryAndValues) {
  if (!fs::exists(folder)) GTEST_SKIP() << "skipped: ../shared not there";
  const auto csv = read_csv(folder / "expected.csv");
  for (std::size_t i = 0; i < csv.rows.size(); ++i) {
    const Row row{csv, i};
    auto phase = row.text("phase");
    std::transform(phase.begin(), phase.end(), phase.begin(),
                   [](unsigned char c) { return std::toupper(c); });
    const auto stem = row.text("patient") + "_" + phase;
    SCOPED_TRACE(stem);
    const auto both = read_image_and_mask(folder / "images" / (stem + ".nii.gz"),
                                          folder / "images" / (stem + "_mask.nii.gz"));
    compare_geometry(both.image.geometry, row);
    compare_mask(both.mask, row);
    compare_values(both.image, both.mask, row);
    if (HasFailure()) return;
  }
}

class Mismatch : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(folder)) GTEST_SKIP() << "skipped: ../shared not there";
  }
  // The case as the careful program reads it.
  static Mask read(const std::string& stem, const std::string& what) {
    return read_image_and_mask(folder / "images" / (stem + ".nii.gz"),
                               folder / "mismatch" / (stem + "_mask_" + what + ".nii.gz"))
        .mask;
  }
  static Mask ordinary(const std::string& stem) {
    return read_mask(folder / "images" / (stem + "_mask.nii.gz"));
  }
  static std::string refusal(const std::string& stem, const std::string& what) {
    try {
      read(stem, what);
    } catch (const Error& e) {
      return e.what();
    }
    return "accepted";
  }
};

TEST_F(Mismatch, MaskOnTheGridOfAnotherScanIsRefusedWithBothSizesAndSpacings) {
  const auto text = refusal("STS_004_PET", "on_ct_grid");
  const auto image = read_geometry(folder / "images/STS_004_PET.nii.gz");
  const auto mask = read_geometry(folder / "mismatch/STS_004_PET_mask_on_ct_grid.nii.gz");
  EXPECT_NE(text.find(describe(image)), std::string::npos) << text;
  EXPECT_NE(text.find(describe(mask)), std::string::npos) << text;
  EXPECT_NE(text.find("spacings differ"), std::string::npos) << text;
  EXPECT_NE(text.find("STS_004_PET_mask_on_ct_grid.nii.gz"), std::string::npos) << text;
}

TEST_F(Mismatch, MaskOnTheGridOfAnotherScanIsResampledWhenAsked) {
  const auto image = read_geometry(folder / "images/STS_004_PET.nii.gz");
  const auto mask = read_mask(folder / "mismatch/STS_004_PET_mask_on_ct_grid.nii.gz");
  EXPECT_EQ(count_voxels(resample_mask_to(mask, image)), 5962u);
}

TEST_F(Mismatch, TightlyCroppedMaskIsEmbeddedExactly) {
  const auto found = read("STS_010_CT", "tight_crop");
  EXPECT_EQ(count_voxels(found), 58608u);
  EXPECT_EQ(found.voxels, ordinary("STS_010_CT").voxels);
}

TEST_F(Mismatch, HalfVoxelShiftIsRefusedInMillimetres) {
  const auto text = refusal("STS_014_MR", "half_voxel_shift");
  EXPECT_NE(text.find("origins differ by 0.488 mm along x"), std::string::npos) << text;
}

TEST_F(Mismatch, ReversedAxisIsTurnedBackExactly) {
  const auto found = read("STS_015_MR", "axis_reversed");
  EXPECT_EQ(count_voxels(found), 28360u);
  EXPECT_EQ(found.voxels, ordinary("STS_015_MR").voxels);
}

TEST_F(Mismatch, RoundingOfTheOriginIsAccepted) {
  EXPECT_EQ(count_voxels(read("STS_002_CT", "rounding")), 17090u);
}

TEST_F(Mismatch, MaskElsewhereIsRefusedAlthoughSizesAreEqual) {
  const auto text = refusal("STS_008_PET", "elsewhere");
  EXPECT_NE(text.find("the mask lies outside the image"), std::string::npos) << text;
  EXPECT_NE(text.find("1000.000"), std::string::npos) << text;
}

TEST_F(Mismatch, EmptyMaskIsRefused) {
  const auto text = refusal("STS_024_MR", "empty");
  EXPECT_NE(text.find("the mask is empty"), std::string::npos) << text;
}

TEST_F(Mismatch, FractionalMaskIsRefusedWithTheWayToThresholdIt) {
  const auto text = refusal("STS_029_PET", "fractional");
  EXPECT_NE(text.find("whole labels"), std::string::npos) << text;
  EXPECT_NE(text.find("at >= 0.5 it has 2931 voxels"), std::string::npos) << text;
}

}  // namespace
}  // namespace dlrr
