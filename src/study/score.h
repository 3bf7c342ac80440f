// Rad-score and DL-score: an explicit linear formula over z-scored features, learned on training
// rows only. The path of the paper (Li et al. 2025): ICC, z-score, LASSO and RFE within each block
// (a phase and a region), then once more over the pooled survivors.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "select/icc.h"
#include "study/endpoint.h"
#include "study/plan.h"
#include "table/table.h"

namespace dlrr {

// Some of the patients measured again on other masks of the same lesions; columns as in the table
// that is selected from. `source`: "readers" or "perturbed masks".
struct Remeasured {
  std::string source;
  std::vector<Table> tables;  // one per mask beyond the drawn one: a second reader's, each change
};

// How far one column gives the same number on all masks of a source.
struct ColumnIcc {
  std::string feature, source;
  Icc icc;
  bool kept = false;  // above the limit of the plan
};

// What other features let expect of one that is missing: intercept + sum of slope * (value - mean).
// One that is missing too adds nothing.
struct TermEquation {
  double intercept = 0;
  std::vector<std::string> features;  // empty: there is no equation
  std::vector<double> slope, mean;
};

struct ScoreTerm {
  std::string feature;
  double coefficient = 0;    // on the z-scored feature
  double mean = 0, sd = 1;   // of the training rows (divisor n-1)
  double fill = 0;           // training median: stands in for a gap without an equation
  double low = 0, high = 0;  // range of the training rows
  TermEquation gap;          // stands in for a gap
};

// How many features stood after each step.
struct StageCount {
  std::string block;  // "arterial.tumour", or "pooled"
  std::size_t start = 0, variance = 0, icc = 0, correlation = 0, filter = 0, lasso = 0, rfe = 0;
};

// A column that left before the LASSO, and why.
struct DroppedColumn {
  std::string feature;
  std::string stage;   // "gaps", "variance", "icc", "correlation", "filter"
  std::string cause;   // the same words for all columns that left so: "constant"
  std::string reason;  // with the column's own numbers
};

struct Score {
  std::string name;  // "rad_score"
  double intercept = 0;
  std::vector<ScoreTerm> terms;  // empty: nothing was worth keeping, the score is the intercept
  std::vector<StageCount> stages;
  std::vector<double> lambda, cvm, cvsd;  // pooled LASSO
  std::size_t chosen_lambda = 0;
  std::vector<double> rfe_features, rfe_score, rfe_error;  // pooled RFE curve, its standard errors
  std::size_t rfe_chosen = 0;                              // number of features taken from it
  std::size_t icc_kept = 0, icc_of = 0;
  std::vector<ColumnIcc> iccs;  // of every column that came as far, once per source
  std::vector<DroppedColumn> dropped;
};

// `rows`: training rows of `features`. `again`: may be empty. `group`: of each training row, for
// folds; empty: every row by itself. A time to an event is learned by the Cox-LASSO; the tree of
// recursive elimination knows classes alone and is left out.
Score learn_score(const std::string& name, const Table& features, std::span<const Remeasured> again,
                  std::span<const std::size_t> rows, const Endpoint& endpoint,
                  const SelectionPlan& selection, std::uint64_t seed,
                  std::span<const int> group = {}, const FillPlan& gaps = {});

// What the formula takes for a term in one row: its value, or what stands in for a gap.
double term_value(const ScoreTerm& term, const Table& features, std::size_t row);
// Columns that the formula may read: terms, and what their gaps are estimated from.
std::vector<std::string> columns_read(const Score& score);

// One value per row of `features`, without gaps.
std::vector<double> apply_score(const Score& score, const Table& features);

Json to_json(const Score& score);
Score score_from_json(const Json& json);

}  // namespace dlrr
