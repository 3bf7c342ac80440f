#include "command/kept_rows.h"

#include "base/file.h"
#include "port/digest.h"

namespace dlrr {

namespace fs = std::filesystem;

namespace {

// The column that holds the key; not part of any other output.
const std::string key_column = "dlrr_case";

// A file as it is now: path, size, time of the last change.
std::string stamp(const fs::path& path) {
  std::error_code ignored;
  const auto size = fs::file_size(path, ignored);
  const auto time = fs::last_write_time(path, ignored).time_since_epoch().count();
  return path.string() + " " + std::to_string(size) + " " + std::to_string(time) + "\n";
}

}  // namespace

KeptRows::KeptRows(fs::path folder, std::string settings, bool as_asked)
    : folder_(std::move(folder)), settings_(std::move(settings)), as_asked_(as_asked) {
  if (fs::exists(folder_)) remove_leftovers(folder_);
}

fs::path KeptRows::file(std::size_t index) const {
  return folder_ / ("features_" + std::to_string(index + 1) + ".csv");
}

std::string KeptRows::key(const ExtractCase& one) const {
  const auto number = [](const std::optional<int>& value) {
    return value ? std::to_string(*value) : std::string("-");
  };
  return sha256(stamp(one.files.image) + stamp(one.files.mask) + number(one.files.label) + " " +
                number(one.files.channel) + " " + one.files.label_name + "\n" + settings_)
      .substr(0, 16);
}

std::optional<Diagnostics> KeptRows::find(std::size_t index, const ExtractCase& one) const {
  if (!fs::exists(file(index))) return {};
  const Csv csv = read_csv(file(index));
  const auto column = csv.find(key_column);
  if (!column || csv.rows.size() != 1 || csv.rows[0][*column] != key(one)) return {};
  Diagnostics cells;
  // The inputs stand first; what was measured follows the key.
  for (std::size_t c = *column + 1; c < csv.header.size(); ++c)
    cells.push_back({csv.header[c], csv.rows[0][c]});
  return cells;
}

void KeptRows::keep(std::size_t index, const ExtractCase& one, const ExtractTable& table,
                    const ExtractRow& row) const {
  Csv csv{table.columns, {row.inputs}};
  csv.header.push_back(key_column);
  csv.rows[0].push_back(key(one));
  for (const auto& [name, text] : row.cells) {
    csv.header.push_back(name);
    csv.rows[0].push_back(text);
  }
  write_csv(file(index), csv);
}

void KeptRows::finish() const {
  if (!as_asked_) fs::remove_all(folder_);
}

}  // namespace dlrr
