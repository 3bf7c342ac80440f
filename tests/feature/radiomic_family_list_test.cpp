#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "feature/family_grid.h"

namespace dlrr {
namespace {

TEST(FamilyList, HasThePyradiomicsFamiliesInOrderWithAllTheirFeatures) {
  const std::vector<std::pair<std::string, std::size_t>> expected = {
      {"shape", 17}, {"shape2D", 10}, {"firstorder", 19}, {"glcm", 24},
      {"gldm", 14},  {"glrlm", 16},   {"glszm", 16},      {"ngtdm", 5}};
  ASSERT_GE(families().size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(families()[i].name, expected[i].first);
    EXPECT_EQ(families()[i].features.size(), expected[i].second) << expected[i].first;
    EXPECT_EQ(families()[i].measures == Measures::once, expected[i].first.starts_with("shape"));
    EXPECT_TRUE(families()[i].standard) << expected[i].first;
  }
}

TEST(FamilyList, HasTheFamiliesOfIbsiWhichAreComputedOnlyWhenNamed) {
  const std::vector<std::pair<std::string, std::size_t>> expected = {
      {"morphology", 29},
      {"local_intensity", 2},
      {"intensity_statistics", 18},
      {"intensity_histogram", 23},
      {"intensity_volume_histogram", 6},
      {"gldzm", 16},
      {"ngldm", 17}};
  for (const auto& [name, size] : expected) {
    EXPECT_EQ(family(name).features.size(), size) << name;
    EXPECT_FALSE(family(name).standard) << name;
  }
}

TEST(FamilyList, NamesAreSortedBytewiseAndEveryRowIsComplete) {
  for (const Family& f : families()) {
    std::set<std::string> ids;
    // PyRadiomics sorts the names of its functions, which end so.
    const std::string tail = f.standard ? "FeatureValue" : "";
    for (std::size_t i = 0; i < f.features.size(); ++i) {
      const FeatureDefinition& d = f.features[i];
      if (i > 0) {
        // PyRadiomics sorts its functions: getMeanAbsolute... stands before getMeanFeatureValue.
        EXPECT_LT(std::string(f.features[i - 1].name) + tail, std::string(d.name) + tail);
      }
      EXPECT_FALSE(d.formula.empty()) << d.name;
      EXPECT_FALSE(d.reads.empty()) << d.name;
      if (d.ibsi.empty()) continue;
      // One id may stand for several percentages; the name then ends with its own.
      const std::string percentage(d.name.substr(std::min(d.name.size(), d.name.find("0") - 1)));
      for (const std::string& id : split(std::string(d.ibsi), ' ')) {
        EXPECT_EQ(id.size(), 4u) << d.name;
        EXPECT_TRUE(ids.insert(id + percentage).second) << f.name << ": two claim " << id;
      }
    }
  }
}

TEST(Families, GiveOneValuePerFeatureAndTheSameBitsTwice) {
  const Roi roi = roi_of(bumpy_ball(), {});
  for (const Family& f : families()) {
    const std::vector<double> values = measured(f, roi);
    ASSERT_EQ(values.size(), f.features.size());
    EXPECT_EQ(values, measured(f, roi)) << f.name;
    for (std::size_t i = 0; i < values.size(); ++i)
      EXPECT_TRUE(std::isfinite(values[i])) << f.name << " " << f.features[i].name;
  }
}

TEST(Families, DoNotChangeWhenTheRegionMoves) {
  const Roi here = roi_of(bumpy_ball(), {}), there = roi_of(bumpy_ball(3), {});
  for (const Family& f : families()) EXPECT_EQ(measured(f, here), measured(f, there)) << f.name;
}

// Power of mm in a unit such as "mm2" or "mm3 intensity2".
int length_power(std::string_view unit) {
  if (unit == "1/mm") return -1;
  if (unit.substr(0, 2) != "mm") return 0;
  return unit.size() > 2 && unit[2] != ' ' ? unit[2] - '0' : 1;
}

int intensity_power(std::string_view unit) {
  const std::size_t at = unit.find("intensity");
  if (at == std::string_view::npos) return 0;
  return at + 9 < unit.size() ? unit[at + 9] - '0' : 1;
}

TEST(Families, DoublingAllLengthsScalesEachFeatureAsItsUnitSays) {
  Grid small = bumpy_ball(), large = bumpy_ball();
  set_spacing(large, {1.6, 1.4, 5.0});
  const Roi a = roi_of(small, {}), b = roi_of(large, {});
  for (const Family& f : families()) {
    if (f.name == "local_intensity") continue;  // looks at a ball of fixed size
    const std::vector<double> before = measured(f, a), after = measured(f, b);
    for (std::size_t i = 0; i < before.size(); ++i) {
      const double expected = before[i] * std::pow(2, length_power(f.features[i].unit));
      EXPECT_NEAR(after[i], expected, 1e-12 * std::abs(expected))
          << f.name << " " << f.features[i].name;
    }
  }
}

TEST(Families, DoublingIntensitiesAndBinsScalesEachFeatureAsItsUnitSays) {
  Grid dark = bumpy_ball(), bright = bumpy_ball();
  for (double& x : bright.image.voxels) x *= 2;
  TextureSettings narrow, wide;
  narrow.ivh_bin_width = 1;
  wide.bin_width = 50;
  wide.ivh_bin_width = 2;
  const Roi a = roi_of(dark, narrow), b = roi_of(bright, wide);
  for (const Family& f : families()) {
    const std::vector<double> before = measured(f, a), after = measured(f, b);
    for (std::size_t i = 0; i < before.size(); ++i) {
      const double expected = before[i] * std::pow(2, intensity_power(f.features[i].unit));
      EXPECT_NEAR(after[i], expected, 1e-12 * std::abs(expected))
          << f.name << " " << f.features[i].name;
    }
  }
}

TEST(Families, TextureOfASingleVoxelIsUndefinedNotZero) {
  const Roi roi = roi_of(make_grid({1, 1, 1}, {7}), {});
  for (const char* name : {"glcm", "gldm", "glrlm", "glszm", "ngtdm"})
    for (const double x : family(name).compute(roi)) EXPECT_TRUE(std::isnan(x)) << name;
}

TEST(MakeRoi, RefusesAnEmptyMaskAndSaysWhatToDo) {
  Grid grid = make_grid({2, 1, 1}, {1, 2});
  grid.mask.voxels = {0, 0};
  EXPECT_THROW(roi_of(grid, {}), Error);
}

TEST(MakeRoi, RefusesIntensitiesThatAreNoNumbers) {
  EXPECT_THROW(roi_of(make_grid({2, 1, 1}, {1, std::nan("")}), {}), Error);
  EXPECT_THROW(roi_of(make_grid({2, 1, 1}, {1, std::numeric_limits<double>::infinity()}), {}),
               Error);
}

TEST(MakeRoi, RefusesMoreThan65535Levels) {
  EXPECT_THROW(roi_of(make_grid({2, 1, 1}, {0, 70000}), unit_bins()), Error);
  EXPECT_NO_THROW(roi_of(make_grid({2, 1, 1}, {0, 65534}), unit_bins()));
}

TEST(MakeRoi, BinsOfAWidthAreMultiplesOfItAndAMaximumOnAnEdgeOpensItsOwn) {
  const Roi roi = roi_of(make_grid({5, 1, 1}, {-26, -25, 0, 24.9, 25}), {});
  EXPECT_EQ(roi.levels, (std::vector<std::uint16_t>{1, 2, 3, 3, 4}));
  EXPECT_EQ(roi.level_count, 4);
}

TEST(MakeRoi, ABinCountPutsTheMaximumIntoTheLastBin) {
  TextureSettings settings;
  settings.bin_count = 4;
  const Roi roi = roi_of(make_grid({5, 1, 1}, {0, 1, 2, 3, 4}), settings);
  EXPECT_EQ(roi.levels, (std::vector<std::uint16_t>{1, 2, 3, 4, 4}));
}

TEST(MakeRoi, ABinCountPutsAFlatRegionIntoTheMiddleBin) {
  TextureSettings settings;
  settings.bin_count = 64;
  EXPECT_EQ(roi_of(make_grid({2, 1, 1}, {5, 5}), settings).level_count, 33);
}

TEST(MakeRoi, CropsToTheBoxAndLeavesTheOutsideAtLevelZero) {
  const Roi roi = roi_of(
      make_grid({5, 2, 1}, {-999, -999, -999, -999, -999, -999, 3, -999, 4, -999}), unit_bins());
  EXPECT_EQ(roi.image.geometry.size, (Index3{3, 1, 1}));
  EXPECT_EQ(roi.levels, (std::vector<std::uint16_t>{1, 0, 2}));
  EXPECT_EQ(roi.intensities, (std::vector<double>{3, 4}));
}

}  // namespace
}  // namespace dlrr
