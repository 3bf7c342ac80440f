// Parts of report.json that have a file of their own.
#pragma once

#include "study/report_data.h"

namespace dlrr {

inline constexpr const char* program_version = DLRR_VERSION;

Json cohort_json(const Results& results);     // patients, sets, who was left out, flow chart
Json selection_json(const Results& results);  // counts per stage, formulas, curves, make-up
Json survival_json(const Results& results);   // Kaplan-Meier by risk group
Json methods_json(const Results& results);    // what was done, in sentences

}  // namespace dlrr
