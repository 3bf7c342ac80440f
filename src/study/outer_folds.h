// Who is left out when the nested protocol learns: random stratified folds, or one centre at a
// time. Rows of one patient are never on both sides.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "study/pipeline.h"

namespace dlrr {

struct OuterRows {
  std::vector<std::size_t> train, test;  // rows of the data; all of the set "train"
  std::uint64_t seed = 0;
  std::string centre;  // that is left out; "" for a random fold
};

// Empty when there are fewer than 2 patients of one outcome. Fewer than 2 training centres for
// leave-one-centre-out is an Error.
std::vector<OuterRows> outer_folds(const LearningData& data, const StudyPlan& plan);

}  // namespace dlrr
