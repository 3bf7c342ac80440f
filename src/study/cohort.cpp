#include "study/cohort.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "study/cohort_parts.h"
#include "study/outcome_labels.h"
#include "table/read_table.h"

namespace dlrr {

bool is_missing(std::string_view cell) {
  const std::string word = lower(trim(cell));
  for (const char* mark : {"", "na", "n/a", "nan", "null", "-", "--", "?"})
    if (word == mark) return true;
  return false;
}

std::optional<int> truth_value(std::string_view cell) {
  const std::string word = lower(trim(cell));
  if (word == "yes" || word == "true") return 1;
  if (word == "no" || word == "false") return 0;
  const auto number = parse_number(word);
  if (number && (*number == 0 || *number == 1)) return static_cast<int>(*number);
  return {};
}

std::string exclusion_kind(const Exclusion& exclusion) {
  if (!exclusion.kind.empty()) return exclusion.kind;
  // What is wrong with a file is said with its name; the list of the report has it.
  return exclusion.stage == "images" ? "an image or mask cannot be used" : exclusion.reason;
}

namespace {

constexpr double kGap = std::numeric_limits<double>::quiet_NaN();

struct Scans {
  std::vector<Scan> first, second;  // by reader, in the order of the table
};

// The cases table by patient; `order` keeps the order of first mention.
struct Cases {
  std::map<std::string, Scans> of;
  std::vector<std::string> order;
};

// Columns of the cases table; `organ` and `reader` may be absent.
struct CaseColumns {
  std::size_t patient, phase, image, tumour;
  std::optional<std::size_t> organ, reader;
};

CaseColumns case_columns(const Csv& csv, const std::string& patient_column) {
  const auto by_study = csv.find(patient_column);
  return {by_study ? *by_study : csv.column("patient"),
          csv.column("phase"),
          csv.column("image"),
          csv.column("tumour"),
          csv.find("organ"),
          csv.find("reader")};
}

Scan read_scan(const std::vector<std::string>& row, const CaseColumns& at,
               const std::filesystem::path& folder) {
  const auto path = [&](std::size_t column) {
    const std::string text = trim(row[column]);
    return text.empty() ? std::filesystem::path() : (folder / text).lexically_normal();
  };
  Scan scan{trim(row[at.phase]), path(at.image), path(at.tumour), {}, ""};
  if (at.organ) scan.organ = path(*at.organ);
  if (at.reader) scan.reader = trim(row[*at.reader]);
  return scan;
}

void add_scan(Cases& cases, const std::string& patient, const Scan& scan,
              const std::string& place) {
  if (patient.empty()) throw Error(place + ": no patient");
  if (scan.image.empty() || scan.tumour.empty())
    throw Error(place + ": patient " + patient + ", phase " + scan.phase +
                ": the cells of image and tumour must name files");
  if (scan.reader != "" && scan.reader != "1" && scan.reader != "2")
    throw Error(place + ": reader '" + scan.reader + "', expected nothing, 1 or 2");
  if (!cases.of.contains(patient)) cases.order.push_back(patient);
  auto& scans = cases.of[patient];
  auto& list = scan.reader == "2" ? scans.second : scans.first;
  for (const auto& other : list)
    if (other.phase == scan.phase)
      throw Error(place + ": patient " + patient + " has phase '" + scan.phase +
                  "' twice for one reader");
  list.push_back(scan);
}

void check_phases(const StudyPlan& plan, const std::set<std::string>& seen) {
  const std::vector<std::string> known(seen.begin(), seen.end());
  for (const auto& phase : plan.phases)
    if (!seen.contains(phase))
      throw Error(plan.cohort.images.filename().string() + ": no row has phase '" + phase + "'" +
                  suggestion(phase, known));
}

Cases read_cases(const StudyPlan& plan) {
  const std::string source = plan.cohort.images.filename().string();
  Cases cases;
  std::set<std::string> seen;
  const auto rows = read_scans(plan.cohort.images, plan.cohort.patient);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    seen.insert(rows[i].second.phase);
    add_scan(cases, rows[i].first, rows[i].second, source + ": row " + std::to_string(i + 1));
  }
  check_phases(plan, seen);
  return cases;
}

}  // namespace

std::vector<std::pair<std::string, Scan>> read_scans(const std::filesystem::path& table,
                                                     const std::string& patient_column) {
  const Csv csv = read_table(table).csv;
  std::vector<std::pair<std::string, Scan>> scans;
  try {
    const auto at = case_columns(csv, patient_column);
    for (const auto& row : csv.rows)
      scans.emplace_back(trim(row[at.patient]), read_scan(row, at, table.parent_path()));
  } catch (const Error& e) {
    throw e.at(table.filename().string());
  }
  return scans;
}

namespace {

// The scans in the order of the plan; the phases that are missing.
std::vector<Scan> in_plan_order(const std::vector<Scan>& scans, const StudyPlan& plan,
                                std::vector<std::string>& missing) {
  std::vector<Scan> out;
  for (const auto& phase : plan.phases) {
    const auto found = std::find_if(scans.begin(), scans.end(),
                                    [&](const Scan& scan) { return scan.phase == phase; });
    if (found == scans.end())
      missing.push_back(phase);
    else
      out.push_back(*found);
  }
  return out;
}

// One row of the clinical table, asked by column name.
struct Row {
  const ClinicalRows& table;
  std::size_t index;

  const std::string& cell(const std::string& column) const {
    return table.csv.rows[index][table.csv.column(column)];
  }
  double number(const std::string& column) const {
    const auto& text = cell(column);
    if (is_missing(text)) return kGap;
    if (const auto value = parse_number(text)) return *value;
    throw Error("column '" + column + "' holds '" + trim(text) + "', expected a number");
  }
  double truth(const std::string& column) const {
    const auto& text = cell(column);
    if (is_missing(text)) return kGap;
    if (const auto value = truth_value(text)) return *value;
    throw Error("column '" + column + "' holds '" + trim(text) + "', expected 0 or 1");
  }
};

// Why a patient is left out, and the same without this patient's figures.
struct Reason {
  std::string text, kind;
  Reason(std::string words) : text(words), kind(std::move(words)) {}
  Reason(std::string words, std::string common) : text(std::move(words)), kind(std::move(common)) {}
};

// The outcome, or the reason why the patient has none.
std::optional<Reason> read_outcome(const OutcomePlan& plan, const Row& row, Patient& patient) {
  int& outcome = patient.outcome;
  if (!plan.column.empty()) {
    const double value = row.truth(plan.column);
    if (value != value) return Reason("no outcome: column '" + plan.column + "' is empty");
    outcome = static_cast<int>(value);
    return {};
  }
  const double time = row.number(plan.time), event = row.truth(plan.event);
  if (time != time || event != event)
    return Reason("no outcome: column '" + (time != time ? plan.time : plan.event) + "' is empty");
  if (time < 0)
    return Reason("no outcome: " + plan.time + " is negative (" + number_text(time) + ")",
                  "no outcome: " + plan.time + " is negative");
  if (plan.survival) {
    if (std::isinf(time))
      throw Error("column '" + plan.time + "' holds '" + trim(row.cell(plan.time)) +
                  "', expected a number");
    outcome = static_cast<int>(event);
    patient.time = time;
    return {};
  }
  outcome = event == 1 && time <= plan.horizon;
  if (event == 0 && time < plan.horizon)
    return Reason(
        "followed for " + plan.time + " = " + number_text(time) +
            " without the event, less than the horizon of " + number_text(plan.horizon),
        "followed without the event for less than the horizon of " + number_text(plan.horizon));
  return {};
}

void read_survival(const CohortPlan& plan, const Row& row, Patient& patient) {
  for (const auto& endpoint : plan.survival) {
    double time = row.number(endpoint.time), event = row.truth(endpoint.event);
    if (!(time >= 0) || event != event) time = event = kGap;
    if (endpoint.horizon > 0 && time > endpoint.horizon) time = endpoint.horizon, event = 0;
    patient.survival_time.push_back(time);
    patient.survival_event.push_back(event);
  }
}

// The scans of a patient, or why there are none.
std::optional<Reason> find_scans(const StudyPlan& plan, const Cases& cases, Patient& patient) {
  const auto found = cases.of.find(patient.name);
  if (found == cases.of.end()) return Reason("no row in " + plan.cohort.images.filename().string());
  std::vector<std::string> missing, unneeded;
  patient.scans = in_plan_order(found->second.first, plan, missing);
  if (!missing.empty()) return Reason("no image of phase " + join(missing, ", "));
  patient.second_reader = in_plan_order(found->second.second, plan, unneeded);
  return {};
}

// The patient of a row, or why not. `cases`: null when features come from a table.
std::optional<Reason> read_patient(const StudyPlan& plan, const Cases* cases, const Row& row,
                                   Patient& patient) {
  if (cases)
    if (auto reason = find_scans(plan, *cases, patient)) return reason;
  auto reason = read_outcome(plan.cohort.outcome, row, patient);
  if (!reason) read_survival(plan.cohort, row, patient);
  return reason;
}

void read_patients(const StudyPlan& plan, const Cases* cases, ClinicalRows& clinical,
                   Cohort& cohort) {
  const auto name_column = clinical.csv.column(plan.cohort.patient);
  std::set<std::string> names;
  for (std::size_t i = 0; i < clinical.csv.rows.size(); ++i) {
    Patient patient;
    patient.name = trim(clinical.csv.rows[i][name_column]);
    if (patient.name.empty()) throw Error("row " + std::to_string(i + 1) + ": no patient name");
    if (!names.insert(patient.name).second)
      throw Error("patient '" + patient.name + "' stands here twice (again in row " +
                  std::to_string(i + 1) +
                  "); keep one row per patient, or give each lesion a "
                  "name of its own and name the column of the person in 'cohort: group'");
    try {
      if (const auto reason = read_patient(plan, cases, {clinical, i}, patient)) {
        cohort.excluded.push_back({patient.name, "cohort", reason->text, reason->kind});
        continue;
      }
    } catch (const Error& e) {
      throw e.at("patient " + patient.name);
    }
    cohort.patients.push_back(std::move(patient));
    clinical.rows.push_back(i);
  }
  if (!cases) return;
  for (const auto& name : cases->order)
    if (!names.contains(name))
      cohort.excluded.push_back({name, "cohort", "no row in " + clinical.source});
}

void check_outcome_classes(const StudyPlan& plan, const Cohort& cohort) {
  std::size_t events = 0;
  for (const auto& patient : cohort.patients) events += static_cast<std::size_t>(patient.outcome);
  const auto n = cohort.patients.size();
  std::string why;
  if (n == 0)
    why = "no patient is left";
  else if (events == 0)
    why = "none of the " + std::to_string(n) + " patients has the event";
  else if (events == n && !plan.cohort.outcome.survival)
    why = "all " + std::to_string(n) + " patients have the event";
  if (why.empty()) return;
  if (!cohort.excluded.empty())
    why += "; left out: " + std::to_string(cohort.excluded.size()) +
           " (first: " + cohort.excluded.front().patient + ", " + cohort.excluded.front().reason +
           ")";
  throw Error("outcome " + plan.cohort.outcome.describe() + ": " + why);
}

// Who takes no part in the curves of an endpoint.
void note_follow_up(const StudyPlan& plan, const ClinicalRows& clinical, Cohort& cohort) {
  for (std::size_t k = 0; k < plan.cohort.survival.size(); ++k) {
    const auto& endpoint = plan.cohort.survival[k];
    std::size_t empty = 0, negative = 0;
    for (std::size_t i = 0; i < cohort.patients.size(); ++i)
      if (std::isnan(cohort.patients[i].survival_time[k]))
        ++(Row{clinical, clinical.rows[i]}.number(endpoint.time) < 0 ? negative : empty);
    const auto note = [&](std::size_t n, const std::string& why) {
      if (n > 0)
        cohort.notes.push_back("endpoint '" + endpoint.name + "': " + std::to_string(n) + " of " +
                               std::to_string(cohort.patients.size()) +
                               " patients take no part in its curves, " + why);
    };
    note(empty, "'" + endpoint.time + "' or '" + endpoint.event + "' is empty");
    note(negative, "'" + endpoint.time + "' is negative");
  }
}

Cohort make_cohort(const StudyPlan& plan, const Cases* cases, ClinicalRows& clinical) {
  Cohort cohort;
  try {
    read_patients(plan, cases, clinical, cohort);
    check_outcome_classes(plan, cohort);
    note_follow_up(plan, clinical, cohort);
    assign_sets(plan, clinical, cohort);
    cohort.clinical = clinical_inputs(plan, clinical, cohort);
  } catch (const Error& e) {
    const bool named =
        starts_with_text(e.what(), clinical.source) ||
        (!plan.file.empty() && starts_with_text(e.what(), plan.file.filename().string()));
    throw named ? e : e.at(clinical.source);
  }
  return cohort;
}

// Two labels become 0 and 1; which of them is the event.
std::string make_outcome_truth(const OutcomePlan& outcome, ClinicalRows& clinical,
                               std::vector<std::string>& notes) {
  if (outcome.column.empty() || clinical.csv.rows.empty()) return "";
  try {
    const auto at = clinical.csv.column(outcome.column);
    std::vector<std::string> cells;
    for (const auto& row : clinical.csv.rows) cells.push_back(row[at]);
    const auto labels = read_outcome_labels(cells, outcome.label);
    for (std::size_t i = 0; i < cells.size(); ++i) clinical.csv.rows[i][at] = labels.cells[i];
    if (!labels.note.empty()) notes.push_back("outcome '" + outcome.column + "': " + labels.note);
    return labels.event;
  } catch (const Error& e) {
    throw e.at(clinical.source + ": outcome '" + outcome.column + "'");
  }
}

}  // namespace

Cohort read_cohort(const StudyPlan& plan) {
  const Cases cases = read_cases(plan);
  ReadTable table = read_table(plan.cohort.clinical);
  ClinicalRows clinical{std::move(table.csv), plan.cohort.clinical.filename().string(), {}};
  const auto event = make_outcome_truth(plan.cohort.outcome, clinical, table.notes);
  Cohort cohort = make_cohort(plan, &cases, clinical);
  cohort.event_label = event;
  cohort.notes.insert(cohort.notes.begin(), table.notes.begin(), table.notes.end());
  return cohort;
}

Cohort cohort_of_table(const StudyPlan& plan, const Csv& table, const std::string& source) {
  ClinicalRows clinical{table, source, {}};
  return make_cohort(plan, nullptr, clinical);
}

}  // namespace dlrr
