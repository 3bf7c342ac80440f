// The numbered tables and figures of the article, from the study's own results and with the
// functions of `dlrr describe`, `dlrr evaluate` and `dlrr audit`: what stands in a table is what
// these commands give for clinical.csv and predictions.csv of the result.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/csv.h"
#include "base/json.h"
#include "evaluate/audit.h"
#include "evaluate/describe.h"
#include "evaluate/paper_table.h"
#include "study/report_data.h"

namespace dlrr {

struct NumberedTable {
  std::string number;  // "Table 1", "Table S3"
  PaperTable table;
  std::string how;  // how to read it
};

// Patient, set, outcome and every clinical column that can be described; sets in the order train,
// internal, external. Empty cells are missing values.
Csv clinical_csv(const Results& results);

// What `dlrr describe` finds in clinical_csv. Table 1 (baseline), Table 2 (regression) and those
// beside them; empty when no clinical column can be described, and a warning says why.
struct DescribedPatients {
  std::vector<NumberedTable> tables;
  std::vector<std::string> warnings;
  Json numbers = Json::object();
};
DescribedPatients describe_patients(const Results& results);

// Completed tables for the joint model of Table 2 when training rows have gaps.
inline constexpr std::size_t article_imputations = 20;

// Table 3: every model of every protocol in every set, from report key "protocols".
NumberedTable performance_table(const Results& results, const Json& protocols);

// Table 4 and Table S7: pairs of models of the bundled protocol in the sets that taught nothing
// (the left-out risks where there is no such set). Table 4 holds the pairs whose second model has
// all inputs of the first and more; S7 every pair, the training set too.
struct ComparedModels {
  std::vector<NumberedTable> tables;
  Json pairs = Json::array();  // [{"set", "a", "b", "n", "events", "delong", "nri", "idi"}]
};
ComparedModels compare_models(const Results& results);

// Tables S12 to S14: CLEAR, METRICS, TRIPOD+AI with what the study knows; "author must state"
// elsewhere.
std::vector<NumberedTable> checklists(const Results& results);

// The printed tables 1 to 3 and the flow chart of the report held against each other by the
// functions of `dlrr audit`: the tables as an auditor reads them from the printed cells, and what
// was found. Hanley-McNeil is rougher than DeLong, whose intervals these are known to be, so that
// a difference between the two is a remark.
PaperTables printed_tables(const Json& report, double max_gap);
Findings audit_own_tables(const PaperTables& tables);

// Tables S1 and S2: a row per feature with phase, region, values that are there, and whether the
// score holds it.
Csv feature_list(const Table& features, const Score& score);

// What there is: [{"number", "title", "file", "how"}] for every table and figure of the article
// that the report holds.
Json article_contents(const Json& report);

// {"number", "name", "title", "header", "rows", "notes", "how"}
Json to_json(const NumberedTable& table);

}  // namespace dlrr
