// Whether this program gives the reference values of the Image Biomarker Standardisation
// Initiative: IBSI-1 (Zwanenburg et al., Radiology 2020;295:328) and IBSI-2 (Whybra et al.,
// Radiology 2024;310:e231319). Every configuration is a parameter file, run by the same functions
// as anybody's; reference values and images are read from a folder that the user has.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "image/image.h"

namespace dlrr {

struct ConformanceMiss {
  std::string name;  // what was compared
  double got = 0, want = 0, tolerance = 0;
};

struct ConformanceResult {
  std::size_t compared = 0;
  std::vector<ConformanceMiss> misses;  // outside of the tolerance
  double worst = 0;  // largest deviation as a share of its tolerance, where there is one
  std::size_t within() const { return compared - misses.size(); }
};

struct ConformanceCase {
  std::string suite;          // "IBSI-1"
  std::string configuration;  // "A"
  std::string about;          // what the configuration does, in words
  std::function<ConformanceResult()> run;
};

// Everything that the folders ibsi1 and ibsi2 below `data` allow; a folder that is not there gives
// no case. Throws when neither is there.
std::vector<ConformanceCase> conformance_cases(const std::filesystem::path& data);

// The parts of the list. `folder` is that of the part: .../ibsi1.
std::vector<ConformanceCase> ibsi1_cases(const std::filesystem::path& folder);
std::vector<ConformanceCase> ibsi2_map_cases(const std::filesystem::path& folder);  // phase 1
// Phase 2, which runs on the chest CT of IBSI-1: .../ibsi1/ct_phantom.
std::vector<ConformanceCase> ibsi2_value_cases(const std::filesystem::path& folder,
                                               const std::filesystem::path& ct_phantom);

struct ConformanceScan {
  Image image;
  Mask mask;  // label 1, on the grid of the image
};
// image.nii.gz and mask.nii.gz of a folder.
ConformanceScan read_conformance_scan(const std::filesystem::path& folder);

// The rule of both references: rounded to three significant digits, within the tolerance.
void compare_value(const std::string& name, double got, double want, double tolerance,
                   ConformanceResult& result);

}  // namespace dlrr
