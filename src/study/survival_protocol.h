// The two protocols for the time to an event. Both share the models of the whole training set, as
// there is one algorithm and nothing to choose on a held-out set.
//   paper:  C of the training patients by models that have seen them, and of the held-out sets.
//   nested: everything is learned again without each outer fold and judged in it.
#pragma once

#include <vector>

#include "study/protocol.h"
#include "study/survival_pipeline.h"

namespace dlrr {

// The risks of all estimates are linear predictors. Those of a left-out fold are shifted so that
// the median of the patients who taught lies at the model's cut-off.
struct SurvivalProtocols {
  std::vector<SurvivalFit> fits;  // on the whole training set
  std::vector<ProtocolResult> protocols;
};

SurvivalProtocols run_survival_protocols(const LearningData& data, const StudyPlan& plan,
                                         const Resources& resources);

}  // namespace dlrr
