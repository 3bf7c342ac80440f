// The flow chart of a study (Figure 1) from report.json: boxes down the left for those who stay,
// boxes to the right for those who are set aside, one box per set at the foot.
#pragma once

#include "base/json.h"
#include "report/chart.h"

namespace dlrr {

// cohort: report key "cohort" with "flow" {"enrolled" {"words", "n"}, "aside" [{"words", "n",
// "reasons" [{"reason", "n"}]}], "analysed"} and "sets". No boxes without "flow".
Chart flow_chart(const Json& cohort);

}  // namespace dlrr
