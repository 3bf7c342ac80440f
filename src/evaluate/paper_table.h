// A table as a paper prints it: cells are finished text. Written as CSV, as a page of HTML, as
// LaTeX (booktabs) and for Word, each but the CSV with the notes beneath.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/json.h"

namespace dlrr {

struct PaperTable {
  std::string name;   // of the files
  std::string title;  // one line
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;  // as long as the header
  std::vector<std::string> notes;
};

std::string html_page(const PaperTable& table);
std::string latex_text(const PaperTable& table);

// folder/NAME.csv, NAME.html, NAME.tex, NAME.docx
void write_paper_table(const PaperTable& table, const std::filesystem::path& folder);

// {"name", "title", "header": [...], "rows": [[...]], "notes": [...]}
Json to_json(const PaperTable& table);

}  // namespace dlrr
