#include "evaluate/clinical.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>

#include "base/csv.h"
#include "base/delimited.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "evaluate/kappa.h"

namespace dlrr {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kMostLevels = 20;

struct Source {
  Csv csv;
  bool decimal_comma = false;
  std::string name;

  std::optional<double> number(const std::string& text) const {
    const auto value = parse_decimal(text, decimal_comma);
    return value && std::isfinite(*value) ? value : std::nullopt;
  }
  // "1.0" and "1" are one level.
  std::string level(const std::string& text) const {
    const auto value = number(text);
    return value ? number_text(*value) : trim(text);
  }
  Error bad(std::size_t row, std::size_t column, const std::string& expected) const {
    return Error(name + ", row " + std::to_string(row + 1) + ": column '" + csv.header[column] +
                 "' holds '" + csv.rows[row][column] + "', expected " + expected);
  }
};

std::vector<std::string> levels_of(const Source& source, const std::vector<std::size_t>& columns) {
  std::set<std::string> words;
  for (const auto& row : source.csv.rows)
    for (const std::size_t column : columns)
      if (!is_missing_cell(row[column])) words.insert(source.level(row[column]));
  std::vector<std::string> out(words.begin(), words.end());
  const auto all_numbers = std::all_of(out.begin(), out.end(),
                                       [](const auto& w) { return parse_number(w).has_value(); });
  if (all_numbers)
    std::sort(out.begin(), out.end(),
              [](const auto& a, const auto& b) { return *parse_number(a) < *parse_number(b); });
  return out;
}

std::string quoted_list(const std::vector<std::string>& words) {
  std::vector<std::string> out;
  for (const auto& word : words)
    if (out.size() < 5) out.push_back("'" + word + "'");
  return join(out, ", ") + (words.size() > out.size() ? ", ..." : "");
}

void read_outcome(const Source& source, const ClinicalColumns& columns, ClinicalTable& out) {
  const std::size_t at = source.csv.column(columns.outcome);
  const auto levels = levels_of(source, {at});
  std::string event = columns.event_label;
  const bool binary = levels == std::vector<std::string>{"0", "1"};
  if (levels.size() < 2)
    throw Error(source.name + ": outcome '" + columns.outcome + "' holds " +
                (levels.empty() ? "no value" : "only " + quoted_list(levels)) +
                ": patients with and without the event are needed");
  if (levels.size() > 2)
    throw Error(source.name + ": outcome '" + columns.outcome + "' has " +
                std::to_string(levels.size()) + " values (" + quoted_list(levels) +
                "), expected 0 and 1, or two labels");
  if (event.empty() && !binary)
    throw Error(ErrorKind::usage, "outcome '" + columns.outcome + "' holds " + quoted_list(levels) +
                                      ": say which is the event with --event-label");
  if (event.empty()) event = "1";
  if (std::find(levels.begin(), levels.end(), event) == levels.end())
    throw Error(ErrorKind::usage, "--event-label: no '" + event + "' in column '" +
                                      columns.outcome + "', which holds " + quoted_list(levels));
  out.outcome_name = columns.outcome;
  out.event_label = event;
  for (const auto& row : source.csv.rows)
    out.outcome.push_back(is_missing_cell(row[at]) ? -1 : source.level(row[at]) == event);
  const auto gaps = std::count(out.outcome.begin(), out.outcome.end(), -1);
  if (gaps > 0)
    out.notes.push_back(std::to_string(gaps) + " rows have no outcome and are left out of models");
}

// The set that teaches stands first, the others in the order of the file.
void put_first(std::size_t train, ClinicalTable& out) {
  const auto first = out.sets.begin();
  std::rotate(first, first + static_cast<std::ptrdiff_t>(train),
              first + static_cast<std::ptrdiff_t>(train) + 1);
  for (std::size_t& set : out.set_of) set = set == train ? 0 : set + (set < train);
}

void read_sets(const Source& source, const ClinicalColumns& columns, ClinicalTable& out) {
  if (columns.by.empty()) {
    out.sets = {"all"};
    out.set_of.assign(out.rows, 0);
    return;
  }
  const std::size_t at = source.csv.column(columns.by);
  for (std::size_t r = 0; r < out.rows; ++r) {
    const std::string& text = source.csv.rows[r][at];
    if (is_missing_cell(text)) throw source.bad(r, at, "the name of a set");
    const auto found = std::find(out.sets.begin(), out.sets.end(), trim(text));
    out.set_of.push_back(static_cast<std::size_t>(found - out.sets.begin()));
    if (found == out.sets.end()) out.sets.push_back(trim(text));
  }
  if (out.sets.size() > kMostLevels)
    throw Error(source.name + ": column '" + columns.by + "' has " +
                std::to_string(out.sets.size()) + " sets, expected at most " +
                std::to_string(kMostLevels));
  const auto named = std::find_if(out.sets.begin(), out.sets.end(), [&](const auto& set) {
    return columns.train.empty() ? starts_with_text(lower(set), "train") : set == columns.train;
  });
  if (named == out.sets.end() && !columns.train.empty())
    throw Error(ErrorKind::usage,
                "--train: no set '" + columns.train + "'" + suggestion(columns.train, out.sets));
  if (named != out.sets.end()) put_first(static_cast<std::size_t>(named - out.sets.begin()), out);
  if (out.sets.size() == 1)
    out.notes.push_back("column '" + columns.by + "' holds one set only: the baseline table " +
                        "compares patients without and with the event instead");
  out.notes.push_back("cut-points and models learn on set '" + out.sets[out.train] + "' only");
}

ClinicalVariable read_numbers(const Source& source, std::size_t column) {
  ClinicalVariable out{source.csv.header[column], true, {}, {}, 0};
  for (std::size_t r = 0; r < source.csv.rows.size(); ++r) {
    const std::string& text = source.csv.rows[r][column];
    const auto value = source.number(text);
    if (!value && !is_missing_cell(text))
      throw source.bad(r, column, "a number, as in the other rows, or nothing");
    out.values.push_back(value.value_or(kNaN));
    out.missing += !value;
  }
  return out;
}

ClinicalVariable read_levels(const Source& source, std::size_t column,
                             std::vector<std::string> levels) {
  ClinicalVariable out{source.csv.header[column], false, {}, std::move(levels), 0};
  for (const auto& row : source.csv.rows) {
    const auto at = std::find(out.levels.begin(), out.levels.end(), source.level(row[column]));
    const bool gap = is_missing_cell(row[column]);
    out.values.push_back(gap ? kNaN : static_cast<double>(at - out.levels.begin()));
    out.missing += gap;
  }
  return out;
}

void read_variable(const Source& source, std::size_t column, bool categorical, ClinicalTable& out) {
  const auto levels = levels_of(source, {column});
  const std::string& name = source.csv.header[column];
  std::size_t numbers = 0;
  for (const auto& level : levels) numbers += parse_number(level).has_value();
  if (levels.size() < 2) {
    out.notes.push_back("column '" + name + "' is left out: it has " +
                        (levels.empty() ? "no value" : "one value only"));
  } else if (!categorical && levels.size() > 2 && 2 * numbers > levels.size()) {
    out.variables.push_back(read_numbers(source, column));
  } else if (levels.size() > kMostLevels) {
    out.notes.push_back("column '" + name + "' is left out: " + std::to_string(levels.size()) +
                        " different words");
  } else {
    out.variables.push_back(read_levels(source, column, levels));
  }
}

// The consensus becomes a variable like the others.
void read_sign(const Source& source, const ReaderColumns& readers, ClinicalTable& out) {
  std::vector<std::size_t> columns;
  for (const auto& name : readers.columns) columns.push_back(source.csv.column(name));
  const auto levels = levels_of(source, columns);
  if (levels.size() < 2 || levels.size() > kMostLevels)
    throw Error(source.name + ": sign '" + readers.name + "' has " + std::to_string(levels.size()) +
                " values, expected 2 to " + std::to_string(kMostLevels));
  std::vector<std::vector<double>> read;
  for (const std::size_t column : columns)
    read.push_back(read_levels(source, column, levels).values);
  ReadSign sign{readers.name, levels, read[0], read[1], 0, 0};
  ClinicalVariable agreed{readers.name, false, {}, levels, 0};
  for (std::size_t r = 0; r < out.rows; ++r) {
    agreed.values.push_back(consensus(read[0][r], read[1][r], read.size() > 2 ? read[2][r] : kNaN));
    sign.third_needed += read[0][r] != read[1][r];
    agreed.missing += std::isnan(agreed.values[r]);
  }
  sign.unresolved = agreed.missing;
  if (sign.unresolved > 0)
    out.notes.push_back("sign '" + readers.name + "': " + std::to_string(sign.unresolved) +
                        " patients have no consensus and count as missing");
  out.signs.push_back(sign);
  out.variables.push_back(agreed);
}

}  // namespace

ClinicalTable parse_clinical(std::string_view text, const std::string& name,
                             const ClinicalColumns& columns) {
  const char separator = separator_of(text);
  const Source source{parse_csv(text, name, separator), separator != ',', name};
  ClinicalTable out;
  out.source = name;
  out.rows = source.csv.rows.size();
  if (out.rows == 0) throw Error(name + ": has no rows, expected one per patient");
  read_outcome(source, columns, out);
  read_sets(source, columns, out);
  std::set<std::string> seen, skipped = {columns.outcome, columns.by, columns.id};
  for (const auto& column : columns.ignore)
    skipped.insert(source.csv.header[source.csv.column(column)]);
  for (const auto& column : columns.categorical) source.csv.column(column);
  for (const auto& readers : columns.readers)
    for (const auto& column : readers.columns)
      skipped.insert(source.csv.header[source.csv.column(column)]);
  for (std::size_t c = 0; c < source.csv.header.size(); ++c) {
    const auto& header = source.csv.header[c];
    if (!seen.insert(header).second) throw Error(name + ": two columns are named '" + header + "'");
    const bool categorical = std::find(columns.categorical.begin(), columns.categorical.end(),
                                       header) != columns.categorical.end();
    if (!skipped.contains(header)) read_variable(source, c, categorical, out);
  }
  for (const auto& readers : columns.readers) {
    if (!seen.insert(readers.name).second)
      throw Error(name + ": the sign '" + readers.name + "' is named like a column");
    read_sign(source, readers, out);
  }
  if (out.variables.empty()) throw Error(name + ": no column is left to describe");
  for (std::size_t r = 0; r < out.rows; ++r)
    out.patients.push_back(columns.id.empty() ? "row " + std::to_string(r + 1)
                                              : source.csv.rows[r][source.csv.column(columns.id)]);
  return out;
}

ClinicalTable read_clinical(const std::filesystem::path& path, const ClinicalColumns& columns) {
  return parse_clinical(read_file(path), path.filename().string(), columns);
}

}  // namespace dlrr
