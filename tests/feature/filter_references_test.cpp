// Derived images of a formula image against real PyRadiomics 3.1: every discrete wavelet, the local
// binary patterns. filter_references.csv was written by tools/filter-references (versions there).
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "base/csv.h"
#include "base/text.h"
#include "feature/radiomic/settings.h"
#include "image/filter/wavelet_table.h"

namespace dlrr {
namespace {

const std::filesystem::path table =
    std::filesystem::path(DLRR_TESTS_DIR) / "feature" / "filter_references.csv";

Image formula_image(const std::string& pixels) {
  Image image{{{12, 11, 10}}, PixelType::int16, {}};
  for (int z = 0; z < 10; ++z)
    for (int y = 0; y < 11; ++y)
      for (int x = 0; x < 12; ++x)
        image.voxels.push_back(
            (7 * x + 13 * y + 29 * z + 3 * x * y + 5 * y * z + x * x * z) % 97 * 3 - 100);
  if (pixels == "int16") return image;
  image.type = pixels == "float32" ? PixelType::float32 : PixelType::float64;
  for (double& v : image.voxels) {
    v = v * 0.37 + 0.11;
    if (pixels == "float32") v = static_cast<float>(v);
  }
  return image;
}

Mask ball(const Geometry& geometry) {
  Mask mask{geometry, {}};
  for (int z = 0; z < 10; ++z)
    for (int y = 0; y < 11; ++y)
      for (int x = 0; x < 12; ++x)
        mask.voxels.push_back((x - 6) * (x - 6) + (y - 5) * (y - 5) + (z - 5) * (z - 5) < 14);
  return mask;
}

struct Reference {
  double voxels, sum, magnitude;
};

void compare(const Image& derived, const std::string& name, const Mask* region,
             const Reference& want, double allowed) {
  double voxels = 0, sum = 0, magnitude = 0;
  for (std::size_t i = 0; i < derived.voxels.size(); ++i) {
    if (region ? !region->voxels[i] : std::isnan(derived.voxels[i])) continue;
    const double term = (static_cast<double>(i * 37 % 101) - 50) * derived.voxels[i];
    ++voxels;
    sum += term;
    magnitude += std::fabs(term);
  }
  EXPECT_EQ(voxels, want.voxels) << name;
  EXPECT_NEAR(sum, want.sum, allowed * want.magnitude) << name;
  EXPECT_NEAR(magnitude, want.magnitude, allowed * want.magnitude) << name;
}

// One parameter file and number type, with all its rows.
void compare_run(const std::string& text, const std::string& pixels,
                 const std::map<std::string, Reference>& rows) {
  SCOPED_TRACE(text + " " + pixels);
  const auto choice = parse_radiomic_settings("imageType: " + text, "reference").images.at(0);
  const Image image = formula_image(pixels);
  const Mask region = ball(image.geometry);
  const bool patterns = choice.type == "LBP3D", single = pixels == "float32";
  std::set<std::string> seen;
  filter(choice.type)
      .apply(image, &region, choice.filter, [&](const std::string& name, const Image& derived) {
        const auto row = rows.find(name);
        if (row == rows.end()) return;
        seen.insert(name);
        compare(derived, name, patterns ? &region : nullptr, row->second, single ? 1e-6 : 1e-12);
      });
  EXPECT_EQ(seen.size(), rows.size());
}

void compare_runs_of(const std::string& type) {
  std::map<std::pair<std::string, std::string>, std::map<std::string, Reference>> runs;
  for (const auto& row : read_csv(table).rows)
    if (row[0].starts_with("{" + type))
      runs[{row[0], row[1]}][row[2]] = {*parse_number(row[3]), *parse_number(row[4]),
                                        *parse_number(row[5])};
  EXPECT_GT(runs.size(), 10u);
  for (const auto& [run, rows] : runs) compare_run(run.first, run.second, rows);
}

TEST(FilterReferences, EveryDiscreteWaveletEqualsPyRadiomics) {
  compare_runs_of("Wavelet");
  std::set<std::string> tested;
  for (const auto& row : read_csv(table).rows) tested.insert(row[0]);
  for (const auto& name : wavelet_names())
    EXPECT_TRUE(tested.contains("{Wavelet: {wavelet: " + name + "}}")) << name;
}

TEST(FilterReferences, EveryKindOf2DPatternEqualsPyRadiomics) { compare_runs_of("LBP2D"); }

TEST(FilterReferences, EveryKindOf3DPatternEqualsPyRadiomics) { compare_runs_of("LBP3D"); }

}  // namespace
}  // namespace dlrr
