// From case features to the tables that the learning half sees: one row per patient, columns named
// {phase}.{region}.{feature}; differences of phases are added here.
#pragma once

#include "study/case_features.h"
#include "study/plan.h"
#include "table/table.h"

namespace dlrr {

struct FeatureTables {
  Table radiomics, deep;  // the same patients in the same order
};

// A block that is a gap gives gaps with its reason. Deltas (plan.deltas) are made for radiomics
// only, as in the paper: 5 "phases" of radiomics, 3 of deep vectors.
FeatureTables make_tables(const std::vector<CaseFeatures>& cases, const FeatureNames& names,
                          const StudyPlan& plan);

// A row per patient, gaps as empty cells.
std::string table_text(const Table& table);

}  // namespace dlrr
