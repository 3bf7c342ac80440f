// What every image filter must obey; walks the list.
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "feature/radiomic/settings.h"
#include "image/filter/filter.h"

namespace dlrr {
namespace {

FilterSettings usual() {
  FilterSettings settings;
  settings.sigma = {{1.5, "1.5"}};
  return settings;
}

Image waves() {
  Image image;
  image.geometry = {{13, 11, 9}, {0.7, 0.9, 2.5}, {-31, 4, 7.5}, {0, 1, 0, -1, 0, 0, 0, 0, 1}};
  for (std::size_t i = 0; i < image.geometry.voxels(); ++i)
    image.voxels.push_back(80 * std::sin(0.3 * static_cast<double>(i)) - 20);
  return image;
}

TEST(EveryFilter, HasATypeAFormulaAndImageNamesOfItsOwn) {
  std::set<std::string> types, images;
  for (const Filter& row : filters()) {
    EXPECT_TRUE(types.insert(std::string(row.type)).second) << row.type;
    EXPECT_FALSE(row.formula.empty()) << row.type;
    for (const auto& name : row.names(usual())) EXPECT_TRUE(images.insert(name).second) << name;
  }
}

TEST(EveryFilter, IsAnImageTypeOfAParameterFile) {
  for (const Filter& row : filters()) {
    const std::string type(row.type),
        sigma = type == "LoG" || type == "TruncatedLoG" ? "sigma: [1.5]" : "";
    const auto settings =
        parse_radiomic_settings("imageType: {" + type + ": {" + sigma + "}}", "contract");
    ASSERT_EQ(settings.images.size(), 1u) << type;
    EXPECT_EQ(settings.images[0].type, type);
  }
}

TEST(EveryFilter, KeepsTheGridAndGivesNumbers) {
  const Image image = waves();
  for (const Filter& row : filters()) {
    std::size_t emitted = 0;
    row.apply(image, nullptr, usual(), [&](const std::string& name, const Image& derived) {
      ++emitted;
      EXPECT_EQ(derived.geometry.size, image.geometry.size) << name;
      EXPECT_EQ(derived.geometry.spacing, image.geometry.spacing) << name;
      EXPECT_EQ(derived.geometry.origin, image.geometry.origin) << name;
      EXPECT_EQ(derived.geometry.direction, image.geometry.direction) << name;
      ASSERT_EQ(derived.voxels.size(), image.voxels.size()) << name;
      for (const double v : derived.voxels) ASSERT_TRUE(std::isfinite(v)) << name;
    });
    EXPECT_EQ(emitted, row.names(usual()).size()) << row.type;
  }
}

TEST(EveryFilter, LeavesItsInputAloneAndGivesTheSameBitsTwice) {
  const Image image = waves(), copy = image;
  for (const Filter& row : filters()) {
    const auto all = [&] {
      std::vector<std::vector<double>> out;
      row.apply(image, nullptr, usual(),
                [&](const std::string&, const Image& i) { out.push_back(i.voxels); });
      return out;
    };
    EXPECT_EQ(all(), all()) << row.type;
    EXPECT_EQ(image.voxels, copy.voxels) << row.type;
  }
}

}  // namespace
}  // namespace dlrr
