// Who is left out when the nested protocol learns: random stratified folds, or one centre at a
// time. Rows of one patient are never on both sides.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "study/protocol.h"

namespace dlrr {

struct OuterRows {
  std::vector<std::size_t> train, test;  // rows of the data; all of the set "train"
  std::uint64_t seed = 0;
  std::string centre;  // that is left out; "" for a random fold
};

// Empty when there are fewer than 2 patients of one outcome. Fewer than 2 training centres for
// leave-one-centre-out is an Error.
std::vector<OuterRows> outer_folds(const LearningData& data, const StudyPlan& plan);

// An outer fold and the risks that a pipeline learned without its left-out rows gives.
struct OuterFold : OuterRows {
  std::map<std::string, std::vector<double>> risk;  // by model
  std::set<std::string> features;
  std::string failure;
};

// Learns on the training rows of the fold alone and applies the fit that cross-validation prefers
// there. What cannot be learned is a failure of this fold, not an Error.
void run_fold(OuterFold& fold, const LearningData& data, const StudyPlan& plan);

// Centres, counts and failures of the folds, into the result of the nested protocol.
void note_folds(const std::vector<OuterFold>& folds, ProtocolResult& result);

// The risks of all left-out rows, fold by fold.
Estimate resampled(const std::vector<OuterFold>& folds, const std::string& model);

// The rows of one patient together, in the order of `rows`.
std::vector<std::vector<std::size_t>> whole_patients(const LearningData& data,
                                                     std::span<const std::size_t> rows);

}  // namespace dlrr
