// report.json, tables and predictions of a study of the time to an event.
#pragma once

#include "base/csv.h"
#include "study/report_data.h"
#include "study/survival_protocol.h"

namespace dlrr {

// `results` holds the protocols; fits: those of the whole training set, in their order.
Json survival_report(const Results& results, const std::vector<SurvivalFit>& fits);

// patient, set, time, event, then the linear predictor per model: MODEL, MODEL.resampled; and with
// a horizon MODEL.risk, the chance of the event up to it.
Csv survival_predictions(const Results& results);

}  // namespace dlrr
