// Cells as text, rows x columns, in one piece of memory: a table of 288 patients and 54,506 columns
// has 16 million cells, and a string for each would take five times what the file takes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv.h"

namespace dlrr {

class TextTable {
 public:
  // As parse_csv: a row that is longer or shorter than the header is an Error with its line.
  TextTable(std::string_view text, const std::string& source, char separator);

  const std::vector<std::string>& header() const { return header_; }
  std::size_t rows() const { return header_.empty() ? 0 : ends_.size() / header_.size(); }
  std::size_t columns() const { return header_.size(); }
  std::string_view cell(std::size_t row, std::size_t column) const;

  // The cell's characters, to be changed where the length stays.
  char* characters(std::size_t row, std::size_t column);

  std::optional<std::size_t> find(std::string_view column) const;
  // Index of the column; throws an error with the nearest known name.
  std::size_t column(std::string_view name) const;
  Csv csv() const;

 private:
  std::size_t start(std::size_t row, std::size_t column) const;

  std::vector<std::string> header_;
  std::string text_;               // all cells, one after the other, row by row
  std::vector<std::size_t> ends_;  // where each cell ends in text_
};

}  // namespace dlrr
