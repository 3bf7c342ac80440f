// The results of a run as report.json: every number that the page shows. One function per part of
// the page; the page itself knows no study.
#pragma once

#include <vector>

#include "base/json.h"
#include "study/imaging.h"
#include "study/protocol.h"

namespace dlrr {

struct Results {
  const StudyPlan& plan;
  const Cohort& cohort;                      // everybody who was included by the tables
  const ImagingResult* imaging;              // null when the features come from tables
  const std::vector<std::size_t>& included;  // rows of the cohort that the learning half saw
  const std::vector<Exclusion>& excluded;
  const LearningData& data;  // rows: included
  const std::vector<ProtocolResult>& protocols;
  bool untrained_weights = false;
  Json checks = Json::object();  // of the protocols themselves: permutation, bootstrap, ...
  std::string learning_failure;  // why no model could be fitted; empty when there are models
  unsigned threads = 1;          // for what is drawn here; changes no number
};

Json report_json(const Results& results);

// patient, set, outcome, then a risk column per model: MODEL (of the bundle), MODEL.resampled,
// MODEL.paper.
struct Csv predictions_table(const Results& results);

}  // namespace dlrr
