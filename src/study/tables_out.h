// tables/*.csv: the report's tables for those who read with other programs. Made from report.json,
// so that no number exists twice.
#pragma once

#include <filesystem>

#include "base/json.h"

namespace dlrr {

// The numbered tables of the article (report key "tables"), each as .csv, .html and .tex; and as
// .csv alone regions, selection, rad_score, dl_score, fits, performance, optimism, survival,
// stability.
void write_tables(const Json& report, const std::filesystem::path& folder);

}  // namespace dlrr
