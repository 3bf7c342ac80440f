// Pictures for the report: the regions of the first patients, drawn over the first phase.
#pragma once

#include <vector>

#include "base/json.h"
#include "study/cohort.h"

namespace dlrr {

// [{"patient", "title", "png_base64"}] for at most three patients. `rows`: of the cohort.
Json overlays_json(const StudyPlan& plan, const Cohort& cohort,
                   const std::vector<std::size_t>& rows);

std::string base64(std::string_view bytes);

}  // namespace dlrr
