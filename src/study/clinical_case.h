// The clinical inputs of one new patient, read as the study read them: a level that training never
// saw and an empty cell are gaps, a word where numbers belong is an error.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "study/bundle.h"

namespace dlrr {

struct ClinicalCase {
  Table table;                               // one row; the clinical columns that the model reads
  std::map<std::string, std::string> cells;  // variable -> as the table has it; "" when missing
  std::size_t read = 0, missing = 0;         // clinical variables
  std::vector<std::string> warnings;
};

// Variables of the bundle that the model reads.
std::vector<CohortVariable> clinical_variables(const Bundle& bundle, const BundledModel& model);

// `file` may be empty only when the model reads no clinical variable.
ClinicalCase clinical_case(const std::filesystem::path& file, const Bundle& bundle,
                           const BundledModel& model, const std::string& patient);

}  // namespace dlrr
