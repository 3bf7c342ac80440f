// Logistic models of a clinical table's outcome on its training rows, as the tables of describe.h
// need them: which rows, which columns, which level is the reference.
#pragma once

#include <string>
#include <vector>

#include "evaluate/clinical.h"
#include "evaluate/regression.h"

namespace dlrr {

using Chosen = std::vector<const ClinicalVariable*>;

struct DesignVariable {
  const ClinicalVariable* variable = nullptr;
  std::vector<std::size_t> columns;  // of the matrix; none when one value only is there
  std::vector<std::string> levels;   // present ones, the reference first; none of a number
};

struct ClinicalDesign {
  Matrix x;
  std::vector<int> y;
  std::vector<std::string> terms;  // of each column: "age (per unit)", "stage: II against I"
  std::vector<DesignVariable> variables;
};

// Training rows with a known outcome and a value of every chosen variable.
std::vector<std::size_t> whole_rows(const ClinicalTable& table, const Chosen& chosen);

// Levels that no row of these has make no column; the first one present is the reference.
ClinicalDesign design_of(const ClinicalTable& table, const Chosen& chosen);

struct ClinicalFit {
  ClinicalDesign design;
  LogisticTerms model;
  std::string problem;  // not empty: there is no model
};
ClinicalFit fit_clinical(const ClinicalTable& table, const Chosen& chosen);

// Decimals of an odds ratio: "1.00" must not hide on which side of 1 an interval ends.
int ratio_decimals(const Interval& ratio);

struct DescribeOptions;
struct ClinicalDescription;
struct PaperTable;

// Adds the model of the chosen variables, pooled over the completed tables, to `made`.
void describe_pooled(const ClinicalTable& table, const Chosen& chosen,
                     const DescribeOptions& options, ClinicalDescription& out, PaperTable& made);

}  // namespace dlrr
