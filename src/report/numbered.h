// The numbered tables of report.json ("tables"), as sections show them.
#pragma once

#include <string>
#include <vector>

#include "report/section.h"

namespace dlrr {

// Null when there is no table of that name.
const Json& numbered_table(const Json& report, const std::string& name);

// The table with its number, its notes and how to read it; nothing when it is not there. `prose`:
// cells are sentences.
void add_numbered(const Json& report, const std::string& name, SectionWriter& out,
                  bool prose = false);

// Charts beneath the number and title that the list of contents gives them ("Figure 5"), if any.
// True when any is drawn.
bool add_figures(const Json& report, const std::string& number, std::vector<Chart> charts,
                 SectionWriter& out);

}  // namespace dlrr
