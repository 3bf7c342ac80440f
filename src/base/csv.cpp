#include "base/csv.h"

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

namespace dlrr {

std::optional<std::size_t> Csv::find(std::string_view name) const {
  for (std::size_t i = 0; i < header.size(); ++i)
    if (header[i] == name) return i;
  return {};
}

std::size_t Csv::column(std::string_view name) const {
  if (const auto found = find(name)) return *found;
  throw Error("no column '" + std::string(name) + "'" + suggestion(name, header));
}

namespace {

// Splits into records of cells; `line` is the line on which each record starts.
class Records {
 public:
  Records(std::string_view text, const std::string& source, char separator)
      : text_(text), source_(source), separator_(separator) {
    if (text_.substr(0, 3) == "\xEF\xBB\xBF") text_.remove_prefix(3);
  }

  bool next(std::vector<std::string>& cells, std::size_t& line) {
    while (at_ < text_.size() && (text_[at_] == '\n' || text_[at_] == '\r')) step();
    if (at_ >= text_.size()) return false;
    cells.clear();
    line = line_;
    do cells.push_back(cell());
    while (take(separator_));
    return true;
  }

 private:
  void step() { line_ += text_[at_++] == '\n'; }
  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    step();
    return true;
  }
  std::string cell() {
    if (take('"')) return quoted();
    const auto start = at_;
    while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n' &&
           text_[at_] != '\r')
      ++at_;
    return std::string(text_.substr(start, at_ - start));
  }
  std::string quoted() {
    const auto opened = line_;
    std::string out;
    while (at_ < text_.size()) {
      if (take('"')) {
        if (!take('"')) return out;
        out += '"';
        continue;
      }
      out += text_[at_];
      step();
    }
    throw Error(source_ + ", line " + std::to_string(opened) +
                ": a quote is opened and never closed");
  }

  std::string_view text_;
  const std::string& source_;
  char separator_;
  std::size_t at_ = 0, line_ = 1;
};

std::string quote(const std::string& cell) {
  if (cell.find_first_of(",\"\n\r") == std::string::npos) return cell;
  std::string out = "\"";
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

void append_record(std::string& out, const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i) out += ',';
    out += quote(cells[i]);
  }
  out += '\n';
}

}  // namespace

Csv parse_csv(std::string_view text, const std::string& source, char separator) {
  Records records(text, source, separator);
  Csv table;
  std::size_t line = 0;
  if (!records.next(table.header, line)) throw Error(source + ": is empty, expected a header row");
  for (auto& name : table.header) name = trim(name);
  std::vector<std::string> cells;
  while (records.next(cells, line)) {
    if (cells.size() != table.header.size())
      throw Error(source + ", line " + std::to_string(line) + ": " + std::to_string(cells.size()) +
                  " cells, expected " + std::to_string(table.header.size()) + " as in the header");
    table.rows.push_back(cells);
  }
  return table;
}

Csv read_csv(const std::filesystem::path& path) {
  return parse_csv(read_file(path), path.string());
}

std::string csv_text(const Csv& table) {
  std::string out;
  append_record(out, table.header);
  for (const auto& row : table.rows) append_record(out, row);
  return out;
}

void write_csv(const std::filesystem::path& path, const Csv& table) {
  write_file(path, csv_text(table));
}

}  // namespace dlrr
