// The steps behind read_cohort: cells and their missing marks, who goes into which set, which
// clinical columns a model may see.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv.h"
#include "study/cohort.h"

namespace dlrr {

// A cell as people write "nothing": empty, NA, N/A, NaN, null, -, --, ?.
bool is_missing(std::string_view cell);
// 0 or 1, also as yes/no and true/false; nothing for any other text.
std::optional<int> truth_value(std::string_view cell);

// The clinical table with the row of each included patient.
struct ClinicalRows {
  Csv csv;
  std::string source;             // file name for messages
  std::vector<std::size_t> rows;  // of the patients of the cohort, in their order
};

// The cohort of a study whose features come from a table: every row is a patient, without scans.
Cohort cohort_of_table(const StudyPlan& plan, const Csv& table, const std::string& source);

// Fills `set` of every patient; those without a set are left out with a reason.
void assign_sets(const StudyPlan& plan, ClinicalRows& clinical, Cohort& cohort);

// The clinical inputs: numbers as they are, categories as 0/1 columns. What decides (levels, share
// of missing cells, constancy) is looked at in training rows only.
Table clinical_inputs(const StudyPlan& plan, const ClinicalRows& clinical, Cohort& cohort);

}  // namespace dlrr
