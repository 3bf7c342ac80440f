// A table of a paper as a Word document (Office Open XML, ECMA-376 part 1): title, a table with
// three rules on a page across, the notes beneath. Only what every reader of such files knows.
#pragma once

#include <filesystem>

#include "evaluate/paper_table.h"

namespace dlrr {

// Equal tables give equal bytes.
void write_word_table(const PaperTable& table, const std::filesystem::path& file);

}  // namespace dlrr
