// The statistics of a paper's first tables from a clinical table: baseline by set, missing values,
// logistic regression for one variable and for several, cut-points, outliers. Everything that
// learns (cut-points, models, what is dropped for missing values) sees the training set only.
#pragma once

#include <string>
#include <vector>

#include "base/csv.h"
#include "base/json.h"
#include "evaluate/clinical.h"
#include "evaluate/paper_table.h"
#include "evaluate/print_style.h"
#include "evaluate/regression.h"

namespace dlrr {

struct DescribeOptions {
  PrintStyle style;
  double most_missing = 0.20;   // share above which a variable takes no part in models
  double entry_p = 0.10;        // univariable p below which a variable enters the joint model
  std::size_t imputations = 0;  // completed tables for a pooled joint model; 0: none
  std::uint64_t seed = 1;       // of the imputation
  unsigned threads = 1;         // change no value
  double small_group = 0.10;    // share of patients below which a group is flagged
};

struct ClinicalDescription {
  std::vector<PaperTable> tables;  // baseline, baseline_checks, missing, regression[, nomogram],
                                   // cutpoints, outliers[, agreement]
  std::vector<std::string> warnings;
  Json numbers = Json::object();         // full precision
  std::vector<ClinicalTable> completed;  // with imputations: every row, gaps filled
};
ClinicalDescription describe_clinical(const ClinicalTable& table, const DescribeOptions& options);

// {"tables": [...], "warnings": [...], "numbers": {"baseline", "regression", "cutpoints"[,
// "nomogram", "agreement"]}, "gaps": [{"at", "reason"}]}; a number that cannot be had is null.
Json to_json(const ClinicalDescription& description);

// A cut-point with the largest Youden index; the direction is that of the AUC, the lowest on ties.
struct CutPoint {
  double cut = 0, youden = 0, auc = 0;  // auc of higher values meaning the event
  bool event_above = true;              // false: the event goes with values below
  bool useful = false;
};
CutPoint cut_point(std::span<const double> values, std::span<const int> outcome);

// Parts of describe_clinical, each of which adds its table, warnings and numbers.
void describe_baseline(const ClinicalTable& table, const DescribeOptions& options,
                       ClinicalDescription& out);
void describe_missing(const ClinicalTable& table, const DescribeOptions& options,
                      ClinicalDescription& out);
void describe_outliers(const ClinicalTable& table, const DescribeOptions& options,
                       ClinicalDescription& out);
// Kappa of the readers of each sign; no table without signs.
void describe_agreement(const ClinicalTable& table, const DescribeOptions& options,
                        ClinicalDescription& out);
void describe_regression(const ClinicalTable& table, const DescribeOptions& options,
                         ClinicalDescription& out);
void describe_cut_points(const ClinicalTable& table, const DescribeOptions& options,
                         ClinicalDescription& out);

// Why the value at a place of the numbers is not there (gaps.h).
std::string description_gap(const std::string& place);

// patient and the consensus of every sign that readers have judged (empty: none).
Csv consensus_csv(const ClinicalTable& table);

// Share of training rows in which the variable is missing.
double missing_in_training(const ClinicalTable& table, const ClinicalVariable& variable);

}  // namespace dlrr
