#include "study/clinical_case.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/csv.h"
#include "base/error.h"
#include "base/text.h"
#include "study/cohort_parts.h"
#include "table/read_table.h"

namespace dlrr {

namespace {

constexpr double kGap = std::numeric_limits<double>::quiet_NaN();

// The table's columns of a variable: its own name, or NAME=LEVEL.
bool made_of(const std::string& input, const CohortVariable& variable) {
  if (variable.levels.empty()) return input == variable.column;
  return std::ranges::any_of(variable.levels, [&](const std::string& level) {
    return input == variable.column + "=" + level;
  });
}

std::string stands_in(const Bundle& bundle, const std::string& input) {
  const auto& imputer = bundle.pipeline.imputer;
  return imputer && imputer->fills(input) ? "it is imputed from the other clinical values"
                                          : "the training median stands in for it";
}

// The row of the user's table.
class Row {
 public:
  Row(const std::filesystem::path& file, const std::string& key, const std::string& patient)
      : file_(file.string()), patient_(patient), csv_(read_table(file).csv) {
    const auto names = csv_.column(key);
    const auto row =
        std::ranges::find_if(csv_.rows, [&](const auto& r) { return r[names] == patient; });
    if (row == csv_.rows.end()) throw Error(file_ + ": has no row of patient '" + patient + "'");
    row_ = static_cast<std::size_t>(row - csv_.rows.begin());
  }

  // Trimmed; "" where nothing is known.
  std::string cell(const std::string& column) const {
    const auto& text = csv_.rows[row_][csv_.column(column)];
    return is_missing(text) ? "" : trim(text);
  }

  double number(const std::string& column, const std::string& cell) const {
    const auto value = parse_number(cell);
    if (!value || !std::isfinite(*value))
      throw Error(file_ + ": patient '" + patient_ + "': column '" + column + "' holds '" + cell +
                  "', expected a number (or an empty cell when it is not known)");
    return *value;
  }

 private:
  std::string file_, patient_;
  Csv csv_;
  std::size_t row_ = 0;
};

std::string read_number(const Row& row, const CohortVariable& variable, const std::string& cell,
                        double& value) {
  value = row.number(variable.column, cell);
  if (value >= variable.low && value <= variable.high) return "";
  return variable.column + " = " + number_text(value) + " lies outside the training range " +
         number_text(variable.low) + " to " + number_text(variable.high);
}

bool is_gap(const CohortVariable& variable, const std::string& cell) {
  if (variable.levels.empty()) return cell.empty();
  return std::ranges::find(variable.levels, cell) == variable.levels.end();
}

std::string gap_text(const CohortVariable& variable, const std::string& cell,
                     const std::string& substitute) {
  if (cell.empty()) return variable.column + " is missing; " + substitute;
  return variable.column + " = '" + cell + "' is none of the levels that trained the model (" +
         join(variable.levels, ", ") + ") and counts as missing; " + substitute;
}

}  // namespace

std::vector<CohortVariable> clinical_variables(const Bundle& bundle, const BundledModel& model) {
  std::vector<CohortVariable> out;
  for (const auto& variable : bundle.clinical)
    if (std::ranges::any_of(model.fit.inputs,
                            [&](const Input& input) { return made_of(input.name, variable); }))
      out.push_back(variable);
  return out;
}

ClinicalCase clinical_case(const std::filesystem::path& file, const Bundle& bundle,
                           const BundledModel& model, const std::string& patient) {
  ClinicalCase out;
  out.table.patients = {patient};
  const auto variables = clinical_variables(bundle, model);
  out.read = variables.size();
  if (variables.empty()) return out;
  if (file.empty())
    throw Error(ErrorKind::usage, "model " + model.fit.model +
                                      " reads clinical columns: give --clinical FILE.csv, or "
                                      "choose a model of images alone with --model " +
                                      bundle.default_model);
  const Row row(file, bundle.plan.cohort.patient, patient);
  std::vector<double> values;
  for (const auto& variable : variables) {
    const std::string cell = row.cell(variable.column);
    const bool gap = is_gap(variable, cell);
    out.cells[variable.column] = cell;
    double number = kGap;
    std::string warning;
    if (!gap && variable.levels.empty()) warning = read_number(row, variable, cell, number);
    for (const auto& input : model.fit.inputs) {
      if (!made_of(input.name, variable)) continue;
      out.table.columns.push_back({input.name, Origin::clinical, {}});
      const bool category = !variable.levels.empty();
      values.push_back(gap || !category ? number : input.name == variable.column + "=" + cell);
      if (gap) warning = gap_text(variable, cell, stands_in(bundle, input.name));
    }
    out.missing += gap;
    if (!warning.empty()) out.warnings.push_back(warning);
  }
  out.table.values = Matrix(1, values.size(), kGap);
  for (std::size_t j = 0; j < values.size(); ++j) out.table.values(0, j) = values[j];
  return out;
}

}  // namespace dlrr
