// The tables that `dlrr fit` learns from: one or more files, joined by patient. Reads and checks
// cells; learns nothing.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "study/cohort.h"
#include "table/table.h"
#include "table/text_table.h"

namespace dlrr {

// What a reader should know about the tables, and every column that was left out.
struct ReadingNotes {
  std::vector<std::string> notes;
  std::vector<UnusedColumn> unused;
};

struct TableFile {
  std::string name;  // for messages: "features.csv"
  TextTable cells;
  std::size_t patient = 0;                    // column
  std::map<std::string, std::size_t> row_of;  // by patient
};

// `patient`: name of the patient's column; empty: the first usual name that the file has
// ("patient", "id", "case", ...). A patient that stands twice and a row without patient are Errors.
TableFile read_table_file(const std::filesystem::path& path, const std::string& patient,
                          ReadingNotes& notes);

// The patients that every file has, in the order of the first file. The others are excluded, and
// the notes list the difference; when nobody is left, it is an Error with both lists.
std::vector<std::string> common_patients(std::span<const TableFile> files,
                                         std::vector<Exclusion>& excluded, ReadingNotes& notes);

// The columns of feature files that may be features, as numbers. Left out with a note:
// diagnostics_* of PyRadiomics, columns of text, columns without a name, `taken` ones. A text among
// numbers is an Error that names the cell; an empty or infinite cell is a gap. A name that several
// files have gets the file's name in front.
Table feature_table(std::span<const TableFile> files, std::span<const std::string> patients,
                    std::span<const std::string> taken, Origin origin, ReadingNotes& notes);

}  // namespace dlrr
