// The file of `dlrr audit`: printed tables as YAML (keys in docs/audit.md). Numbers keep the
// decimals that they are written with.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "evaluate/audit.h"

namespace dlrr {

PaperTables parse_paper_tables(std::string_view text, const std::string& source);
PaperTables read_paper_tables(const std::filesystem::path& path);

}  // namespace dlrr
