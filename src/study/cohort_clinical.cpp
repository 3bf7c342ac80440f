// Clinical columns as numbers that a model may see.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "base/error.h"
#include "base/rank.h"
#include "base/text.h"
#include "study/cohort_parts.h"

namespace dlrr {

namespace {

constexpr double kMaxMissing = 0.2;    // share of training rows (the article's rule)
constexpr double kMinNumbers = 0.9;    // share of filled cells, for a column to count as numeric
constexpr std::size_t kMaxLevels = 6;  // of a category

// Columns that say who, where, when or how it ended: never an input.
std::set<std::string> never_inputs(const CohortPlan& plan) {
  std::set<std::string> out = {plan.patient,       plan.outcome.column, plan.outcome.time,
                               plan.outcome.event, plan.split.column,   plan.split.centre};
  out.insert({plan.centre, plan.group, plan.split.time});
  for (const auto& s : plan.survival) out.insert({s.time, s.event});
  return out;
}

std::vector<std::size_t> input_columns(const CohortPlan& plan, const ClinicalRows& clinical) {
  const auto never = never_inputs(plan);
  std::vector<std::size_t> out;
  for (const auto& name : plan.clinical_columns) {
    if (never.contains(name))
      throw Error(clinical.source + ": column '" + name +
                  "' is the patient, outcome, survival or set and cannot be an input; "
                  "remove it from 'inputs'");
    out.push_back(clinical.csv.column(name));
  }
  std::set<std::string> ignored;
  for (const auto& name : plan.ignore)
    ignored.insert(clinical.csv.header[clinical.csv.column(name)]);
  if (!plan.clinical_columns.empty()) return out;
  for (std::size_t c = 0; c < clinical.csv.header.size(); ++c) {
    const auto& name = clinical.csv.header[c];
    if (!never.contains(name) && !ignored.contains(name)) out.push_back(c);
  }
  return out;
}

// One clinical column over the patients of the cohort.
struct Cells {
  std::string name;
  std::vector<std::string> text;  // trimmed, "" when missing
  std::vector<bool> train;
  std::vector<int> outcome;
};

Cells cells_of(const ClinicalRows& clinical, const Cohort& cohort, std::size_t column) {
  Cells out{clinical.csv.header[column], {}, {}, {}};
  for (std::size_t i = 0; i < cohort.patients.size(); ++i) {
    const auto& cell = clinical.csv.rows[clinical.rows[i]][column];
    out.text.push_back(is_missing(cell) ? "" : trim(cell));
    out.train.push_back(cohort.patients[i].set == "train");
    out.outcome.push_back(cohort.patients[i].outcome);
  }
  return out;
}

// Filled training cells per level.
std::map<std::string, std::size_t> training_levels(const Cells& cells) {
  std::map<std::string, std::size_t> out;
  for (std::size_t i = 0; i < cells.text.size(); ++i)
    if (cells.train[i] && !cells.text[i].empty()) ++out[cells.text[i]];
  return out;
}

bool is_numeric(const Cells& cells) {
  std::size_t filled = 0, numbers = 0;
  for (const auto& text : cells.text) {
    filled += !text.empty();
    numbers += parse_number(text).has_value();
  }
  return static_cast<double>(numbers) >= kMinNumbers * static_cast<double>(filled);
}

// Why the column cannot be used; "" when it can.
std::string reason_to_drop(const Cells& cells, bool numeric) {
  const auto levels = training_levels(cells);
  std::size_t rows = 0, filled = 0;
  for (const bool train : cells.train) rows += train;
  for (const auto& [level, n] : levels) filled += n;
  const double missing = 1.0 - static_cast<double>(filled) / static_cast<double>(rows);
  if (missing > kMaxMissing)
    return fixed_text(100 * missing, 0) +
           " % of the training patients have no value (allowed: 20 %)";
  if (levels.size() < 2) return "one value in all training patients";
  if (!numeric && levels.size() > kMaxLevels)
    return std::to_string(levels.size()) + " different texts (a category may have " +
           std::to_string(kMaxLevels) + ")";
  return "";
}

// Columns of values, with gaps, being collected.
struct Builder {
  std::vector<Column> columns;
  std::vector<std::vector<double>> values;
  std::vector<std::pair<std::pair<std::size_t, std::size_t>, std::string>> gaps;

  void add(const std::string& name, const std::vector<double>& column, const Cells& cells) {
    for (std::size_t i = 0; i < column.size(); ++i)
      if (std::isnan(column[i]))
        gaps.push_back({{i, columns.size()},
                        cells.text[i].empty() ? "missing in the clinical table"
                                              : "'" + cells.text[i] + "' cannot be used"});
    columns.push_back({name, Origin::clinical, ""});
    values.push_back(column);
  }
};

constexpr double kGap = std::numeric_limits<double>::quiet_NaN();

void add_numeric(const Cells& cells, Builder& builder, Cohort& cohort) {
  std::vector<double> column;
  std::set<std::string> odd;
  for (const auto& text : cells.text) {
    const auto number = parse_number(text);
    const bool usable = number && std::isfinite(*number);
    if (!usable && !text.empty()) odd.insert("'" + text + "'");
    column.push_back(usable ? *number : kGap);
  }
  if (!odd.empty()) {
    const std::vector<std::string> list(odd.begin(), odd.end());
    cohort.notes.push_back("clinical column '" + cells.name +
                           "' is numeric; treated as missing: " + join(list, ", "));
  }
  builder.add(cells.name, column, cells);
  CohortVariable variable{cells.name, {}, HUGE_VAL, -HUGE_VAL};
  for (std::size_t i = 0; i < column.size(); ++i) {
    if (!cells.train[i] || std::isnan(column[i])) continue;
    variable.low = std::min(variable.low, column[i]);
    variable.high = std::max(variable.high, column[i]);
  }
  cohort.variables.push_back(std::move(variable));
}

std::size_t levels_in_all(const Cells& cells) {
  std::set<std::string> levels(cells.text.begin(), cells.text.end());
  levels.erase("");
  return levels.size();
}

// As the study reads it: a number column holds numbers or nothing. Columns of many texts (names,
// dates) describe nobody.
void add_characteristic(const Cells& cells, bool numeric, Csv& out) {
  if (!numeric && levels_in_all(cells) > kMaxLevels) return;
  out.header.push_back(cells.name);
  for (std::size_t i = 0; i < cells.text.size(); ++i) {
    const auto number = parse_number(cells.text[i]);
    const bool odd = numeric && !(number && std::isfinite(*number));
    out.rows[i].push_back(odd ? "" : cells.text[i]);
  }
}

// One 0/1 column per level but the most frequent one (of equal ones: the first by name).
void add_category(const Cells& cells, Builder& builder, Cohort& cohort) {
  const auto levels = training_levels(cells);
  const auto rarer = [](const auto& a, const auto& b) { return a.second < b.second; };
  const auto reference = std::max_element(levels.begin(), levels.end(), rarer)->first;
  std::set<std::string> unseen;
  for (const auto& text : cells.text)
    if (!text.empty() && !levels.contains(text)) unseen.insert(text);
  for (const auto& text : unseen)
    cohort.notes.push_back("clinical column '" + cells.name + "': '" + text +
                           "' does not occur in training and is treated as missing");
  CohortVariable variable{cells.name, {}};
  for (const auto& [level, n] : levels) {
    variable.levels.push_back(level);
    if (level == reference) continue;
    std::vector<double> column;
    for (const auto& text : cells.text)
      column.push_back(levels.contains(text) ? static_cast<double>(text == level) : kGap);
    builder.add(cells.name + "=" + level, column, cells);
  }
  cohort.variables.push_back(std::move(variable));
}

// A column that separates the classes alone is rather the outcome in disguise than a good marker.
void warn_of_leaks(const Builder& builder, const Cohort& cohort, std::vector<std::string>& notes) {
  for (std::size_t c = 0; c < builder.columns.size(); ++c) {
    std::vector<double> risk;
    std::vector<int> outcome;
    for (std::size_t i = 0; i < cohort.patients.size(); ++i) {
      if (cohort.patients[i].set != "train" || std::isnan(builder.values[c][i])) continue;
      risk.push_back(builder.values[c][i]);
      outcome.push_back(cohort.patients[i].outcome);
    }
    const double area = auc(risk, outcome);
    if (std::isnan(area) || std::abs(area - 0.5) < 0.45) continue;
    notes.push_back("clinical column '" + builder.columns[c].name +
                    "' nearly separates the outcome by itself (training AUC " +
                    fixed_text(area, 3) + "): if it is known only afterwards, name it in 'ignore'");
  }
}

}  // namespace

Table clinical_inputs(const StudyPlan& plan, const ClinicalRows& clinical, Cohort& cohort) {
  Builder builder;
  cohort.characteristics.rows.resize(cohort.patients.size());
  for (const auto column : input_columns(plan.cohort, clinical)) {
    const auto cells = cells_of(clinical, cohort, column);
    const bool numeric = is_numeric(cells);
    add_characteristic(cells, numeric, cohort.characteristics);
    if (const auto reason = reason_to_drop(cells, numeric); !reason.empty()) {
      cohort.notes.push_back("clinical column '" + cells.name + "' is not used: " + reason);
      cohort.unused.push_back({clinical.source, cells.name, reason});
    } else if (numeric) {
      add_numeric(cells, builder, cohort);
    } else {
      add_category(cells, builder, cohort);
    }
  }
  warn_of_leaks(builder, cohort, cohort.notes);
  Table out;
  for (const auto& patient : cohort.patients) out.patients.push_back(patient.name);
  out.columns = builder.columns;
  out.values = Matrix(out.patients.size(), out.columns.size());
  for (std::size_t c = 0; c < out.columns.size(); ++c)
    for (std::size_t r = 0; r < out.patients.size(); ++r) out.values(r, c) = builder.values[c][r];
  out.gaps.insert(builder.gaps.begin(), builder.gaps.end());
  return out;
}

}  // namespace dlrr
