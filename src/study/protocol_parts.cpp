#include "study/protocol_parts.h"

#include <algorithm>

namespace dlrr {

bool has_both_classes(std::span<const int> outcome) {
  return std::ranges::count(outcome, 1) > 0 && std::ranges::count(outcome, 0) > 0;
}

std::vector<std::string> sets_of(const LearningData& data) {
  std::vector<std::string> sets;
  for (const char* name : {"train", "internal", "external"})
    if (std::ranges::find(data.set, name) != data.set.end()) sets.emplace_back(name);
  return sets;
}

ModelResult final_result(const LearningData& data, const Table& inputs, const Fit& fit,
                         Ledger& ledger) {
  ModelResult result;
  result.model = fit.model;
  result.fit = &fit;
  for (const auto& set : sets_of(data)) {
    Estimate estimate{set, data.rows_of(set)};
    estimate.risk = apply_fit(fit, inputs.rows(estimate.rows));
    result.estimates.push_back(std::move(estimate));
    if (set != "train") ledger.open(set);
  }
  return result;
}

}  // namespace dlrr
