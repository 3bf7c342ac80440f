// The whole study: scans to report. Reads like a Methods section.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/json.h"
#include "study/plan.h"

namespace dlrr {

struct RunSummary {
  Json report;                     // what report.json holds
  std::vector<std::string> notes;  // what was left out, and what to know before believing a number
  std::vector<std::string>
      lines;  // for people: what was kept, redone, set aside; AUCs; where the report is
};

// Writes everything below `folder`: features/, tables/, figures/, clinical.csv, predictions.csv,
// excluded.csv, manifest.json, report.json, report.html, model.dlrr. Finished case files are kept
// when nothing they depend on changed.
RunSummary run_study(StudyPlan plan, const std::filesystem::path& folder,
                     const Resources& resources);

}  // namespace dlrr
