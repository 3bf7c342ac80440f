// Results of `dlrr extract` as text: CSV as PyRadiomics writes it, its "txt" lines and JSON list,
// or our own JSON with reasons.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/csv.h"
#include "base/json.h"
#include "feature/radiomic/diagnostics.h"

namespace dlrr {

// What one case gave: diagnostics and features by column name, or the reason why there are none.
struct ExtractRow {
  std::vector<std::string> inputs;
  Diagnostics cells;                 // diagnostics_, then features; numbers as text
  std::vector<std::string> reasons;  // "column: why" of features without a value
  std::string error;
};

struct ExtractTable {
  std::vector<std::string> columns;  // of the inputs
  std::vector<ExtractRow> rows;
};

// Columns of the first case that worked, then what only later ones have, sorted. A case that failed
// keeps its inputs only.
Csv extract_csv(const ExtractTable& table);
// "Case-1_original_firstorder_Mean: 5.25" per line.
std::string extract_lines(const ExtractTable& table);
// A list of objects, one per case.
Json extract_list(const ExtractTable& table);
// {"cases": [{"inputs", "diagnostics", "features", "undefined", "error"}]}.
Json extract_json(const ExtractTable& table);

}  // namespace dlrr
