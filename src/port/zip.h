// A zip archive as named texts (libzip inside). Times are fixed: equal contents, equal bytes.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace dlrr {

using ZipEntries = std::vector<std::pair<std::string, std::string>>;  // name, content

// Written under another name, synced and renamed.
void write_zip(const std::filesystem::path& path, const ZipEntries& entries);
ZipEntries read_zip(const std::filesystem::path& path);

}  // namespace dlrr
