#include "evaluate/predictions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "base/delimited.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

namespace dlrr {
namespace {

constexpr std::size_t kRowsNamed = 5;  // in a message

struct Source {
  Csv csv;
  bool decimal_comma = false;
  std::string name;
};

Source read_source(const std::filesystem::path& path) {
  const std::string text = read_file(path);
  const char separator = separator_of(text);
  return {parse_csv(text, path.string(), separator), separator != ',', path.string()};
}

std::string row_text(std::size_t row) { return "row " + std::to_string(row + 1); }

Error bad_cell(const Source& source, std::size_t row, const std::string& column,
               const std::string& found, const std::string& expected) {
  return Error(source.name + ", " + row_text(row) + ": column '" + column + "' holds '" + found +
               "', expected " + expected);
}

std::vector<double> numbers_of(const Source& source, const std::string& column,
                               const std::vector<std::size_t>& rows, const std::string& expected) {
  const std::size_t at = source.csv.column(column);
  std::vector<double> out;
  out.reserve(rows.size());
  for (const std::size_t row : rows) {
    const std::string& text = source.csv.rows[row][at];
    const auto value = parse_decimal(text, source.decimal_comma);
    if (!value || !std::isfinite(*value)) throw bad_cell(source, row, column, text, expected);
    out.push_back(*value);
  }
  return out;
}

// The word of a usual pair that means the event; empty when the pair is not a usual one.
std::string usual_event(const std::set<std::string>& labels) {
  constexpr std::array<std::array<const char*, 2>, 8> pairs{{{"0", "1"},
                                                             {"no", "yes"},
                                                             {"n", "y"},
                                                             {"false", "true"},
                                                             {"negative", "positive"},
                                                             {"alive", "dead"},
                                                             {"censored", "event"},
                                                             {"absent", "present"}}};
  for (const auto& [without, with] : pairs) {
    std::size_t known = 0;
    std::string event;
    for (const std::string& label : labels) {
      known += lower(label) == without || lower(label) == with;
      if (lower(label) == with) event = label;
    }
    if (known == labels.size()) return event.empty() ? with : event;
  }
  return {};
}

// "1.0" and "1" are one label.
std::string label_of(const Source& source, const std::string& text) {
  const auto value = parse_decimal(text, source.decimal_comma);
  return value ? number_text(*value) : trim(text);
}

std::string quoted_list(const std::set<std::string>& labels) {
  std::vector<std::string> words;
  for (const std::string& label : labels) {
    if (words.size() == kRowsNamed) {
      words.push_back("...");
      break;
    }
    words.push_back("'" + label + "'");
  }
  return join(words, ", ");
}

// Which label of a column is the event; `flag` is the option that says so.
std::string event_of(const Source& source, const std::string& column,
                     const std::set<std::string>& labels, const std::string& asked,
                     const std::string& flag) {
  const std::string head = source.name + ": column '" + column + "' holds " + quoted_list(labels);
  if (labels.size() > 2)
    throw Error(
        head + ", expected two values, 0 and 1 (1 = event)" +
        (flag == "--status-label"
             ? "; a competing event is not handled here: recode it as censored (0) or drop it"
             : "; recode the column"));
  if (!asked.empty()) {
    const std::string label = label_of(source, asked);
    if (labels.size() == 2 && !labels.contains(label))
      throw Error(ErrorKind::usage, head + ", but not '" + asked + "', which " + flag + " names");
    return label;
  }
  const std::string usual = usual_event(labels);
  if (usual.empty())
    throw Error(ErrorKind::usage,
                head + ", expected 0 and 1; say which one is the event: " + flag + " LABEL");
  return usual;
}

std::vector<int> binary_of(const Source& source, const std::string& column,
                           const std::vector<std::size_t>& rows, const std::string& asked,
                           const std::string& flag, std::string& event) {
  const std::size_t at = source.csv.column(column);
  std::map<std::string, std::string> label;  // each spelling is looked at once
  std::set<std::string> labels;
  for (const std::size_t row : rows) {
    if (labels.size() > kRowsNamed) break;
    const std::string& text = source.csv.rows[row][at];
    if (label.contains(text)) continue;
    labels.insert(label[text] = label_of(source, text));
  }
  event = event_of(source, column, labels, asked, flag);
  std::vector<int> out;
  out.reserve(rows.size());
  for (const std::size_t row : rows) out.push_back(label.at(source.csv.rows[row][at]) == event);
  return out;
}

// Rows in which every wanted column has a value.
std::vector<std::size_t> complete_rows(const Source& source, const PredictionColumns& wanted,
                                       std::vector<std::string>& notes) {
  std::vector<std::string> columns = wanted.risks;
  for (const auto& name : {wanted.outcome, wanted.time, wanted.event, wanted.set})
    if (!name.empty()) columns.push_back(name);
  std::vector<char> use(source.csv.rows.size(), 1);
  for (const std::string& column : columns) {
    const std::size_t at = source.csv.column(column);
    std::vector<std::string> named;
    std::size_t count = 0;
    for (std::size_t row = 0; row < use.size(); ++row) {
      if (!is_missing_cell(source.csv.rows[row][at])) continue;
      use[row] = 0;
      if (++count <= kRowsNamed) named.push_back(std::to_string(row + 1));
    }
    if (count == 0) continue;
    if (count > kRowsNamed) named.push_back("...");
    const std::string text = "column '" + column + "' has no value in " + std::to_string(count) +
                             " of " + std::to_string(use.size()) + " rows (" + join(named, ", ") +
                             ")";
    if (!wanted.drop_missing)
      throw Error(source.name + ": " + text +
                  "; fill in the values, or leave these rows out with --missing drop");
    notes.push_back(text + ": left out of everything");
  }
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < use.size(); ++row)
    if (use[row]) rows.push_back(row);
  if (rows.empty())
    throw Error(source.name + ": there is no patient to evaluate: 0 " +
                (use.empty() ? "rows below the header" : "complete rows") +
                ", at least 1 is needed");
  return rows;
}

void check_names(const PredictionColumns& wanted) {
  std::set<std::string> seen;
  for (const std::string& name : wanted.risks) {
    if (!seen.insert(name).second)
      throw Error(ErrorKind::usage, "--risk names '" + name + "' twice");
    if (name == wanted.outcome || name == wanted.event || name == wanted.time)
      throw Error(ErrorKind::usage, "--risk '" + name +
                                        "' is also the outcome, the time or the event: a column "
                                        "cannot predict itself");
  }
  for (const std::string& name : wanted.scores)
    if (!seen.contains(name))
      throw Error(ErrorKind::usage, "--score names '" + name + "', which --risk does not" +
                                        suggestion(name, wanted.risks));
}

Risk risk_of(const Source& source, const PredictionColumns& wanted, const std::string& name,
             const std::vector<std::size_t>& rows) {
  Risk out;
  out.name = name;
  out.probability =
      std::find(wanted.scores.begin(), wanted.scores.end(), name) == wanted.scores.end();
  out.value = numbers_of(source, name, rows, "a number");
  if (!out.probability || wanted.outcome.empty()) return out;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (!(out.value[i] >= 0.0 && out.value[i] <= 1.0))
      throw Error(bad_cell(source, rows[i], name, number_text(out.value[i]),
                           "a probability from 0 to 1; when the column is a score, of which only "
                           "the order counts, add --score " +
                               name));
  return out;
}

template <class T>
std::vector<T> picked(const std::vector<T>& from, const std::vector<std::size_t>& rows) {
  std::vector<T> out;
  if (from.empty()) return out;
  for (const std::size_t row : rows) out.push_back(from[row]);
  return out;
}

Predictions picked(const Predictions& from, const std::vector<std::size_t>& rows) {
  Predictions out = from;
  for (std::size_t r = 0; r < from.risks.size(); ++r)
    out.risks[r].value = picked(from.risks[r].value, rows);
  out.outcome = picked(from.outcome, rows);
  out.time = picked(from.time, rows);
  out.event = picked(from.event, rows);
  out.set = picked(from.set, rows);
  return out;
}

void read_follow_up(const Source& source, const PredictionColumns& wanted,
                    const std::vector<std::size_t>& rows, Predictions& out) {
  if (wanted.time.empty()) return;
  out.time_name = wanted.time, out.event_name = wanted.event;
  out.time = numbers_of(source, wanted.time, rows, "a time of at least 0");
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (out.time[i] < 0.0)
      throw bad_cell(source, rows[i], wanted.time, number_text(out.time[i]),
                     "a time of at least 0");
  std::string label;
  out.event = binary_of(source, wanted.event, rows, wanted.status_label, "--status-label", label);
  if (label != "1")
    out.notes.push_back("in column '" + wanted.event + "', '" + label + "' is taken as the event");
}

}  // namespace

Predictions Predictions::of_set(const std::string& name) const {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < set.size(); ++i)
    if (set[i] == name) rows.push_back(i);
  Predictions out = picked(*this, rows);
  out.set.clear();
  return out;
}

Predictions Predictions::in_order() const {
  std::vector<std::size_t> rows(size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  std::sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
    if (!outcome.empty() && outcome[a] != outcome[b]) return outcome[a] < outcome[b];
    if (!time.empty() && time[a] != time[b]) return time[a] < time[b];
    if (!event.empty() && event[a] != event[b]) return event[a] < event[b];
    for (const Risk& risk : risks)
      if (risk.value[a] != risk.value[b]) return risk.value[a] < risk.value[b];
    return false;  // patients alike in everything may change places
  });
  return picked(*this, rows);
}

Predictions read_predictions(const std::filesystem::path& path, const PredictionColumns& columns) {
  check_names(columns);
  const Source source = read_source(path);
  Predictions out;
  const auto rows = complete_rows(source, columns, out.notes);
  for (const std::string& name : columns.risks)
    out.risks.push_back(risk_of(source, columns, name, rows));
  if (!columns.outcome.empty()) {
    out.outcome_name = columns.outcome;
    out.outcome = binary_of(source, columns.outcome, rows, columns.event_label, "--event-label",
                            out.event_label);
    if (out.event_label != "1")
      out.notes.push_back("in column '" + columns.outcome + "', '" + out.event_label +
                          "' is taken as the event");
  }
  read_follow_up(source, columns, rows, out);
  if (columns.set.empty()) return out;
  out.set_name = columns.set;
  const std::size_t at = source.csv.column(columns.set);
  for (const std::size_t row : rows) out.set.push_back(trim(source.csv.rows[row][at]));
  return out;
}

}  // namespace dlrr
