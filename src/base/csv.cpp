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

  // The cells of the next record, `count` of them; the strings behind keep their memory.
  bool next(std::vector<std::string>& cells, std::size_t& count, std::size_t& line) {
    while (at_ < text_.size() && (text_[at_] == '\n' || text_[at_] == '\r')) step();
    if (at_ >= text_.size()) return false;
    count = 0;
    line = line_;
    do {
      if (count == cells.size()) cells.emplace_back();
      read_cell(cells[count++]);
    } while (take(separator_));
    return true;
  }

 private:
  void step() { line_ += text_[at_++] == '\n'; }
  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    step();
    return true;
  }
  void read_cell(std::string& out) {
    if (take('"')) return read_quoted(out);
    const auto start = at_;
    while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n' &&
           text_[at_] != '\r')
      ++at_;
    out.assign(text_.substr(start, at_ - start));
  }
  void read_quoted(std::string& out) {
    const auto opened = line_;
    out.clear();
    while (at_ < text_.size()) {
      if (take('"')) {
        if (!take('"')) return;
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

void for_each_record(std::string_view text, const std::string& source, char separator,
                     const std::function<void(std::span<const std::string>)>& use) {
  Records records(text, source, separator);
  std::vector<std::string> cells;
  std::size_t count = 0, line = 0;
  if (!records.next(cells, count, line)) throw Error(source + ": is empty, expected a header row");
  const std::size_t width = count;
  do {
    if (count != width)
      throw Error(source + ", line " + std::to_string(line) + ": " + std::to_string(count) +
                  " cells, expected " + std::to_string(width) + " as in the header");
    use(std::span(cells).first(count));
  } while (records.next(cells, count, line));
}

Csv parse_csv(std::string_view text, const std::string& source, char separator) {
  Csv table;
  for_each_record(text, source, separator, [&](std::span<const std::string> cells) {
    if (!table.header.empty())
      table.rows.emplace_back(cells.begin(), cells.end());
    else
      for (const auto& name : cells) table.header.push_back(trim(name));
  });
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
