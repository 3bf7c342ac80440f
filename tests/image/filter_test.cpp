#include "image/filter/filter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/error.h"
#include "image/filter/wavelet_table.h"

namespace dlrr {
namespace {

Image cube(Index3 size, double (*value)(int, int, int)) {
  Image image;
  image.geometry.size = size;
  for (int z = 0; z < size[2]; ++z)
    for (int y = 0; y < size[1]; ++y)
      for (int x = 0; x < size[0]; ++x) image.voxels.push_back(value(x, y, z));
  return image;
}

std::map<std::string, Image> run(const std::string& type, const Image& image,
                                 const FilterSettings& s = {}) {
  std::map<std::string, Image> out;
  filter(type).apply(image, nullptr, s,
                     [&](const std::string& name, const Image& derived) { out[name] = derived; });
  return out;
}

std::vector<std::string> sorted(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  return names;
}

TEST(Filter, EmitsEachOfItsNamesOnce) {
  FilterSettings s;
  s.sigma = {{1, "1.0"}, {2, "2"}};
  s.level = 2;
  const Image image =
      cube({7, 6, 8}, [](int x, int y, int z) { return double(x * y - z * z + 3); });
  for (const Filter& row : filters()) {
    std::vector<std::string> emitted;
    row.apply(image, nullptr, s, [&](const std::string& name, const Image& derived) {
      emitted.push_back(name);
      EXPECT_EQ(derived.voxels.size(), image.voxels.size());
    });
    EXPECT_EQ(sorted(emitted), sorted(row.names(s))) << row.type;
  }
}

TEST(Filter, SuggestsTheNearestTypeForAnUnknownOne) {
  try {
    filter("Wavelets");
    FAIL();
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find("Wavelet"), std::string::npos);
  }
}

TEST(LogFilter, IsZeroOnAConstantImage) {
  FilterSettings s;
  s.sigma = {{2, "2.0"}};
  const auto out = run("LoG", cube({12, 12, 12}, [](int, int, int) { return 50.0; }), s);
  for (const double v : out.at("log-sigma-2-0-mm-3D").voxels) EXPECT_NEAR(v, 0, 1e-3);
}

TEST(LogFilter, IsSigmaSquaredTimesTheLaplacianOfAParabola) {
  FilterSettings s;
  s.sigma = {{1.5, "1.5"}};
  const auto out =
      run("LoG", cube({41, 41, 41}, [](int x, int, int) { return (x - 20.0) * (x - 20.0); }), s);
  const Image& image = out.begin()->second;
  EXPECT_NEAR(image.voxels[image.geometry.offset(20, 20, 20)], 2 * 1.5 * 1.5, 0.02);
}

TEST(LogFilter, LeavesOutAWidthThatTheImageCannotHold) {
  FilterSettings s;
  s.sigma = {{1, "1"}, {9, "9"}};
  const auto out = run("LoG", cube({6, 6, 6}, [](int x, int, int) { return double(x); }), s);
  EXPECT_EQ(out.size(), 1u);
  EXPECT_TRUE(out.contains("log-sigma-1-mm-3D"));
}

TEST(WaveletTable, EveryOrthogonalFilterIsOrthonormal) {
  for (const auto& name : wavelet_names()) {
    if (name.find("bio") != std::string::npos || name == "dmey") continue;
    const auto low = wavelet_filters(name).low;
    double sum = 0, squares = 0, shifted = 0;
    for (std::size_t i = 0; i < low.size(); ++i) {
      sum += low[i];
      squares += low[i] * low[i];
      if (i + 2 < low.size()) shifted += low[i] * low[i + 2];
    }
    EXPECT_NEAR(sum, std::sqrt(2.0), 1e-10) << name;
    EXPECT_NEAR(squares, 1, 1e-10) << name;
    EXPECT_NEAR(shifted, 0, 1e-10) << name;
  }
}

TEST(WaveletFilter, KeepsEightTimesTheEnergyOverItsBands) {
  const Image image =
      cube({8, 6, 4}, [](int x, int y, int z) { return std::sin(x * 1.7 + y * y + 3 * z); });
  double energy = 0, bands = 0;
  for (const double v : image.voxels) energy += v * v;
  for (const auto& [name, band] : run("Wavelet", image))
    for (const double v : band.voxels) bands += v * v;
  EXPECT_NEAR(bands, 8 * energy, 1e-9 * bands);
}

TEST(WaveletFilter, PutsChangesAlongXIntoTheFirstLetter) {
  const auto out =
      run("Wavelet", cube({6, 5, 4}, [](int x, int, int) { return x % 2 ? 1.0 : -1.0; }));
  for (const auto& [name, band] : out)
    for (const double v : band.voxels)
      if (name != "wavelet-HLL")
        EXPECT_NEAR(v, 0, 1e-12) << name;
      else
        EXPECT_GT(std::fabs(v), 1);
}

// Four bands of the second are too large to be kept at once. Repeating a periodic image changes
// nothing.
TEST(WaveletFilter, MakesTheSameBandsOfLargeImages) {
  FilterSettings s;
  s.wavelet = "haar";
  const Image small = cube(
      {64, 64, 32}, [](int x, int y, int z) { return double((x * 7 + y * y * 5 + z * 11) % 97); });
  const auto expected = run("Wavelet", small, s);
  Image large = small;
  large.geometry.size[2] *= 33;
  for (int copy = 1; copy < 33; ++copy)
    large.voxels.insert(large.voxels.end(), small.voxels.begin(), small.voxels.end());
  std::vector<std::string> names;
  filter("Wavelet").apply(large, nullptr, s, [&](const std::string& name, const Image& band) {
    names.push_back(name);
    const auto& one = expected.at(name).voxels;
    const auto n = static_cast<std::ptrdiff_t>(one.size());
    EXPECT_TRUE(std::equal(one.begin(), one.end(), band.voxels.begin())) << name;
    EXPECT_TRUE(std::equal(one.begin(), one.end(), band.voxels.end() - n)) << name;
  });
  EXPECT_EQ(sorted(names), sorted(filter("Wavelet").names(s)));
}

TEST(WaveletFilter, NamesTwoLettersWithoutOneAxis) {
  FilterSettings s;
  s.force_2d = true;
  EXPECT_EQ(filter("Wavelet").names(s),
            (std::vector<std::string>{"wavelet-LH", "wavelet-HL", "wavelet-HH", "wavelet-LL"}));
}

TEST(PointFilters, KeepTheLargestMagnitude) {
  const Image image =
      cube({3, 3, 3}, [](int x, int y, int z) { return double(x + 3 * y - 4 * z); });
  for (const char* type : {"Square", "SquareRoot", "Logarithm", "Exponential"}) {
    double most = 0;
    const auto out = run(type, image);
    for (const double v : out.begin()->second.voxels) most = std::max(most, std::fabs(v));
    EXPECT_NEAR(most, 8, 1e-9) << type;
  }
}

TEST(PointFilters, GiveZeroOnAnImageOfZeros) {
  const Image image = cube({2, 2, 2}, [](int, int, int) { return 0.0; });
  for (const char* type : {"Square", "SquareRoot", "Logarithm"}) {
    const auto out = run(type, image);
    for (const double v : out.begin()->second.voxels) EXPECT_EQ(v, 0) << type;
  }
}

TEST(GradientFilter, IsTheSlopePerMillimetre) {
  Image image = cube({5, 4, 4}, [](int x, int, int) { return 6.0 * x; });
  image.geometry.spacing = {2, 1, 1};
  const Image out = run("Gradient", image).at("gradient");
  EXPECT_DOUBLE_EQ(out.voxels[out.geometry.offset(2, 1, 1)], 3.0);
  EXPECT_DOUBLE_EQ(out.voxels[out.geometry.offset(0, 1, 1)], 1.5);
}

}  // namespace
}  // namespace dlrr
