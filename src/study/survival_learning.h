// learn_and_report (study/learning.h) of a study whose outcome is the time to an event.
#pragma once

#include "study/learning.h"

namespace dlrr {

RunSummary learn_survival_and_report(const LearningInput& input, const LearningParts& parts,
                                     const std::filesystem::path& folder,
                                     const Resources& resources);

}  // namespace dlrr
