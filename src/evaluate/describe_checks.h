// The table of what stands behind the tests of the baseline table, a row per variable.
#pragma once

#include <string>
#include <vector>

#include "evaluate/baseline_checks.h"
#include "evaluate/describe.h"
#include "evaluate/paper_table.h"

namespace dlrr {

// Header and notes, no rows.
PaperTable checks_table();

// A row of it; `used` is the test of the baseline table.
std::vector<std::string> checks_row(const std::string& variable, const std::string& used,
                                    const ContinuousChecks& checks, const PrintStyle& style);
std::vector<std::string> checks_row(const std::string& variable, const std::string& used,
                                    const CountChecks& checks, const PrintStyle& style);

}  // namespace dlrr
