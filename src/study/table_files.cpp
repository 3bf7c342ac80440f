#include "study/table_files.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/text.h"
#include "study/cohort_parts.h"
#include "table/read_table.h"

namespace dlrr {

namespace {

constexpr double kGap = std::numeric_limits<double>::quiet_NaN();

const std::vector<std::string> kPatientNames = {
    "patient", "patient_id", "patientid", "patient id", "patient-id", "id",
    "case",    "case_id",    "caseid",    "subject",    "subject_id", "subjectid"};

std::size_t patient_column(const TextTable& cells, const std::string& wanted) {
  if (!wanted.empty()) return cells.column(wanted);
  for (const auto& name : kPatientNames)
    for (std::size_t j = 0; j < cells.columns(); ++j)
      if (lower(cells.header()[j]) == name) return j;
  const std::span first =
      std::span(cells.header()).first(std::min<std::size_t>(5, cells.columns()));
  throw Error(
      "no column names the patient (looked for patient, ID, case, subject and the like); "
      "name it with --patient COL; the first columns are " +
      join(first, ", "));
}

// "P1, P2, P3 and 12 more"
std::string some_of(const std::vector<std::string>& names) {
  constexpr std::size_t shown = 10;
  if (names.size() <= shown) return join(names, ", ");
  return join(std::span(names).first(shown), ", ") + " and " +
         std::to_string(names.size() - shown) + " more";
}

std::vector<std::string> missing_in(const TableFile& file, const TableFile& other) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < other.cells.rows(); ++i)
    if (auto name = trim(other.cells.cell(i, other.patient)); !file.row_of.contains(name))
      out.push_back(std::move(name));
  return out;
}

// A column of one file while it is judged.
struct RawColumn {
  std::vector<double> values;
  std::map<std::size_t, std::string> gaps;
  std::size_t numbers = 0, texts = 0;
  std::string first_text;        // "'abc' in row 4 (patient P4)"
  bool neither_0_nor_1 = false;  // a number that is no answer
  std::string first_truth;       // a "yes" or "false": text beside such numbers
};

// The rows of a file in the order of the patients.
std::vector<std::size_t> rows_of(const TableFile& file, std::span<const std::string> patients) {
  std::vector<std::size_t> out;
  for (const auto& patient : patients) out.push_back(file.row_of.at(patient));
  return out;
}

RawColumn read_column(const TableFile& file, std::size_t column, std::span<const std::size_t> rows,
                      std::span<const std::string> patients) {
  RawColumn out;
  out.values.reserve(rows.size());
  const auto place = [&](std::size_t i, std::string_view cell) {
    return "'" + trim(cell) + "' in row " + std::to_string(rows[i] + 1) + " (patient " +
           patients[i] + ")";
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string_view cell = file.cells.cell(rows[i], column);
    auto number = parse_number(cell);
    if (number && std::isfinite(*number)) {
      out.values.push_back(*number);
      ++out.numbers;
      out.neither_0_nor_1 |= *number != 0 && *number != 1;
      continue;
    }
    const bool empty = is_missing(cell);
    if (!number && !empty)
      if (const auto truth = truth_value(cell)) {
        out.values.push_back(*truth);
        if (out.first_truth.empty()) out.first_truth = place(i, cell);
        continue;
      }
    out.values.push_back(kGap);
    out.gaps[i] =
        number && std::isinf(*number) ? "infinite in " + file.name : "missing in " + file.name;
    if (number || empty) continue;
    if (!out.texts++) out.first_text = place(i, cell);
  }
  if (out.neither_0_nor_1 && !out.first_truth.empty() && !out.texts++)
    out.first_text = out.first_truth;
  return out;
}

struct Builder {
  Table table;
  std::vector<std::vector<double>> values;  // by column

  void add(const std::string& name, Origin origin, RawColumn column) {
    for (auto& [row, reason] : column.gaps) table.gaps[{row, values.size()}] = std::move(reason);
    table.columns.push_back({name, origin, {}});
    values.push_back(std::move(column.values));
  }
  Table take() {
    table.values = Matrix(table.patients.size(), values.size());
    for (std::size_t i = 0; i < table.patients.size(); ++i)
      for (std::size_t j = 0; j < values.size(); ++j) table.values(i, j) = values[j][i];
    return std::move(table);
  }
};

// Names that more than one file has.
std::vector<std::string> shared_names(std::span<const TableFile> files) {
  std::map<std::string, int> counts;
  for (const auto& file : files)
    for (const auto& name : file.cells.header()) ++counts[name];
  std::vector<std::string> out;
  for (const auto& [name, n] : counts)
    if (n > 1) out.push_back(name);
  return out;
}

// The columns of one file that are no features.
class LeftOut {
 public:
  explicit LeftOut(std::string file) : file_(std::move(file)) {}

  // Whether the name alone says that the column is none.
  bool by_name(std::size_t column, const std::string& name) {
    if (name.empty()) {
      ++unnamed_;
      add("(column " + std::to_string(column + 1) + ")", "has no name");
      return true;
    }
    if (!starts_with_text(name, "diagnostics_")) return false;
    ++diagnostics_;
    add(name, "a diagnostic of PyRadiomics");
    return true;
  }
  // The text itself is not shown: it may be a name.
  void text(const std::string& name) {
    texts_.push_back(name);
    add(name, "holds text");
  }
  void tell(ReadingNotes& notes) const {
    const auto note = [&](std::string text) {
      std::ranges::replace(text, '\n', ' ');  // of a name in quotes
      notes.notes.push_back(file_ + ": " + text);
    };
    if (diagnostics_)
      note(std::to_string(diagnostics_) +
           " columns diagnostics_* are not features and were left out");
    if (unnamed_) note(std::to_string(unnamed_) + " columns without a name were left out");
    if (!texts_.empty())
      note("columns of text are not features and were left out: " + some_of(texts_));
    notes.unused.insert(notes.unused.end(), unused_.begin(), unused_.end());
  }

 private:
  void add(const std::string& column, const std::string& reason) {
    unused_.push_back({file_, column, reason});
  }

  std::string file_;
  std::size_t diagnostics_ = 0, unnamed_ = 0;
  std::vector<std::string> texts_;
  std::vector<UnusedColumn> unused_;
};

void note_infinite(const Table& table, std::vector<std::string>& notes) {
  std::size_t n = 0;
  std::string first;
  for (const auto& [at, reason] : table.gaps)
    if (starts_with_text(reason, "infinite") && !n++)
      first = "column '" + table.columns[at.second].name + "', patient " + table.patients[at.first];
  if (n)
    notes.push_back(std::to_string(n) + " infinite cells are treated as missing (first: " + first +
                    ")");
}

}  // namespace

TableFile read_table_file(const std::filesystem::path& path, const std::string& patient,
                          ReadingNotes& notes) {
  auto read = read_text_table(path);
  notes.notes.insert(notes.notes.end(), read.notes.begin(), read.notes.end());
  TableFile out{path.filename().string(), std::move(read.table), 0, {}};
  try {
    out.patient = patient_column(out.cells, patient);
    if (!out.cells.rows()) throw Error("has a header and no rows");
    for (std::size_t i = 0; i < out.cells.rows(); ++i) {
      const auto name = trim(out.cells.cell(i, out.patient));
      if (name.empty()) throw Error("row " + std::to_string(i + 1) + ": no patient name");
      const auto [at, fresh] = out.row_of.emplace(name, i);
      if (!fresh)
        throw Error("patient '" + name + "' stands here twice (rows " +
                    std::to_string(at->second + 1) + " and " + std::to_string(i + 1) +
                    "); keep one row per patient, or name the column of the lesions with "
                    "--patient and that of the person with --group");
    }
  } catch (const Error& e) {
    throw e.at(out.name);
  }
  return out;
}

std::vector<std::string> common_patients(std::span<const TableFile> files,
                                         std::vector<Exclusion>& excluded, ReadingNotes& notes) {
  const TableFile& first = files.front();
  std::map<std::string, std::string> lost;  // patient -> files that lack it
  for (const auto& file : files.subspan(1)) {
    const auto there = missing_in(file, first), here = missing_in(first, file);
    for (const auto& name : there) lost[name] += (lost[name].empty() ? "" : ", ") + file.name;
    for (const auto& name : here) excluded.push_back({name, "tables", "not in " + first.name});
    std::string text;
    if (!there.empty())
      text = std::to_string(there.size()) + " patients of " + first.name + " are not in " +
             file.name + ": " + some_of(there);
    if (!here.empty())
      text += (text.empty() ? "" : "; ") + std::to_string(here.size()) + " patients of " +
              file.name + " are not in " + first.name + ": " + some_of(here);
    if (there.size() == first.row_of.size())
      throw Error(first.name + " and " + file.name + " have no patient in common: " + text);
    if (!text.empty()) notes.notes.push_back(text);
  }
  std::vector<std::string> out;
  for (std::size_t i = 0; i < first.cells.rows(); ++i) {
    const auto name = trim(first.cells.cell(i, first.patient));
    if (const auto at = lost.find(name); at != lost.end())
      excluded.push_back({name, "tables", "not in " + at->second});
    else
      out.push_back(name);
  }
  if (out.empty()) throw Error("no patient is in all tables: " + join(notes.notes, "; "));
  return out;
}

Table feature_table(std::span<const TableFile> files, std::span<const std::string> patients,
                    std::span<const std::string> taken, Origin origin, ReadingNotes& notes) {
  const auto shared = shared_names(files);
  Builder builder;
  builder.table.patients.assign(patients.begin(), patients.end());
  for (const auto& file : files) {
    LeftOut left(file.name);
    const auto rows = rows_of(file, patients);
    std::vector<std::string> renamed;
    for (std::size_t j = 0; j < file.cells.columns(); ++j) {
      const std::string& name = file.cells.header()[j];
      if (j == file.patient || std::ranges::find(taken, name) != taken.end()) continue;
      if (left.by_name(j, name)) continue;
      auto column = read_column(file, j, rows, patients);
      if (column.texts && column.numbers)
        throw Error(file.name + ": column '" + name + "' holds " + column.first_text +
                    ", expected a number; correct the cell, empty it, or add --ignore '" + name +
                    "'");
      if (column.texts) {
        left.text(name);
        continue;
      }
      const bool twice = std::ranges::binary_search(shared, name);
      const std::string stem = file.name.substr(0, file.name.find('.'));
      if (twice) renamed.push_back(name);
      builder.add(twice ? stem + "_" + name : name, origin, std::move(column));
    }
    left.tell(notes);
    if (!renamed.empty())
      notes.notes.push_back(
          file.name + ": " + std::to_string(renamed.size()) +
          " columns that another file has too carry the file's name in front: " + some_of(renamed));
  }
  Table out = builder.take();
  note_infinite(out, notes.notes);
  return out;
}

}  // namespace dlrr
