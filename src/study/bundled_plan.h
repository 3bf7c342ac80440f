// The part of a plan that a model needs to score the next patient, as JSON: how images become
// features. The tables of the cohort stay behind.
#pragma once

#include <string>

#include "base/json.h"
#include "study/plan.h"

namespace dlrr {

Json imaging_json(const StudyPlan& plan);
// Cohort, selection and protocol fields stay at their defaults.
StudyPlan plan_from_imaging(const Json& json, const std::string& radiomics_text);

}  // namespace dlrr
