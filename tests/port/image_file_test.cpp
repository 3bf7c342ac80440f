#include "port/image_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/error.h"
#include "base/file.h"
#include "base/parallel.h"
#include "port/gzip.h"
#include "temporary_folder.h"

namespace dlrr {
namespace {

using testing::HasSubstr;

VolumeFile volume(const std::string& type) {
  VolumeFile v;
  v.size = {5, 4, 3};
  v.spacing = {0.5, 0.75, 2.5};
  v.origin = {-10.5, 20.25, 3};
  v.direction = {0, -1, 0, 1, 0, 0, 0, 0, 1};
  v.type = type;
  for (int i = 0; i < 60; ++i) v.voxels.push_back(i * 3 % 101);
  return v;
}

void expect_equal(const VolumeFile& found, const VolumeFile& expected) {
  EXPECT_EQ(found.size, expected.size);
  EXPECT_EQ(found.type, expected.type);
  EXPECT_EQ(found.voxels, expected.voxels);
  for (std::size_t a = 0; a < 3; ++a) {
    EXPECT_NEAR(found.spacing[a], expected.spacing[a], 1e-6);
    EXPECT_NEAR(found.origin[a], expected.origin[a], 1e-6);
  }
  for (std::size_t i = 0; i < 9; ++i) EXPECT_NEAR(found.direction[i], expected.direction[i], 1e-6);
}

std::string message(const std::filesystem::path& path) {
  try {
    read_volume(path);
  } catch (const Error& e) {
    return e.what();
  }
  return "accepted";
}

TEST(VolumeFile, ReadsBackWhatWasWrittenInEveryFormatAndType) {
  const TemporaryFolder folder;
  for (const std::string ending : {".nii", ".nii.gz", ".nrrd"})
    for (const std::string type :
         {"int8", "uint8", "int16", "uint16", "int32", "uint32", "float32", "float64"}) {
      SCOPED_TRACE(type + ending);
      const auto path = folder / ("v_" + type + ending);
      write_volume(path, volume(type));
      expect_equal(read_volume(path), volume(type));
      EXPECT_TRUE(read_volume(path, false).voxels.empty());
    }
}

TEST(VolumeFile, LeavesNoOtherFileBehind) {
  const TemporaryFolder folder;
  write_volume(folder / "new" / "v.nii.gz", volume("int16"));
  int count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder / "new"))
    ++count;
  EXPECT_EQ(count, 1);
}

TEST(VolumeFile, RefusesValuesThatItsTypeCannotHold) {
  const TemporaryFolder folder;
  auto v = volume("uint8");
  v.voxels[7] = 256;
  EXPECT_THROW(write_volume(folder / "v.nii", v), Error);
  v.voxels[7] = 0.5;
  EXPECT_THROW(write_volume(folder / "v.nii", v), Error);
}

TEST(VolumeFile, ThatIsDamagedOrCutOffIsRefusedByName) {
  const TemporaryFolder folder;
  for (const std::string ending : {".nii", ".nii.gz", ".nrrd"}) {
    SCOPED_TRACE(ending);
    const auto path = folder / ("v" + ending);
    auto big = volume("int16");
    big.size = {50, 40, 3};
    big.voxels.resize(6000);
    for (std::size_t i = 0; i < big.voxels.size(); ++i) big.voxels[i] = double(i * 7919 % 30011);
    write_volume(path, big);
    const auto whole = read_file(path);
    for (const double share : {0.0, 0.01, 0.3, 0.7, 0.98}) {
      write_file(path, whole.substr(0, std::size_t(share * double(whole.size()))));
      EXPECT_THAT(message(path), HasSubstr(path.string())) << share;
    }
    if (ending == ".nii") continue;  // has no checksum
    auto flipped = whole;
    flipped[whole.size() * 3 / 5] = char(flipped[whole.size() * 3 / 5] ^ 0x10);
    write_file(path, flipped);
    EXPECT_THAT(message(path), HasSubstr(path.string()));
  }
}

TEST(VolumeFile, AppliesSlopeAndInterceptOfNifti) {
  const TemporaryFolder folder;
  const auto path = folder / "v.nii";
  write_volume(path, volume("int16"));
  auto bytes = read_file(path);
  const float slope = 2, intercept = -1024;
  std::memcpy(bytes.data() + 112, &slope, 4);
  std::memcpy(bytes.data() + 116, &intercept, 4);
  write_file(path, bytes);
  const auto found = read_volume(path);
  EXPECT_EQ(found.voxels[1], 3 * 2 - 1024);
  EXPECT_TRUE(found.type.starts_with("float"));
}

TEST(VolumeFile, KeepsVoxelsThatAreNotFinite) {
  const TemporaryFolder folder;
  for (const std::string ending : {".nii", ".nii.gz", ".nrrd"})
    for (const std::string type : {"float32", "float64"}) {
      auto v = volume(type);
      v.voxels[17] = std::numeric_limits<double>::quiet_NaN();
      v.voxels[18] = -std::numeric_limits<double>::infinity();
      write_volume(folder / ("v" + ending), v);
      const auto found = read_volume(folder / ("v" + ending));
      EXPECT_TRUE(std::isnan(found.voxels[17])) << ending << type;
      EXPECT_EQ(found.voxels[18], v.voxels[18]);
    }
}

// The same file as a machine of the other byte order would have written it.
std::string big_endian(std::string bytes) {
  const auto turn = [&](std::size_t at, std::size_t width, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
      std::reverse(bytes.begin() + std::ptrdiff_t(at + i * width),
                   bytes.begin() + std::ptrdiff_t(at + (i + 1) * width));
  };
  turn(0, 4, 1);     // sizeof_hdr
  turn(40, 2, 8);    // dim
  turn(56, 4, 3);    // intent parameters
  turn(68, 2, 4);    // intent code, datatype, bitpix, slice_start
  turn(76, 4, 8);    // pixdim
  turn(108, 4, 3);   // vox_offset, scl_slope, scl_inter
  turn(252, 2, 2);   // qform_code, sform_code
  turn(256, 4, 18);  // quaternion, offsets, srow
  turn(352, 2, (bytes.size() - 352) / 2);
  return bytes;
}

TEST(VolumeFile, OfTheOtherByteOrderReadsTheSame) {
  const TemporaryFolder folder;
  write_volume(folder / "v.nii", volume("int16"));
  write_file(folder / "v.nii", big_endian(read_file(folder / "v.nii")));
  expect_equal(read_volume(folder / "v.nii"), volume("int16"));
}

TEST(VolumeFile, WithSeveralVolumesIsRefusedAndWithOneTaken) {
  const TemporaryFolder folder;
  const auto path = folder / "v.nii";
  write_volume(path, volume("int16"));
  auto bytes = read_file(path);
  const std::int16_t four = 4, two = 2, one = 1;
  std::memcpy(bytes.data() + 40, &four, 2);
  std::memcpy(bytes.data() + 48, &one, 2);
  write_file(path, bytes);
  EXPECT_EQ(message(path), "accepted");
  std::memcpy(bytes.data() + 48, &two, 2);
  write_file(path, bytes + std::string(120, '\0'));
  EXPECT_THAT(message(path), HasSubstr("2 volumes along axis 4"));
}

TEST(VolumeFile, WithTwoAxesBecomesOneSlice) {
  const TemporaryFolder folder;
  const auto path = folder / "v.nrrd";
  write_file(path, std::string("NRRD0004\ntype: uint8\ndimension: 2\nsizes: 3 2\nspacings: 0.5 "
                               "0.25\nencoding: raw\n\n") +
                       std::string("\1\2\3\4\5\6", 6));
  const auto found = read_volume(path);
  EXPECT_EQ(found.size, (std::array<int, 3>{3, 2, 1}));
  EXPECT_EQ(found.voxels, (LargeVector<double>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(found.spacing[1], 0.25);
}

TEST(VolumeFile, ThatIsNoneIsRefusedWithAReason) {
  const TemporaryFolder folder;
  EXPECT_THAT(message(folder / "missing.nii"), HasSubstr("no such file"));
  write_file(folder / "text.nii", "hello");
  EXPECT_THAT(message(folder / "text.nii"), HasSubstr("NIfTI"));
  write_file(folder / "text.nrrd", "hello");
  EXPECT_THAT(message(folder / "text.nrrd"), HasSubstr("NRRD"));
  write_file(folder / "plain.nii.gz", "hello");
  EXPECT_THAT(message(folder / "plain.nii.gz"), HasSubstr("not gzip"));
  write_file(folder / "x.mha", "hello");
  EXPECT_THAT(message(folder / "x.mha"), HasSubstr("unknown image format"));
}

TEST(VolumeFile, CanBeReadFromSeveralThreads) {
  const TemporaryFolder folder;
  for (const std::string ending : {".nii.gz", ".nrrd"})
    write_volume(folder / ("v" + ending), volume("int16"));
  std::vector<int> good(24);
  parallel_for(good.size(), 4, [&](std::size_t i) {
    good[i] =
        read_volume(folder / (i % 2 ? "v.nii.gz" : "v.nrrd")).voxels == volume("int16").voxels;
  });
  EXPECT_EQ(std::count(good.begin(), good.end(), 1), 24);
}

TEST(Gzip, GivesBackItsContentAndFindsDamage) {
  const std::string text(100000, 'a');
  const auto packed = gzip(text);
  EXPECT_EQ(gunzip(packed, "x"), text);
  EXPECT_EQ(gunzip(packed + packed, "x"), text + text);
  EXPECT_EQ(gunzip(packed + std::string(512, '\0'), "x"), text);
  EXPECT_EQ(gunzip(gzip(""), "x"), "");
  EXPECT_THROW(gunzip(packed.substr(0, packed.size() - 1), "x"), Error);
  auto wrong = packed;
  wrong[wrong.size() - 8] ^= 1;
  EXPECT_THROW(gunzip(wrong, "x"), Error);
}

}  // namespace
}  // namespace dlrr
