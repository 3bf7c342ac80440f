// Parts of report.json that have a file of their own.
#pragma once

#include "study/report_data.h"

namespace dlrr {

inline constexpr const char* program_version = DLRR_VERSION;

Json cohort_json(const Results& results);     // patients, sets, who was left out, flow chart
Json selection_json(const Results& results);  // counts per stage, formulas, curves, make-up
Json survival_json(const Results& results);   // Kaplan-Meier by risk group

// Times and events of some patients, split by risk.
struct RiskGroups {
  std::vector<double> time;
  std::vector<int> event;
  std::vector<std::size_t> group;  // 0 low, 1 high
};
// {"groups": [low, high], and of two groups "logrank" and "hr", or "hr_note"}
Json risk_groups_json(const RiskGroups& groups);

Json looks_json(const Results& results);   // {protocol: {set: looks}}
Json ledger_json(const Results& results);  // every look at a held-out set
Json steps_json(const Results& results);   // what each protocol does, and what is wrong with it
Json harmonisation_json(const Results& results);      // what was done about centres
Json centre_effect_json(const Results& results);      // how much features differ between centres
Json sample_size_json(const Results& results);        // is there enough to conclude anything
Json left_out_json(const Results& results);           // AUC of each centre that was left out
Json against_baselines_json(const Results& results);  // difference of AUC, model by model
Json methods_json(const Results& results);            // what was done, in sentences
std::string gaps_text(const FillPlan& plan);          // of them: what fills gaps of inputs
// Those sentences about features, selection and scores that hold for every kind of outcome.
std::vector<Json> feature_methods(const Results& results);

// One sentence per baseline about the models that do not beat it on left-out patients, and one
// about those whose gain may be chance; from against_baselines_json.
std::vector<std::string> warnings_of_baselines(const Json& against);

}  // namespace dlrr
