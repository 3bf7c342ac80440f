// Every voxel of PyRadiomics' reference maps (v01 masked, v02 unmasked with LoG, v03 force2D).
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <map>

#include "base/csv.h"
#include "base/file.h"
#include "base/text.h"
#include "feature/radiomic/voxelwise/feature_map.h"
#include "image/read.h"
#include "port/gzip.h"

namespace dlrr {
namespace {

const std::filesystem::path data = std::filesystem::path(DLRR_SHARED_DIR) / "data" / "pyradiomics";

struct Tally {
  std::size_t compared = 0, outside = 0;
  double worst = 0;  // relative
};

// The braces that belong to a run in configurations.json.
std::string configuration(const std::string& run) {
  const std::string all = read_file(data / "generated" / "configurations.json");
  const std::size_t open = all.find('{', all.find('"' + run + '"'));
  int depth = 0;
  for (std::size_t i = open; i < all.size(); ++i) {
    depth += (all[i] == '{') - (all[i] == '}');
    if (depth == 0) return all.substr(open, i + 1 - open);
  }
  return "";
}

Csv reference(const std::string& run) {
  const auto path = data / "generated" / ("breast1_" + run + ".csv.gz");
  return parse_csv(gunzip(read_file(path), path.string()), path.string());
}

void compare(const std::string& where, double got, double want, Tally& tally) {
  ++tally.compared;
  if (std::isnan(got) && std::isnan(want)) return;
  const double off = std::abs(got - want);
  if (off > 1e-9) tally.worst = std::max(tally.worst, off / std::abs(want));
  if (!(off <= 1e-9 + 1e-6 * std::abs(want)) && ++tally.outside <= 20)
    ADD_FAILURE() << where << ": " << number_text(got) << " instead of " << number_text(want);
}

void compare_map(const Csv& want, const Image& map, const std::string& name, double init_value,
                 Tally& tally) {
  const std::size_t column = want.column(name);
  std::map<std::size_t, double> inside;
  for (const auto& row : want.rows) {
    const auto at = [&](std::size_t c) { return static_cast<int>(*parse_number(row[c])); };
    inside[map.geometry.offset(at(0), at(1), at(2))] =
        parse_number(row[column]).value_or(std::nan(""));
  }
  for (std::size_t i = 0; i < map.voxels.size(); ++i) {
    const auto found = inside.find(i);
    if (found != inside.end())
      compare(name, map.voxels[i], found->second, tally);
    else
      ASSERT_EQ(map.voxels[i], init_value) << name;
  }
}

void compare_run(const std::string& run, Tally& tally) {
  SCOPED_TRACE(run);
  const RadiomicSettings settings = parse_radiomic_settings(configuration(run), run);
  const Csv want = reference(run);
  std::size_t maps = 0;
  feature_maps(read_image(data / "images" / "breast1_image.nrrd"),
               read_mask(data / "images" / "breast1_label.nrrd", 1), settings, {{}, 2, true},
               [&](const MapGrid& grid, const FeatureMap& map) {
                 ++maps;
                 compare_map(want, grid.fill(map), map.name, settings.voxel.init_value, tally);
               });
  EXPECT_EQ(maps + 3, want.header.size());
}

TEST(FeatureMapOracle, EveryVoxelOfEveryMapEqualsPyRadiomics) {
  if (!std::filesystem::exists(data)) GTEST_SKIP() << "skipped: ../shared not there";
  Tally tally;
  for (const char* run : {"v01_masked_r1", "v02_unmasked_r2_log", "v03_force2d_r1"})
    compare_run(run, tally);
  std::printf("feature maps: %zu values compared, %zu outside 1e-6, worst relative %.2g\n",
              tally.compared, tally.outside, tally.worst);
  EXPECT_EQ(tally.compared, 53196u);
  EXPECT_EQ(tally.outside, 0u);
}

}  // namespace
}  // namespace dlrr
