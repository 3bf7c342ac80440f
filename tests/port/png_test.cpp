#include "port/png.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace dlrr {
namespace {

TEST(Png, GivesBackEveryPixel) {
  Picture picture{7, 3, {}};
  for (int i = 0; i < 63; ++i) picture.rgb.push_back(static_cast<std::uint8_t>(i * 37));
  const auto bytes = png_bytes(picture);
  const auto found = parse_png(bytes, "test");
  EXPECT_EQ(found.width, 7);
  EXPECT_EQ(found.height, 3);
  EXPECT_EQ(found.rgb, picture.rgb);
  EXPECT_EQ(png_bytes(picture), bytes);
}

TEST(Png, RefusesDamagedBytesAndWrongSizes) {
  EXPECT_THROW(parse_png("not a picture", "x"), Error);
  EXPECT_THROW(png_bytes({2, 2, {1, 2, 3}}), Error);
}

}  // namespace
}  // namespace dlrr
