// A clinical table as people keep it: separated by commas, semicolons or tabs, with decimal commas,
// a UTF-8 mark, CRLF and several words for "missing". Columns become numbers or levels.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace dlrr {

struct ClinicalVariable {
  std::string name;
  bool continuous = false;
  std::vector<double> values;       // of each row; NaN: missing; place of the level otherwise
  std::vector<std::string> levels;  // in the order of their numbers, else of the alphabet
  std::size_t missing = 0;
};

// A sign that two readers have judged, and a third where they differ.
struct ReaderColumns {
  std::string name;                  // of the consensus
  std::vector<std::string> columns;  // two or three
};

struct ClinicalColumns {
  std::string outcome, event_label, by, train, id;
  std::vector<std::string> ignore, categorical;
  std::vector<ReaderColumns> readers;
};

struct ReadSign {
  std::string name;
  std::vector<std::string> levels;
  std::vector<double> first, second;  // of each row
  std::size_t third_needed = 0, unresolved = 0;
};

struct ClinicalTable {
  std::string source;
  std::size_t rows = 0;
  std::vector<ClinicalVariable> variables;  // the consensus of readers last
  std::vector<ReadSign> signs;
  std::vector<int> outcome;  // 0, 1, or -1 where it is missing
  std::string outcome_name, event_label;
  std::vector<std::string> sets;      // one entry "all" without `by`
  std::vector<std::size_t> set_of;    // of each row
  std::size_t train = 0;              // the set that teaches
  std::vector<std::string> patients;  // id of each row, or its row number
  std::vector<std::string> notes;     // what was decided about the columns
};

// A number column with more than two values is continuous unless it stands in `categorical`. Words
// among numbers are an error with row and column. Columns of words that differ in every row are
// left out with a note.
ClinicalTable parse_clinical(std::string_view text, const std::string& source,
                             const ClinicalColumns& columns);
ClinicalTable read_clinical(const std::filesystem::path& path, const ClinicalColumns& columns);

}  // namespace dlrr
