// What every image filter must obey; walks the list.
#include <gtest/gtest.h>

#include <algorithm>
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

std::vector<Image> images_of(const Filter& row, const Image& image, const FilterSettings& settings,
                             const Mask* region = nullptr) {
  std::vector<Image> out;
  row.apply(image, region, settings,
            [&](const std::string&, const Image& derived) { out.push_back(derived); });
  return out;
}

// Whether b is `factor` times a, to the precision of LoG's float32.
bool scaled(const std::vector<Image>& a, const std::vector<Image>& b, double factor) {
  for (std::size_t k = 0; k < a.size(); ++k) {
    double most = 0, off = 0;
    for (std::size_t i = 0; i < a[k].voxels.size(); ++i) {
      most = std::max(most, std::fabs(a[k].voxels[i]));
      off = std::max(off, std::fabs(b[k].voxels[i] - factor * a[k].voxels[i]));
    }
    if (off > 1e-6 * most) return false;
  }
  return true;
}

TEST(EveryFilter, StatesWhatDoubledIntensitiesDo) {
  Image twice = waves();
  for (double& v : twice.voxels) v *= 2;
  for (const Filter& row : filters()) {
    const auto once = images_of(row, waves(), usual()), doubled = images_of(row, twice, usual());
    EXPECT_EQ(scaled(once, doubled, 2), row.law == IntensityLaw::proportional) << row.type;
    EXPECT_EQ(scaled(once, doubled, 1), row.law == IntensityLaw::invariant) << row.type;
  }
}

TEST(EveryFilter, StatesWhatDoubledLengthsDo) {
  Image wide = waves();
  for (double& mm : wide.geometry.spacing) mm *= 2;
  FilterSettings settings = usual();
  for (Sigma& sigma : settings.sigma) sigma.mm *= 2;
  settings.ibsi.gabor.sigma *= 2;
  settings.ibsi.gabor.lambda *= 2;
  for (const Filter& row : filters())
    EXPECT_TRUE(scaled(images_of(row, waves(), usual()), images_of(row, wide, settings),
                       std::pow(2.0, row.length_power)))
        << row.type;
}

TEST(EveryFilter, GivesTheSameValuesWhereTheRegionIsRead) {
  const Image image = waves();
  Mask region{image.geometry, std::vector<std::uint8_t>(image.voxels.size(), 0)};
  for (std::size_t i = 0; i < region.voxels.size(); ++i) region.voxels[i] = i % 7 == 3;
  for (const Filter& row : filters()) {
    const auto all = images_of(row, image, usual()), part = images_of(row, image, usual(), &region);
    ASSERT_EQ(all.size(), part.size());
    for (std::size_t k = 0; k < all.size(); ++k)
      for (std::size_t i = 0; i < image.voxels.size(); ++i)
        if (region.voxels[i]) {
          ASSERT_EQ(all[k].voxels[i], part[k].voxels[i]) << row.type;
        }
  }
}

TEST(EveryFilter, OfSlicesNamesItsImagesUniquelyAndKeepsSlicesApart) {
  FilterSettings settings = usual();
  settings.force_2d = true;
  settings.ibsi.laws_kernels = {"L5E5", "S3E3"};
  settings.ibsi.riesz_orders = {{1, 0, 0}, {1, 1, 0}};
  Image image = waves();
  Image other = image;
  const std::size_t slice = 13 * 11;
  for (std::size_t i = 0; i < image.voxels.size(); ++i)
    if (i / slice != 4) other.voxels[i] = 1 + image.voxels[i] * image.voxels[i];
  std::set<std::string> seen;
  for (const Filter& row : filters()) {
    for (const auto& name : row.names(settings)) EXPECT_TRUE(seen.insert(name).second) << name;
    if (row.type == "LoG" || row.type == "Gradient" || row.type == "LBP3D") continue;  // always 3D
    if (row.law == IntensityLaw::other || row.type.starts_with("Square"))
      continue;  // whole maximum
    const auto one = images_of(row, image, settings), two = images_of(row, other, settings);
    for (std::size_t k = 0; k < one.size(); ++k)
      for (std::size_t i = 4 * slice; i < 5 * slice; ++i)
        ASSERT_NEAR(one[k].voxels[i], two[k].voxels[i], 1e-9) << row.type;
  }
}

TEST(EveryFilter, LeavesItsInputAloneAndGivesTheSameBitsTwice) {
  const Image image = waves(), copy = image;
  for (const Filter& row : filters()) {
    const auto all = [&] {
      std::vector<Voxels> out;
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
