// What the report and the manifest say of the network: which one, which weights, what it saw.
#pragma once

#include <vector>

#include "base/json.h"
#include "study/cohort.h"
#include "study/imaging.h"

namespace dlrr {

// Network, layout, weights, precision, pooling, input: everything that the deep vectors depend on
// beside the images. False without deep features. Weights are named without their folder.
Json deep_json(const DeepPlan& deep, const Imaging& imaging);

// [{"title", "rows", "columns", "png_base64"}] for at most three patients: the middle slices of the
// crops, a row per phase and a column per region. `rows`: of the cohort.
Json mosaics_json(const StudyPlan& plan, const Cohort& cohort, const std::vector<std::size_t>& rows,
                  unsigned threads);

}  // namespace dlrr
