// tables/*.csv: the report's tables for those who read with other programs. Made from report.json,
// so that no number exists twice.
#pragma once

#include <filesystem>

#include "base/json.h"

namespace dlrr {

// baseline, regions, selection, rad_score, dl_score, fits, performance, optimism, survival,
// stability.
void write_tables(const Json& report, const std::filesystem::path& folder);

}  // namespace dlrr
