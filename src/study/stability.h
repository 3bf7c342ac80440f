// How often each feature ends up in a score when the whole selection is done again on part of the
// training patients (Meinshausen and Buehlmann 2010): a feature that comes back is a finding, one
// that does not is an accident of who was in.
#pragma once

#include <span>

#include "study/pipeline.h"

namespace dlrr {

// One of the seeded subsamples of `rows`, ascending: the declared share of the patients of either
// outcome, at least two, without replacement. A patient of several rows has the event when one of
// them has, and is drawn with all.
std::vector<std::size_t> stability_subsample(const LearningData& data,
                                             std::span<const std::size_t> rows,
                                             const StudyPlan& plan, std::size_t index);

// Counts over plan.selection.subsamples such subsamples. One on which nothing can be learned does
// not count. The same for any number of threads; `of` is 0 when stability is switched off.
Stability selection_frequency(const LearningData& data, std::span<const std::size_t> rows,
                              const StudyPlan& plan, const Resources& resources);

}  // namespace dlrr
