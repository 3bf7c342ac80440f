// Flags that count something: 0 to 10000, or nothing when the flag is absent.
#pragma once

#include <optional>

#include "command/command.h"

namespace dlrr {

std::optional<int> count_or_nothing(const Arguments& arguments, const char* name);

}  // namespace dlrr
