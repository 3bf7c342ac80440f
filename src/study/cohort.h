// Who is in the study: clinical table and cases table joined, outcome derived, sets assigned,
// everybody left out listed with a reason. Reads tables only, no voxels.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "base/csv.h"
#include "study/plan.h"
#include "table/table.h"

namespace dlrr {

// One row of the cases table. Paths are resolved against the folder of the table.
struct Scan {
  std::string phase;
  std::filesystem::path image, tumour, organ;  // organ may be empty
  std::string reader;  // "" or "1": the reader whose masks are used; "2": for ICC
};

struct Patient {
  std::string name;
  std::vector<Scan> scans;          // reader 1, in the order of the plan's phases
  std::vector<Scan> second_reader;  // may be empty
  int outcome = 0;                  // of a time to an event: whether it was seen
  double time = std::numeric_limits<double>::quiet_NaN();  // of a time to an event
  std::string set;                                         // "train", "internal", "external"
  std::string centre;                                      // may be empty
  std::string group;  // rows of one patient have the same; empty when none is declared
  std::vector<double> survival_time, survival_event;  // per SurvivalPlan; NaN when missing
};

struct Exclusion {
  std::string patient, stage, reason;  // stage: "cohort", "images", "tables", "second reader"
  std::string kind = {};  // the reason without figures of this patient; empty: see exclusion_kind
};
// What patients who were left out for the same cause have in common, for counting.
std::string exclusion_kind(const Exclusion& exclusion);

// A column of a table that is not an input of any model.
struct UnusedColumn {
  std::string table, column, reason;
};

// A clinical column that models may see, as the training rows know it.
struct CohortVariable {
  std::string column;
  std::vector<std::string> levels;  // of a category; empty: a number
  double low = 0, high = 0;         // range of a number
};

struct Cohort {
  std::vector<Patient> patients;  // in the order of the clinical table
  std::vector<Exclusion> excluded;
  Csv characteristics;  // every clinical column that can be described, as text, "" where missing;
                        // rows = patients
  Table clinical;       // rows = patients; categories as 0/1 columns "sex=male", gaps kept
  std::vector<CohortVariable> variables;  // behind the columns of `clinical`, in their order
  std::vector<std::string>
      notes;  // what a reader of the report should know (dropped columns, small sets)
  std::vector<UnusedColumn> unused;  // each one, where the notes count them
  std::string event_label;           // of an outcome in two labels, the one that is the event
};

// Every row of a cases table: patient and scan, paths beside the table. The patient's column has
// the name of the clinical table's, or "patient".
std::vector<std::pair<std::string, Scan>> read_scans(const std::filesystem::path& table,
                                                     const std::string& patient_column);

// Duplicate patients, an outcome with one class, a missing column: Errors. A patient without
// outcome, without a scan for a phase, censored before the horizon: excluded with a reason.
Cohort read_cohort(const StudyPlan& plan);

}  // namespace dlrr
