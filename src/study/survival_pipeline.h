// Models of the time to an event: the scores of a study, learned by the Cox-LASSO, and one Cox
// model per set of inputs. Everything is learned from training rows.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "evaluate/interval.h"
#include "study/pipeline.h"

namespace dlrr {

// A Cox model (ties by Efron) of a model's inputs; where that cannot be estimated, the Cox-LASSO of
// the same inputs at lambda.min. Its `risk` is the linear predictor.
struct SurvivalFit {
  Fit fit;                             // algorithm "cox" or "cox-lasso"; its AUCs have no meaning
  std::string note;                    // why it is no plain Cox model; mostly empty
  std::vector<double> coefficient;     // per z-scored input
  std::vector<Interval> hazard_ratio;  // per SD of the input; NaN limits under a penalty
  std::size_t patients = 0, events = 0;
  double cutoff = 0;  // median predictor of the training rows: high risk from it on
  double spread = 0;  // SD of the predictor of the training rows
};

struct SurvivalPipeline {
  Pipeline scores;
  std::vector<SurvivalFit> fits;  // one per model of the plan that has inputs
};

// Learns on `rows` alone. The data have times.
SurvivalPipeline learn_survival(const LearningData& data, std::span<const std::size_t> rows,
                                const StudyPlan& plan, std::uint64_t seed, unsigned threads);

// The chance of the event up to `time` by the model's Breslow hazard; NaN beyond the longest
// follow-up of its training patients. A fit that is no Cox model is an internal Error.
double event_by(const Fit& fit, double time, double predictor);

}  // namespace dlrr
