// The page of `dlrr evaluate`: evaluation.json in the words that the sections of a report read.
#pragma once

#include "base/json.h"

namespace dlrr {

// evaluation: as evaluate_predictions gives it. The result is what write_report takes.
Json report_of_evaluation(const Json& evaluation);

}  // namespace dlrr
