// The features of one patient and one reader: a block per phase and region. Kept on disk as
// features/PATIENT.csv, one row per block, so that a killed run goes on where it stopped and
// several machines can write into one folder.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace dlrr {

struct BlockFeatures {
  std::string phase, region;
  std::size_t voxels = 0;
  double volume_mm3 = 0;
  double cut_fraction = 0;
  std::string gap;                      // why there are no numbers; empty when there are
  std::string deep_gap;                 // the same for the deep vector alone
  std::vector<double> radiomics, deep;  // NaN = undefined for this region
  double deep_outside = 0;              // share of the network's crop beyond the scan (fill)
};

// What the numbers depend on. Two files with the same marks hold the same numbers.
struct CaseMarks {
  std::string settings;  // SHA-256 of the imaging settings
  std::string inputs;    // SHA-256 over the images and masks
  std::string weights;   // SHA-256 of the network's weights, or "none"
  // Nothing when equal; else what differs, in words.
  std::optional<std::string> difference(const CaseMarks& other) const;
};

struct CaseFeatures {
  std::string patient;
  CaseMarks marks;
  std::vector<BlockFeatures> blocks;
};

struct FeatureNames {
  std::vector<std::string> radiomics, deep;
};

std::string case_text(const CaseFeatures& features, const FeatureNames& names);
// Throws when the file was not written by this program with these feature names.
CaseFeatures parse_case(const std::string& text, const std::string& source,
                        const FeatureNames& names);

}  // namespace dlrr
