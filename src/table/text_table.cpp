#include "table/text_table.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace dlrr {

TextTable::TextTable(std::string_view text, const std::string& source, char separator) {
  text_.reserve(text.size());
  for_each_record(text, source, separator, [&](std::span<const std::string> cells) {
    if (header_.empty()) {
      for (const auto& name : cells) header_.push_back(trim(name));
      const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n'));
      ends_.reserve((lines + 1) * header_.size());
      return;
    }
    for (const auto& cell : cells) {
      text_ += cell;
      ends_.push_back(text_.size());
    }
  });
  ends_.shrink_to_fit();
}

std::size_t TextTable::start(std::size_t row, std::size_t column) const {
  const auto k = row * columns() + column;
  return k ? ends_[k - 1] : 0;
}

std::string_view TextTable::cell(std::size_t row, std::size_t column) const {
  const auto first = start(row, column);
  return std::string_view(text_).substr(first, ends_[row * columns() + column] - first);
}

char* TextTable::characters(std::size_t row, std::size_t column) {
  return text_.data() + start(row, column);
}

std::optional<std::size_t> TextTable::find(std::string_view name) const {
  const auto at = std::ranges::find(header_, name);
  if (at == header_.end()) return {};
  return static_cast<std::size_t>(at - header_.begin());
}

std::size_t TextTable::column(std::string_view name) const {
  if (const auto found = find(name)) return *found;
  throw Error("no column '" + std::string(name) + "'" + suggestion(name, header_));
}

Csv TextTable::csv() const {
  Csv out{header_, {}};
  out.rows.resize(rows());
  for (std::size_t i = 0; i < rows(); ++i)
    for (std::size_t j = 0; j < columns(); ++j) out.rows[i].emplace_back(cell(i, j));
  return out;
}

}  // namespace dlrr
