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

std::size_t patient_column(const Csv& csv, const std::string& wanted) {
  if (!wanted.empty()) return csv.column(wanted);
  for (const auto& name : kPatientNames)
    for (std::size_t j = 0; j < csv.header.size(); ++j)
      if (lower(csv.header[j]) == name) return j;
  std::vector<std::string> first(
      csv.header.begin(), csv.header.begin() + std::min<std::ptrdiff_t>(5, std::ssize(csv.header)));
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
  for (const auto& row : other.csv.rows)
    if (const auto name = trim(row[other.patient]); !file.row_of.contains(name))
      out.push_back(name);
  return out;
}

// A column of one file while it is judged.
struct RawColumn {
  std::vector<double> values;
  std::map<std::size_t, std::string> gaps;
  std::size_t numbers = 0, texts = 0;
  std::string first_text;  // "'abc' in row 4 (patient P4)"
};

RawColumn read_column(const TableFile& file, std::size_t column,
                      std::span<const std::string> patients) {
  RawColumn out;
  for (std::size_t i = 0; i < patients.size(); ++i) {
    const std::size_t row = file.row_of.at(patients[i]);
    const std::string& cell = file.csv.rows[row][column];
    auto number = parse_number(cell);
    if (number && std::isfinite(*number)) {
      out.values.push_back(*number);
      ++out.numbers;
      continue;
    }
    const bool empty = is_missing(cell);
    if (!number && !empty)
      if (const auto truth = truth_value(cell)) {
        out.values.push_back(*truth);
        ++out.numbers;
        continue;
      }
    out.values.push_back(kGap);
    out.gaps[i] =
        number && std::isinf(*number) ? "infinite in " + file.name : "missing in " + file.name;
    if (number || empty) continue;
    if (!out.texts++)
      out.first_text = "'" + trim(cell) + "' in row " + std::to_string(row + 1) + " (patient " +
                       patients[i] + ")";
  }
  return out;
}

struct Builder {
  Table table;
  std::vector<std::vector<double>> values;

  void add(const std::string& name, Origin origin, RawColumn column) {
    for (auto& [row, reason] : column.gaps) table.gaps[{row, values.size()}] = std::move(reason);
    table.columns.push_back({name, origin, {}});
    values.push_back(std::move(column.values));
  }
  Table take() {
    table.values = Matrix(table.patients.size(), values.size());
    for (std::size_t j = 0; j < values.size(); ++j)
      for (std::size_t i = 0; i < values[j].size(); ++i) table.values(i, j) = values[j][i];
    return std::move(table);
  }
};

// Names that more than one file has.
std::vector<std::string> shared_names(std::span<const TableFile> files) {
  std::map<std::string, int> counts;
  for (const auto& file : files)
    for (const auto& name : file.csv.header) ++counts[name];
  std::vector<std::string> out;
  for (const auto& [name, n] : counts)
    if (n > 1) out.push_back(name);
  return out;
}

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
                          std::vector<std::string>& notes) {
  auto table = read_table(path);
  notes.insert(notes.end(), table.notes.begin(), table.notes.end());
  TableFile out{path.filename().string(), std::move(table.csv), 0, {}};
  try {
    out.patient = patient_column(out.csv, patient);
    if (out.csv.rows.empty()) throw Error("has a header and no rows");
    for (std::size_t i = 0; i < out.csv.rows.size(); ++i) {
      const auto name = trim(out.csv.rows[i][out.patient]);
      if (name.empty()) throw Error("row " + std::to_string(i + 1) + ": no patient name");
      const auto [at, fresh] = out.row_of.emplace(name, i);
      if (!fresh)
        throw Error("patient '" + name + "' stands here twice (rows " +
                    std::to_string(at->second + 1) + " and " + std::to_string(i + 1) +
                    "); keep one row per patient, or name another column with --patient");
    }
  } catch (const Error& e) {
    throw e.at(out.name);
  }
  return out;
}

std::vector<std::string> common_patients(std::span<const TableFile> files,
                                         std::vector<Exclusion>& excluded,
                                         std::vector<std::string>& notes) {
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
    if (!text.empty()) notes.push_back(text);
  }
  std::vector<std::string> out;
  for (const auto& row : first.csv.rows) {
    const auto name = trim(row[first.patient]);
    if (const auto at = lost.find(name); at != lost.end())
      excluded.push_back({name, "tables", "not in " + at->second});
    else
      out.push_back(name);
  }
  if (out.empty()) throw Error("no patient is in all tables: " + join(notes, "; "));
  return out;
}

Table feature_table(std::span<const TableFile> files, std::span<const std::string> patients,
                    std::span<const std::string> taken, Origin origin,
                    std::vector<std::string>& notes) {
  const auto shared = shared_names(files);
  Builder builder;
  builder.table.patients.assign(patients.begin(), patients.end());
  for (const auto& file : files) {
    std::size_t diagnostics = 0, unnamed = 0;
    std::vector<std::string> texts;
    for (std::size_t j = 0; j < file.csv.header.size(); ++j) {
      const std::string& name = file.csv.header[j];
      if (j == file.patient || std::ranges::find(taken, name) != taken.end()) continue;
      if (starts_with_text(name, "diagnostics_")) ++diagnostics;
      if (name.empty()) ++unnamed;
      if (name.empty() || starts_with_text(name, "diagnostics_")) continue;
      auto column = read_column(file, j, patients);
      if (column.texts && column.numbers)
        throw Error(file.name + ": column '" + name + "' holds " + column.first_text +
                    ", expected a number; correct the cell, empty it, or add --ignore '" + name +
                    "'");
      if (column.texts) {
        texts.push_back(name);
        continue;
      }
      const bool twice = std::ranges::binary_search(shared, name);
      const std::string stem = file.name.substr(0, file.name.find('.'));
      builder.add(twice ? stem + "_" + name : name, origin, std::move(column));
    }
    if (diagnostics)
      notes.push_back(file.name + ": " + std::to_string(diagnostics) +
                      " columns diagnostics_* are not features and were left out");
    if (unnamed)
      notes.push_back(file.name + ": " + std::to_string(unnamed) +
                      " columns without a name were left out");
    if (!texts.empty())
      notes.push_back(file.name +
                      ": columns of text are not features and were left out: " + some_of(texts));
  }
  Table out = builder.take();
  note_infinite(out, notes);
  return out;
}

}  // namespace dlrr
