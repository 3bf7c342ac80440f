// How often each feature ends up in a score when the whole selection is done again on part of the
// training patients (Meinshausen and Buehlmann 2010): a feature that comes back is a finding, one
// that does not is an accident of who was in.
#pragma once

#include <span>

#include "study/pipeline.h"

namespace dlrr {

// Counts over plan.selection.subsamples seeded subsamples of `rows`, each with the declared share
// of either outcome, drawn without replacement. A subsample on which nothing can be learned does
// not count. The same for any number of threads; `of` is 0 when stability is switched off.
Stability selection_frequency(const LearningData& data, std::span<const std::size_t> rows,
                              const StudyPlan& plan, const Resources& resources);

}  // namespace dlrr
