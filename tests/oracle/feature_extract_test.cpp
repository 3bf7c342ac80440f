// Every feature value of the PyRadiomics reference runs whose settings we support.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <map>

#include "base/csv.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "feature/radiomic/extract.h"
#include "image/read.h"

namespace dlrr {
namespace {

const std::filesystem::path data = std::filesystem::path(DLRR_SHARED_DIR) / "data" / "pyradiomics";

struct Tally {
  std::size_t compared = 0, outside = 0;
  double worst = 0;
};

void compare(const std::string& what, const std::string& name, double got, double want,
             Tally& tally, double relative = 1e-6) {
  ++tally.compared;
  if (std::isnan(got) && std::isnan(want)) return;
  const double off = std::fabs(got - want);
  if (off > 1e-9 && std::fabs(want) > 0) tally.worst = std::max(tally.worst, off / std::fabs(want));
  const bool near = off <= 1e-9 + relative * std::fabs(want);
  if (!near && ++tally.outside <= 5)
    ADD_FAILURE() << what << " " << name << ": " << number_text(got) << " instead of "
                  << number_text(want);
}

double as_number(const std::string& text) {
  const auto value = parse_number(text);
  return value ? *value : std::nan("");
}

// The braces that belong to `key` in a JSON text, without the key.
std::pair<std::size_t, std::size_t> braces(const std::string& text, const std::string& key) {
  const std::size_t at = text.find('"' + key + '"');
  if (at == std::string::npos) return {0, 0};
  const std::size_t open = text.find('{', at);
  int depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    depth += text[i] == '{';
    depth -= text[i] == '}';
    if (depth == 0) return {open, i + 1};
  }
  return {0, 0};
}

std::string configuration(const std::string& name) {
  const std::string all = read_file(data / "generated" / "configurations.json");
  const auto [from, to] = braces(all, name);
  return all.substr(from, to - from);
}

struct Case {
  std::string prefix, image, mask;
  int label;
};

const std::vector<Case> cases = {
    {"breast1", "breast1_image.nrrd", "breast1_label.nrrd", 1},
    {"brain1", "brain1_image.nrrd", "brain1_label.nrrd", 1},
    {"prostate", "prostate_phantom_subvolume.nrrd", "prostate_phantom_subvolume-label.nrrd", 1},
    {"prostate_label8", "prostate_phantom_subvolume.nrrd", "prostate_phantom_subvolume-label.nrrd",
     8},
};

// Second values that PyRadiomics gives with other library versions (ties at a percentile).
std::map<std::string, double> alternatives(const std::string& file) {
  std::map<std::string, double> out;
  for (const auto& row : read_csv(data / "generated" / "unstable.csv").rows)
    if (row[0] == file) out[row[1]] = as_number(row[3]);
  return out;
}

void compare_run(const Case& c, const std::string& run, Tally& tally) {
  const auto file = data / "generated" / (c.prefix + "_" + run + ".csv");
  if (!std::filesystem::exists(file)) return;
  const RadiomicSettings settings = parse_radiomic_settings(configuration(run), run);
  const auto got = extract_exact(read_image(data / "images" / c.image),
                                 read_mask(data / "images" / c.mask, c.label), settings);
  std::map<std::string, double> want;
  for (const auto& row : read_csv(file).rows)
    if (!row[0].starts_with("diagnostics_")) want[row[0]] = as_number(row[1]);
  const auto other = alternatives(file.filename().string());
  std::size_t found_names = 0;
  for (std::size_t i = 0; i < got.names.size(); ++i) {
    const auto found = want.find(got.names[i]);
    if (found == want.end()) {
      EXPECT_TRUE(got.reasons.contains(i)) << got.names[i];  // a LoG too wide for the image
      continue;
    }
    ++found_names;
    const auto alternative = other.find(got.names[i]);
    const bool at_alternative =
        alternative != other.end() &&
        std::fabs(got.values[i] - alternative->second) < std::fabs(got.values[i] - found->second);
    compare(c.prefix + " " + run, got.names[i], got.values[i],
            at_alternative ? alternative->second : found->second, tally);
  }
  EXPECT_EQ(found_names, want.size()) << run;
}

class RadiomicOracle : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(data)) GTEST_SKIP() << "skipped: ../shared not there";
  }
};

class GeneratedRun : public RadiomicOracle, public testing::WithParamInterface<const char*> {};

TEST_P(GeneratedRun, HasEveryValueOfPyRadiomics) {
  Tally tally;
  for (const Case& c : cases) compare_run(c, GetParam(), tally);
  std::printf("%s: %zu values compared, %zu outside, largest relative difference %.1e\n",
              GetParam(), tally.compared, tally.outside, tally.worst);
  EXPECT_GT(tally.compared, 0u);
}

// Not here: v01-v03 (voxel maps), see feature_maps_test.cpp.
INSTANTIATE_TEST_SUITE_P(
    PyRadiomics, GeneratedRun,
    testing::Values("c01_all_filters", "c02_normalize_resample", "c03_resample_integer_image",
                    "c04_resample_inplane_linear", "c05_bincount_db2_levels", "c06_force2d",
                    "c07_distances_asymmetric", "c08_weight_euclidean", "c09_weight_manhattan",
                    "c10_weight_infinity", "c11_weight_none_merged", "c12_resegment_relative",
                    "c13_resegment_sigma_shape", "c14_precrop_filters", "c15_lbp_variants",
                    "c16_deprecated_by_name", "c17_normalize_lbp3d_float"),
    [](const auto& test) { return std::string(test.param); });

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

// The settings column of upstream's baseline, Python syntax, as a parameter file.
RadiomicSettings baseline_settings(const Csv& table, const std::string& test,
                                   const std::string& family) {
  const std::size_t column = table.column(test);
  std::string python;
  for (const auto& row : table.rows)
    if (row[0] == "diagnostics_Configuration_Settings") python = row[column];
  python = replaced(replaced(replaced(python, "None", "null"), "True", "true"), "False", "false");
  // Upstream's tests set binWidth beside binCount, where binCount wins; we refuse both.
  if (python.find("binCount") != std::string::npos)
    python = replaced(python, "'binWidth': 25, ", "");
  auto settings = parse_radiomic_settings(
      "setting: " + python + "\nimageType: {Original: {}}\nfeatureClass: {" + family + ": }\n",
      test);
  if (family == "shape") settings.resegment_range.clear();
  return settings;
}

TEST_F(RadiomicOracle, BaselinesOfUpstreamAreMet) {
  const Csv tidy = read_csv(data / "baseline" / "features_tidy.csv");
  std::map<std::pair<std::string, std::string>, std::map<std::string, double>> wanted;
  for (const auto& row : tidy.rows) wanted[{row[2], row[0]}][row[3]] = as_number(row[5]);
  Tally tally;
  for (const auto& [key, values] : wanted) {
    const auto& [family, test] = key;
    const Csv table = read_csv(data / "baseline" / ("baseline_" + family + ".csv"));
    const auto settings = baseline_settings(table, test, family);
    const std::string name = test.substr(0, test.find('_'));
    const std::string mask = name + (family == "shape2D" ? "_label_2D.nrrd" : "_label.nrrd");
    const auto got = extract_exact(read_image(data / "images" / (name + "_image.nrrd")),
                                   read_mask(data / "images" / mask, 1), settings);
    for (std::size_t i = 0; i < got.names.size(); ++i) {
      const auto found = values.find(split(got.names[i], '_').back());
      if (found != values.end()) compare(test, got.names[i], got.values[i], found->second, tally);
    }
  }
  std::printf("baselines: %zu values compared, %zu outside, largest relative difference %.1e\n",
              tally.compared, tally.outside, tally.worst);
  EXPECT_GT(tally.compared, 1000u);
}

}  // namespace
}  // namespace dlrr
