// Gzip to and from bytes (libdeflate inside). Equal contents give equal bytes: no time, no file
// name.
#pragma once

#include <string>
#include <string_view>

namespace dlrr {

bool is_gzip(std::string_view bytes);

// `source` names the bytes in errors. Checks lengths and checksums of every member; a file that was
// cut off or damaged is an Error.
std::string gunzip(std::string_view bytes, const std::string& source);
std::string gzip(std::string_view bytes, int level = 6);

}  // namespace dlrr
