// Small pieces of HTML. Whatever comes from a file of the user passes through `escape`: it is text,
// never markup.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dlrr {

// Safe between tags and inside quoted attributes; control characters that HTML forbids become
// U+FFFD.
std::string escape(std::string_view text);
// Letters, digits and dashes only, for ids and file names ("AUC, internal" -> "auc-internal").
std::string slug(std::string_view text);

std::string heading(int level, std::string_view text);
std::string paragraph(std::string_view text);
// How to read the table or figure that follows.
std::string how_to_read(std::string_view text);

// The notice that is the first line of a page whose numbers used an untrained network; nothing
// when they did not. And the same as a comment, for the first line of the file.
std::string untrained_line(bool untrained);
std::string untrained_mark(bool untrained);

// A picture with its caption; a sentence instead when the text is no PNG in base64.
std::string picture(std::string_view png_base64, std::string_view caption);

struct TableColumn {
  std::string title;
  bool numeric = false;  // right-aligned, tabular figures
};

struct HtmlTable {
  std::string id, caption;
  std::vector<TableColumn> columns;
  std::vector<std::vector<std::string>> rows;  // plain text
  std::vector<bool> strong;                    // rows to stress; may be empty
  bool prose = false;                          // cells are sentences: lines wrap

  // Empty text for a table without rows.
  std::string html() const;
};

// Every column but the first is numeric.
HtmlTable table_of(std::string id, std::string caption, const std::vector<std::string>& titles);

// Each "{{name}}" replaced once, from left to right; replacements are not searched again. An
// unknown name is an internal Error.
std::string fill_template(std::string_view text,
                          const std::vector<std::pair<std::string, std::string>>& values);

}  // namespace dlrr
