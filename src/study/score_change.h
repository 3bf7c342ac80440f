// How the DL-score of a bundle moves when the deep vector of one phase and region changes and all
// else stays: the score is linear, so the other phases cancel and are not needed.
#pragma once

#include <string>
#include <vector>

#include "feature/deep/saliency.h"
#include "study/score.h"

namespace dlrr {

// Score of the whole crop minus that of the occluded one: above 0 where what was covered raises the
// score. `names`: the network's names of the vector. Throws, naming the blocks it reads, when the
// score reads nothing of this one.
VectorChange score_change(const Score& score, const std::string& phase, const std::string& region,
                          const std::vector<std::string>& names);

}  // namespace dlrr
