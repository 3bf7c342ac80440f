// A model from feature tables alone: tables to report. The learning path is the one of a study.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "study/cohort.h"
#include "study/run.h"
#include "table/table.h"

namespace dlrr {

// What the user asked for; the rest is found in the tables.
struct FitRequest {
  std::vector<std::filesystem::path> features;  // at least one; several are joined by patient
  std::vector<std::filesystem::path> deep;      // columns for dl_score
  std::vector<std::filesystem::path> clinical;  // columns for the clinical inputs
  // YAML: selection, models, baselines, algorithms, tuning, protocol, seed, harmonise;
  // optional
  std::filesystem::path settings;
  std::string patient;         // column; empty: a usual name
  std::string outcome, event;  // column; the label that counts as 1 (empty: said in the notes)
  // Columns of the time to an event and of the event, in place of `outcome`; `horizon`: when risks
  // and the AUC are given, in the unit of the time (0: at no time).
  std::string survival_time, survival_event;
  double horizon = 0;
  std::string split;             // column with the set of each patient; empty: split by seed
  std::string time, until;       // split in time: its column, and the last value that trains
  double train = 0.7;            // share of patients that train when `split` is empty
  std::string centre, group;     // columns; rows with the same group are one patient's
  std::string outer, harmonise;  // instead of the settings' words when not empty
  std::string imputation;        // the same
  std::optional<int> permute, bootstrap, imputations;
  bool learning_curve = false;
  std::optional<std::uint64_t> seed;
  std::vector<std::string> clinical_columns;  // empty: every column of the clinical files
  std::vector<std::string> ignore;            // columns of any file that are never inputs
  std::string protocol;                       // paper, nested, both; empty: see fit_tables
};

// A request with its tables read: everything that run and report need.
struct FitPlan {
  StudyPlan plan;
  Cohort cohort;
  Table radiomics, deep;  // rows: patients of the cohort
};

// Reads the tables and checks every cell; learns nothing. When only one set exists and no protocol
// was named, it is `nested` alone.
FitPlan plan_fit(const FitRequest& request);

// Writes report.json, report.html, model.dlrr, tables/, clinical.csv, predictions.csv,
// excluded.csv, plan.yaml below `folder`.
RunSummary run_fit(FitPlan fit, const std::filesystem::path& folder, const Resources& resources);

}  // namespace dlrr
