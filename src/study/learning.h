// From tables to models, statistics and pages: what a study of images and a fit of feature tables
// have in common.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/json.h"
#include "study/imaging.h"
#include "study/pipeline.h"
#include "study/run.h"

namespace dlrr {

struct LearningInput {
  const StudyPlan& plan;
  const Cohort& cohort;                      // everybody whom the tables included
  const ImagingResult* imaging;              // null when the features come from tables
  const std::vector<std::size_t>& included;  // rows of the cohort that have features
  const std::vector<Exclusion>& excluded;
  const LearningData& data;  // rows: included
};

// What the bundle and the page hold beside.
struct LearningParts {
  std::string radiomics_text, weights_hash = "none";
  bool untrained_weights = false;
  Json overlays = Json::array();
  Json deep;  // deep_json with its mosaics; null or false without deep features
};

void write_excluded(const std::filesystem::path& file, const std::vector<Exclusion>& excluded);

// Writes tables/, figures/, predictions.csv, report.json, report.html, model.dlrr below `folder`.
RunSummary learn_and_report(const LearningInput& input, const LearningParts& parts,
                            const std::filesystem::path& folder, const Resources& resources);

}  // namespace dlrr
