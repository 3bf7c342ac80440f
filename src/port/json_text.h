// JSON text to and from our value (nlohmann-json inside).
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

namespace dlrr {

// `source` names the text in errors, which carry line and column.
Json parse_json(std::string_view text, const std::string& source);
// Shortest round-trip numbers; indent < 0 gives one line.
std::string json_text(const Json& value, int indent = 1);

}  // namespace dlrr
