#include "image/read.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/error.h"
#include "image/write.h"
#include "temporary_folder.h"

namespace dlrr {
namespace {

using testing::AllOf;
using testing::HasSubstr;

Image numbered(const Geometry& g, PixelType type) {
  Image image{g, type, {}};
  for (std::size_t i = 0; i < g.voxels(); ++i) image.voxels.push_back(double(i % 5));
  return image;
}

template <class Work>
std::string message(const Work& work) {
  try {
    work();
  } catch (const Error& e) {
    return e.what();
  }
  return "accepted";
}

TEST(ReadImage, RefusesVoxelsThatAreNotFiniteAndSaysWhere) {
  const TemporaryFolder folder;
  auto image = numbered({{4, 3, 2}}, PixelType::float32);
  image.voxels[image.geometry.offset(1, 2, 1)] = std::numeric_limits<double>::quiet_NaN();
  image.voxels[image.geometry.offset(3, 2, 1)] = std::numeric_limits<double>::infinity();
  write_image(folder / "i.nii", image);
  EXPECT_THAT(message([&] { read_image(folder / "i.nii"); }),
              AllOf(HasSubstr("i.nii: 2 of 24 voxels are not finite"), HasSubstr("(1, 2, 1)")));
}

TEST(ReadMask, TakesLabelOneUnlessToldOtherwise) {
  const TemporaryFolder folder;
  write_image(folder / "m.nii", numbered({{5, 2, 1}, {1, 1, 2}}, PixelType::uint8));
  std::string note;
  EXPECT_EQ(read_mask(folder / "m.nii", {}, &note).voxels,
            (std::vector<std::uint8_t>{0, 1, 0, 0, 0, 0, 1, 0, 0, 0}));
  EXPECT_THAT(note, HasSubstr("label 1 taken; the mask holds 1 (2 voxels, 4.0 mm3), 2 (2 voxels"));
  EXPECT_EQ(read_mask(folder / "m.nii", 4).voxels[4], 1);
  EXPECT_THAT(message([&] { read_mask(folder / "m.nii", 9); }),
              HasSubstr("label 9 is not in the mask; it holds 1 (2"));
  EXPECT_EQ(read_labels(folder / "m.nii").size(), 4u);
}

TEST(ReadMask, TakesTheOnlyLabelWithANote) {
  const TemporaryFolder folder;
  write_image(folder / "m.nii", {{{3, 1, 1}}, PixelType::int16, {0, 255, 255}});
  std::string note;
  EXPECT_EQ(count_voxels(read_mask(folder / "m.nii", {}, &note)), 2u);
  EXPECT_THAT(note, HasSubstr("label 255 taken"));
}

TEST(ReadMask, LeavesTheChoiceBetweenLabelsToTheUser) {
  const TemporaryFolder folder;
  write_image(folder / "m.nii", {{{3, 1, 1}}, PixelType::int16, {0, 2, 3}});
  EXPECT_THAT(message([&] { read_mask(folder / "m.nii"); }),
              HasSubstr("several labels and none is 1: 2 (1 voxels"));
}

TEST(ReadMask, RefusesEmptyAndFractionalMasks) {
  const TemporaryFolder folder;
  write_image(folder / "m.nii", {{{3, 1, 1}}, PixelType::uint8, {0, 0, 0}});
  EXPECT_THAT(message([&] { read_mask(folder / "m.nii"); }), HasSubstr("the mask is empty"));
  write_image(folder / "m.nii", {{{3, 1, 1}}, PixelType::float32, {0, 0.25, 1}});
  EXPECT_THAT(message([&] { read_mask(folder / "m.nii"); }),
              AllOf(HasSubstr("for example 0.25"), HasSubstr("at >= 0.5 it has 1 voxels")));
  const auto nan = std::numeric_limits<double>::quiet_NaN();
  write_image(folder / "m.nii", {{{3, 1, 1}}, PixelType::float32, {0, nan, 1}});
  EXPECT_THAT(message([&] { read_mask(folder / "m.nii"); }), HasSubstr("whole labels"));
}

TEST(ReadMask, TakesOneVoxel) {
  const TemporaryFolder folder;
  write_mask(folder / "m.nii.gz", {{{3, 1, 1}}, {0, 1, 0}});
  EXPECT_EQ(count_voxels(read_mask(folder / "m.nii.gz")), 1u);
}

// A mask of single voxels at known places, and the same with its axes in another order and
// direction.
struct Turned {
  Mask ordinary, turned;
};

Turned turned_mask() {
  Geometry g{{4, 3, 2}, {1, 2, 5}, {10, 20, 30}};
  Mask ordinary{g, std::vector<std::uint8_t>(24)};
  ordinary.voxels[g.offset(3, 0, 1)] = ordinary.voxels[g.offset(1, 2, 0)] = 1;
  // Axes: x' = -z, y' = x, z' = -y.
  Geometry t{{2, 4, 3}, {5, 1, 2}, g.position({0, 2, 1}), {0, 1, 0, 0, 0, -1, -1, 0, 0}};
  Mask turned{t, std::vector<std::uint8_t>(24)};
  const auto put = [&](int x, int y, int z) { turned.voxels[t.offset(1 - z, x, 2 - y)] = 1; };
  put(3, 0, 1);
  put(1, 2, 0);
  return {ordinary, turned};
}

TEST(FitMask, TurnsPermutedAndReversedAxesBackExactly) {
  const auto [ordinary, turned] = turned_mask();
  const auto found = fit_mask_to(turned, ordinary.geometry);
  EXPECT_EQ(found.voxels, ordinary.voxels);
  EXPECT_EQ(found.geometry.size, ordinary.geometry.size);
}

TEST(FitMask, EmbedsAPartOfTheLatticeAndCutsEmptySurroundings) {
  const auto [ordinary, turned] = turned_mask();
  const auto part = crop(ordinary, bounding_box(ordinary));
  EXPECT_EQ(fit_mask_to(part, ordinary.geometry).voxels, ordinary.voxels);
  const auto back = fit_mask_to(ordinary, part.geometry);
  EXPECT_EQ(back.voxels, part.voxels);
}

TEST(FitMask, RefusesVoxelsOutsideTheImage) {
  const auto [ordinary, turned] = turned_mask();
  const auto image = crop(ordinary, {{0, 0, 0}, {2, 2, 1}}).geometry;
  EXPECT_THAT(message([&] { fit_mask_to(ordinary, image, 1e-3, "m.nii", "i.nii"); }),
              AllOf(HasSubstr("m.nii (4x3x2 voxels of 1x2x5 mm) and i.nii (3x3x2 voxels"),
                    HasSubstr("1 of 2 mask voxels lie outside the image")));
}

TEST(FitMask, RefusesAnotherDirection) {
  const auto [ordinary, turned] = turned_mask();
  auto image = ordinary.geometry;
  image.direction = {std::cos(0.1), -std::sin(0.1), 0, std::sin(0.1), std::cos(0.1), 0, 0, 0, 1};
  EXPECT_THAT(message([&] { fit_mask_to(ordinary, image); }), HasSubstr("directions differ"));
}

TEST(ResampleMask, TakesTheNearestVoxel) {
  const Mask mask{{{2, 1, 1}, {2, 1, 1}}, {0, 1}};
  EXPECT_EQ(resample_mask_to(mask, {{5, 1, 1}}).voxels, (std::vector<std::uint8_t>{0, 1, 1, 0, 0}));
}

}  // namespace
}  // namespace dlrr
