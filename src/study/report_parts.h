// Parts of report.json that have a file of their own.
#pragma once

#include "study/report_data.h"

namespace dlrr {

inline constexpr const char* program_version = DLRR_VERSION;

Json baseline_json(const Results& results);           // Table 1
Json selection_json(const Results& results);          // counts per stage, formulas, curves, make-up
Json survival_json(const Results& results);           // Kaplan-Meier by risk group
Json against_baselines_json(const Results& results);  // difference of AUC, model by model
Json methods_json(const Results& results);            // what was done, in sentences

}  // namespace dlrr
