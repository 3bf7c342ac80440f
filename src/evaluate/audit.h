// Finished tables of a paper held against each other: what is printed is recomputed from other
// printed numbers, and rounding is never held against anybody. A printed value stands for every
// number that rounds to it. Intervals of the AUC are compared with Hanley and McNeil (Radiology
// 1982), odds ratios with their Wald interval, counts with evaluate/contingency.h.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "evaluate/contingency.h"
#include "evaluate/interval.h"
#include "evaluate/paper_table.h"

namespace dlrr {

// "0.690" is 0.69 known to 3 decimals; "<0.001" is a bound.
struct Printed {
  double value = std::numeric_limits<double>::quiet_NaN();  // NaN: not printed
  int decimals = 0;
  bool below = false;

  bool given() const { return value == value; }
  double half() const;  // half a unit of the last decimal
  bool covers(double number) const;
  std::string text() const;
};
std::optional<Printed> parse_printed(std::string_view text);

struct CountRow {
  std::string name;
  CountTable counts;  // level x group
  Printed p;
};
struct CountsTable {
  std::string name;
  std::vector<std::size_t> totals;  // of each group; empty: not printed
  std::vector<CountRow> rows;
};

struct RatioRow {  // an odds ratio or hazard ratio, 95 %
  std::string name;
  Printed estimate, lower, upper, p;
};
struct RatioTable {
  std::string name;
  std::vector<RatioRow> rows;
};

struct AuditCohort {
  std::string name;
  std::size_t n = 0, events = 0;
};
struct ModelRow {
  std::string name;
  std::size_t cohort = 0;  // which of the cohorts
  Printed accuracy, sensitivity, specificity, ppv, npv;
  Printed auc, lower, upper;
};
struct ModelTable {
  std::string name;
  std::vector<AuditCohort> cohorts;
  std::vector<ModelRow> rows;
};

struct TotalRow {  // a sum of products
  std::string name;
  std::vector<std::vector<std::size_t>> parts;
  std::size_t printed = 0;
};
struct VariablesRow {
  std::string name;
  std::size_t events = 0, variables = 0;
};
struct GapRow {  // two AUCs of one model and the largest difference that the paper allows
  std::string name;
  Printed first, second;
  double limit = 0;
};

struct PaperTables {
  std::string title;
  std::vector<CountsTable> counts;
  std::vector<RatioTable> ratios;
  std::vector<ModelTable> models;
  std::vector<TotalRow> totals;
  std::vector<VariablesRow> variables;
  std::vector<GapRow> gaps;
};

struct Finding {
  // remark: nothing printed is wrong, yet the reader should know.
  enum class Verdict { agrees, remark, differs, impossible };
  std::string check, table, row;
  std::string printed, recomputed;
  Verdict verdict = Verdict::agrees;
  std::string words;
};
using Findings = std::vector<Finding>;
const char* verdict_name(Finding::Verdict verdict);

// In the order of the tables and their rows.
Findings audit_tables(const PaperTables& tables);

void audit_counts(const CountsTable& table, Findings& out);
void audit_ratios(const RatioTable& table, Findings& out);
void audit_classes(const ModelTable& table, Findings& out);  // impossible PPV, NPV, accuracy
void audit_auc_intervals(const ModelTable& table, Findings& out);

// Standard error of an AUC from the counts alone.
double hanley_mcneil_se(double auc, std::size_t events, std::size_t others);

// Smallest and largest p that the printed ratio and interval allow, and the p of the figures as
// they stand.
struct PRange {
  double low = 0, middle = 0, high = 0;
};
PRange p_of_ratio(const RatioRow& row);

// What the columns of a table of models may mean: the metric under each heading.
struct Reading {
  enum class Metric { sensitivity, specificity, ppv, npv };
  // By heading in the order above.
  Metric sensitivity = Metric::sensitivity, specificity = Metric::specificity, ppv = Metric::ppv,
         npv = Metric::npv;
};
struct ClassTable {
  std::size_t tp = 0, fn = 0, tn = 0, fp = 0;
};
// All 2x2 tables of that cohort that round to the printed row.
std::vector<ClassTable> class_tables(const ModelRow& row, std::size_t n, std::size_t events,
                                     const Reading& reading);

// A row per finding, named "audit".
PaperTable audit_table(const PaperTables& tables, const Findings& findings);

// {"title", "findings": [{"check", "table", "row", "printed", "recomputed", "verdict", "words"}],
//  "agrees", "remarks", "differs", "impossible"}
Json audit_json(const PaperTables& tables, const Findings& findings);

}  // namespace dlrr
