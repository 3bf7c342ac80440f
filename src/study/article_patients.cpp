// Tables 1 and 2: who the patients are and what goes with the event, by `dlrr describe`.
#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/text.h"
#include "study/article.h"
#include "study/protocol_parts.h"

namespace dlrr {

namespace {

struct Numbering {
  const char *name, *number, *how;
};
constexpr Numbering kNumbers[] = {
    {"baseline", "Table 1",
     "One line per variable or category, one column per set. A small p says that the sets differ "
     "more than chance would make likely; with many lines a few small p values are expected by "
     "chance alone. The SMD does not depend on the number of patients: above 0.1 is noticeable."},
    {"regression", "Table 2",
     "An odds ratio (OR) above 1 says that the event is more frequent with higher values or with "
     "the named level; an interval that holds 1 leaves the direction open. Univariable lines look "
     "at one variable alone, multivariable lines at all that entered together. Training patients "
     "only."},
    {"missing", "Table S8",
     "How many patients have no value. Values that are missing in many patients, or in one set "
     "more than in another, make every comparison doubtful."},
    {"cutpoints", "Table S9",
     "Where two groups differ most, beside the model that keeps the number as it is: the lower "
     "AIC fits better. A cut-point found on these patients flatters its odds ratio."},
    {"nomogram", "Table S10",
     "Add the points of a patient's values; the last rows turn the sum into a risk. It restates "
     "the multivariable model of Table 2 and was not tested on other patients."},
    {"outliers", "Table S11",
     "Values to look up in the records. None was removed: each may be true."},
    {"baseline_checks", "Table S16",
     "A small p of a test of normality or of equal spread says that the values are not so; among "
     "many patients trifles do. The p to report is that of Table 1, whatever the others say."},
};

const Numbering* numbering_of(const std::string& name) {
  for (const auto& one : kNumbers)
    if (one.name == name) return &one;
  return nullptr;
}

// A clinical column may bear the name of one of the first three.
std::string free_name(const std::string& wanted, const std::vector<std::string>& taken) {
  std::string name = wanted;
  while (std::ranges::find(taken, name) != taken.end()) name += "_";
  return name;
}

// Columns with words are levels, even when most of their levels are numbers.
std::vector<std::string> word_columns(const Csv& table) {
  std::vector<std::string> out;
  for (std::size_t c = 3; c < table.header.size(); ++c)
    if (std::ranges::any_of(
            table.rows, [c](const auto& row) { return !row[c].empty() && !parse_number(row[c]); }))
      out.push_back(table.header[c]);
  return out;
}

bool training_gaps(const ClinicalTable& table, double most_missing) {
  return std::ranges::any_of(table.variables, [&](const ClinicalVariable& v) {
    const double share = missing_in_training(table, v);
    return share > 0 && share <= most_missing;
  });
}

ClinicalDescription description_of(const Csv& csv, std::uint64_t seed) {
  ClinicalColumns columns;
  columns.outcome = csv.header[2];
  columns.by = csv.header[1];
  columns.train = "train";
  columns.id = csv.header[0];
  columns.categorical = word_columns(csv);
  const ClinicalTable table = parse_clinical(csv_text(csv), "clinical.csv", columns);
  DescribeOptions options;
  options.seed = seed;
  if (training_gaps(table, options.most_missing)) options.imputations = article_imputations;
  return describe_clinical(table, options);
}

}  // namespace

Csv clinical_csv(const Results& r) {
  const Csv& all = r.cohort.characteristics;
  Csv out;
  out.header = {"patient", "set", "outcome"};
  for (const auto& name : all.header) out.header.push_back(free_name(name, out.header));
  for (const auto& set : sets_of(r.data))
    for (const auto row : r.data.rows_of(set)) {
      const auto& cells = all.rows[r.included[row]];
      out.rows.push_back({r.data.clinical.patients[row], set, std::to_string(r.data.outcome[row])});
      out.rows.back().insert(out.rows.back().end(), cells.begin(), cells.end());
    }
  return out;
}

DescribedPatients describe_patients(const Results& r) {
  DescribedPatients out;
  const Csv csv = clinical_csv(r);
  if (csv.header.size() == 3) {
    out.warnings.push_back("there is no clinical column, and so no Table 1 and no Table 2");
    return out;
  }
  try {
    ClinicalDescription found = description_of(csv, r.plan.seed);
    for (auto& table : found.tables) {
      const Numbering* as = numbering_of(table.name);
      if (!as || table.rows.empty()) continue;
      out.tables.push_back({as->number, std::move(table), as->how});
    }
    out.warnings = std::move(found.warnings);
    out.numbers = std::move(found.numbers);
  } catch (const Error& e) {
    if (e.kind() == ErrorKind::internal) throw;
    out.warnings.push_back(std::string("no Table 1 and no Table 2: ") + e.what());
  }
  return out;
}

Json to_json(const NumberedTable& numbered) {
  Json out = Json::of({{"number", numbered.number}});
  const Json table = to_json(numbered.table);
  for (const auto& [key, value] : table.as_object()) out[key] = value;
  out["how"] = numbered.how;
  return out;
}

}  // namespace dlrr
