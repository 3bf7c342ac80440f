// The numbered tables of report.json ("tables"), as sections show them.
#pragma once

#include <string>

#include "report/section.h"

namespace dlrr {

// Null when there is no table of that name.
const Json& numbered_table(const Json& report, const std::string& name);

// The table with its number, its notes and how to read it; nothing when it is not there. `prose`:
// cells are sentences.
void add_numbered(const Json& report, const std::string& name, SectionWriter& out,
                  bool prose = false);

}  // namespace dlrr
