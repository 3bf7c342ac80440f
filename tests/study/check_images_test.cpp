#include "study/check_images.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "image/write.h"
#include "study/temp_study.h"

namespace dlrr {
namespace {

using testing::HasSubstr;
using testing::Not;

// Two patients with a 30 mm cube each; the second one may be spoiled.
class SmallScans : public testing::Test {
 protected:
  SmallScans() {
    for (const char* name : {"a", "b"}) {
      write_image(study_.path(std::string(name) + ".nii"), image());
      write_mask(study_.path(std::string(name) + "m.nii"), mask(0, 10));
    }
  }
  static Geometry grid(double shift_mm) {
    Geometry out;
    out.size = {15, 15, 15};
    out.spacing = {2, 2, 2};
    out.origin[0] = shift_mm;
    return out;
  }
  static Image image() {
    Image out{grid(0), PixelType::int16, Voxels(grid(0).voxels(), 0.0)};
    for (std::size_t i = 0; i < out.voxels.size(); ++i) out.voxels[i] = static_cast<double>(i % 97);
    return out;
  }
  // A cube of voxels 5 to `last` on each axis.
  static Mask mask(double shift_mm, int last) {
    Mask out{grid(shift_mm), std::vector<std::uint8_t>(grid(0).voxels())};
    for (int z = 5; z <= last; ++z)
      for (int y = 5; y <= last; ++y)
        for (int x = 5; x <= last; ++x) out.voxels[out.geometry.offset(x, y, z)] = 1;
    return out;
  }
  std::vector<Finding> check(const std::string& regions = "{tumour: {}}") {
    const auto plan = study_.plan(std::string(kShort) + "regions: " + regions + "\n");
    Cohort cohort;
    for (const char* name : {"a", "b"}) {
      Patient patient;
      patient.name = name;
      const std::string word = name;
      patient.scans = {{"ct", study_.path(word + ".nii"), study_.path(word + "m.nii"), {}, ""}};
      cohort.patients.push_back(patient);
    }
    return check_images(plan, cohort, {1, true});
  }
  TempStudy study_;
};

TEST_F(SmallScans, AreInOrderWhenMasksFit) { EXPECT_TRUE(check().empty()); }

TEST_F(SmallScans, NameTheShiftOfAMaskInMillimetres) {
  write_mask(study_.path("bm.nii"), mask(1, 10));
  const auto found = check();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].patient, "b");
  EXPECT_EQ(found[0].file, "bm.nii");
  EXPECT_FALSE(found[0].warning);
  EXPECT_THAT(found[0].problem, HasSubstr("1 mm"));
}

TEST_F(SmallScans, ReportAMissingImageAndGoOn) {
  std::filesystem::remove(study_.path("a.nii"));
  write_mask(study_.path("bm.nii"), mask(0, 4));
  const auto found = check();
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].file, "a.nii");
  EXPECT_THAT(found[1].problem, HasSubstr("empty"));
  EXPECT_THAT(found[1].problem, Not(HasSubstr(study_.path("").string())));
}

TEST_F(SmallScans, WarnWhenTheImageEndsBeforeTheMargin) {
  const auto found = check("{rim: {expand: 9}}");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_TRUE(found[0].warning);
  EXPECT_THAT(found[0].problem, HasSubstr("8.0 mm from the image edge"));
}

TEST_F(SmallScans, RefuseATumourOfOneIntensity) {
  Image flat = image();
  flat.voxels.assign(flat.voxels.size(), 40);
  write_image(study_.path("a.nii"), flat);
  const auto found = check();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found[0].problem, HasSubstr("every voxel of the tumour is 40"));
}

}  // namespace
}  // namespace dlrr
