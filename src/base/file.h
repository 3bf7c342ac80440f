// Files as whole texts. A file is written under another name, synced and renamed, so that a reader
// sees either the old file or the new one, never half of it, whenever the program is killed.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace dlrr {

std::string read_file(const std::filesystem::path& path);

// Creates missing parent folders. Throws when the file cannot be written whole.
void write_file(const std::filesystem::path& path, std::string_view content);

// Removes what killed runs left below `folder`: half-written files whose writer, on this machine,
// is no longer alive. Those of other machines that write into the same folder are not touched.
void remove_leftovers(const std::filesystem::path& folder);

// Throws a usage error that names --force when `path` exists and force is false.
void refuse_overwrite(const std::filesystem::path& path, bool force);

}  // namespace dlrr
