// dlrr map --deep: where in the crop a deep vector comes from.
#pragma once

#include <vector>

#include "command/command.h"

namespace dlrr {

std::vector<OptionRow> deep_map_options();
// Throws when a flag that is for --deep alone was given without it.
void refuse_deep_flags(const Arguments& arguments);
int run_deep_map(const Arguments& arguments, const Common& common);

}  // namespace dlrr
