// The cases that `dlrr extract` was asked for: one image and mask, or a table of them (PyRadiomics'
// batch file: columns Image and Mask, optional Label and Label_channel, others passed through).
#pragma once

#include <string>
#include <vector>

#include "command/command.h"
#include "feature/radiomic/case.h"

namespace dlrr {

struct ExtractCase {
  RadiomicCase files;
  std::vector<std::string>
      inputs;  // cells that are repeated in the output, in the order of columns
};

struct ExtractCases {
  std::vector<std::string> columns;  // of the inputs
  std::vector<ExtractCase> cases;
  bool batch = false;
};

// Reads --batch, IMAGE, MASK and --label; `all` opens the masks to see their labels. A wrong table
// is an Error with its row.
ExtractCases read_extract_cases(const Arguments& arguments);

}  // namespace dlrr
