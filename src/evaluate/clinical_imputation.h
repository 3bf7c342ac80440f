// A clinical table with its gaps filled, several times over (imputation.h). The training rows with
// a known outcome teach, with the outcome among the predictors; all other rows are filled by the
// same models, and their outcomes are never looked at: a set that judges a model must not have
// lent it its answers.
#pragma once

#include <vector>

#include "base/csv.h"
#include "evaluate/clinical.h"
#include "evaluate/describe.h"

namespace dlrr {

// options.imputations tables. Variables with too many gaps (options.most_missing) stay as they are.
std::vector<ClinicalTable> completed_tables(const ClinicalTable& table,
                                            const DescribeOptions& options);

// patient, [set,] outcome (1 = event, empty: missing), then each variable that models may use.
Csv completed_csv(const ClinicalTable& table, const DescribeOptions& options);

}  // namespace dlrr
