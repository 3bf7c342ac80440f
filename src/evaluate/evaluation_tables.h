// evaluation.json as tables for people: one CSV each for discrimination, calibration, operating
// points, pairs, survival and Kaplan-Meier curves. An empty cell has its reason in the last column.
#pragma once

#include <filesystem>

#include "base/json.h"

namespace dlrr {

// Writes only the tables that have rows.
void write_evaluation_tables(const Json& evaluation, const std::filesystem::path& folder);

}  // namespace dlrr
