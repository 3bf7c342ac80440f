// Regions of real tumours against counts made with another program: scipy 1.x
// ndimage.distance_transform_edt on the masks of shared/data/sts, thresholds as in region.h.
#include <gtest/gtest.h>

#include "image/read.h"
#include "region/region.h"

namespace dlrr {
namespace {

namespace fs = std::filesystem;

struct Expected {
  const char* scan;
  std::size_t tumour, inner_5mm;
  std::size_t rims[3];  // 3, 5, 10 mm
  double cut[3];
};

constexpr Expected cases[] = {
    {"STS_001_CT", 117145, 81778, {19838, 43262, 100352}, {0, 0, 0}},
    {"STS_004_MR", 94963, 58138, {23344, 47892, 108762}, {0, 0, 0}},
    {"STS_008_PET", 388, 170, {0, 308, 963}, {0, 0, 0}},
    {"STS_010_CT", 58608, 36460, {13584, 28457, 67713}, {0, 0, 0}},
    {"STS_013_PET", 30711, 23502, {0, 7712, 21469}, {0, 0, 0}},
    {"STS_015_MR", 28360, 14658, {9027, 19200, 47026}, {0, 0, 0}},
    {"STS_020_PET", 23914, 22545, {0, 1373, 10132}, {0, 0.0511403, 0.0315427}},
    {"STS_024_MR", 24892, 12897, {7966, 16930, 41902}, {0, 0, 0}},
    {"STS_029_PET", 2931, 2626, {0, 310, 2242}, {0, 0, 0}},
};

TEST(SarcomaRegions, HaveTheVoxelsThatAnotherProgramCounts) {
  const auto folder = fs::path(DLRR_SHARED_DIR) / "data" / "sts" / "images";
  if (!fs::exists(folder)) GTEST_SKIP() << "skipped: ../shared not there";
  for (const auto& expected : cases) {
    SCOPED_TRACE(expected.scan);
    const auto tumour = read_mask(folder / (std::string(expected.scan) + "_mask.nii.gz"));
    const auto regions = make_regions(tumour, nullptr, default_region_plans());
    EXPECT_EQ(regions[0].voxels, expected.tumour);
    EXPECT_EQ(regions[2].voxels, expected.inner_5mm);
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_EQ(regions[3 + i].voxels, expected.rims[i]);
      EXPECT_EQ(count_voxels(regions[3 + i].mask), expected.rims[i]);
      EXPECT_NEAR(regions[3 + i].cut_fraction, expected.cut[i], 1e-6);
      EXPECT_EQ(regions[3 + i].gap.has_value(), expected.rims[i] == 0);
    }
  }
}

}  // namespace
}  // namespace dlrr
