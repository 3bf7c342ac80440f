// The diagnostics_ columns of every PyRadiomics reference run: names, order, hashes and numbers.
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>

#include "base/csv.h"
#include "base/file.h"
#include "feature/alike_text.h"
#include "feature/radiomic/case.h"
#include "port/json_text.h"

namespace dlrr {
namespace {

namespace fs = std::filesystem;
const fs::path data = fs::path(DLRR_SHARED_DIR) / "data" / "pyradiomics";

struct Reference {
  std::string prefix;
  RadiomicCase files;
};

std::vector<Reference> references() {
  const auto files = [](const char* image, const char* mask, int label) {
    return RadiomicCase{data / "images" / image, data / "images" / mask, label, "", {}};
  };
  const char *phantom = "prostate_phantom_subvolume.nrrd",
             *labels = "prostate_phantom_subvolume-label.nrrd";
  return {{"breast1", files("breast1_image.nrrd", "breast1_label.nrrd", 1)},
          {"brain1", files("brain1_image.nrrd", "brain1_label.nrrd", 1)},
          {"prostate", files(phantom, labels, 1)},
          {"prostate_label8", files(phantom, labels, 8)}};
}

using Rows = std::vector<std::pair<std::string, std::string>>;

Rows wanted_rows(const fs::path& file) {
  Rows rows;
  for (const auto& row : read_csv(file).rows)
    if (row[0].starts_with("diagnostics_")) rows.push_back({row[0], row[1]});
  return rows;
}

// Without versions and configuration, which the reference files leave out.
Rows our_rows(const Diagnostics& all) {
  Rows rows;
  for (const auto& row : all)
    if (row.first.find("Versions_") == std::string::npos &&
        row.first.find("Configuration_") == std::string::npos)
      rows.push_back(row);
  return rows;
}

TEST(Diagnostics, EqualPyradiomicsInEveryReferenceRun) {
  if (!fs::exists(data)) GTEST_SKIP() << "skipped: ../shared not there";
  const Json runs = parse_json(read_file(data / "generated" / "configurations.json"), "runs");
  std::size_t compared = 0;
  for (const auto& [run, configuration] : runs.as_object()) {
    if (run[0] != 'c') continue;
    auto settings = parse_radiomic_settings(
        json_text(Json::of({{"setting", configuration.at("setting")}})), run);
    settings.classes.clear();
    for (const Reference& reference : references()) {
      const auto file = data / "generated" / (reference.prefix + "_" + run + ".csv");
      if (!fs::exists(file)) continue;
      const Rows want = wanted_rows(file);
      const Rows got = our_rows(extract_case(reference.files, settings).diagnostics);
      ASSERT_EQ(got.size(), want.size()) << reference.prefix << " " << run;
      for (std::size_t i = 0; i < got.size(); ++i) {
        EXPECT_EQ(got[i].first, want[i].first) << reference.prefix << " " << run;
        EXPECT_TRUE(alike(got[i].second, want[i].second))
            << reference.prefix << " " << run << " " << got[i].first << ": " << got[i].second
            << " instead of " << want[i].second;
        ++compared;
      }
    }
  }
  std::printf("diagnostics: %zu values compared\n", compared);
  EXPECT_GT(compared, 1000u);
}

}  // namespace
}  // namespace dlrr
