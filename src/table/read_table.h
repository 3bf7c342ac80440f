// A table as other programs write it: comma, semicolon or tab between the cells, decimal points or
// decimal commas, a UTF-8 mark or none, gzip or not. The cells come back with decimal points.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv.h"
#include "table/text_table.h"

namespace dlrr {

// The separator is the one of , ; and tab that stands most often in the header, outside quotes.
// Decimal commas are read in files without comma separators; a file with both decimal commas and
// decimal points, UTF-16 text and a column that stands twice are Errors.
struct ReadText {
  TextTable table;
  std::vector<std::string> notes;  // how the text was read where that was not the usual way
};
ReadText parse_text_table(std::string_view text, const std::string& source);
ReadText read_text_table(const std::filesystem::path& path);

// The same with a string for each cell, for tables of ordinary size.
struct ReadTable {
  Csv csv;
  std::vector<std::string> notes;
};
ReadTable parse_table(std::string_view text, const std::string& source);
ReadTable read_table(const std::filesystem::path& path);

}  // namespace dlrr
