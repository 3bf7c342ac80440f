#include "study/score_change.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace dlrr {

VectorChange score_change(const Score& score, const std::string& phase, const std::string& region,
                          const std::vector<std::string>& names) {
  std::vector<double> slope(names.size(), 0.0);
  std::vector<std::string> blocks;
  bool any = false;
  for (const auto& term : score.terms) {
    const auto parts = column_parts(term.feature);
    const std::string block = parts.phase + " " + parts.region;
    if (std::ranges::find(blocks, block) == blocks.end()) blocks.push_back(block);
    const auto at = std::ranges::find(names, parts.feature);
    if (parts.phase != phase || parts.region != region || at == names.end()) continue;
    slope[static_cast<std::size_t>(at - names.begin())] = term.coefficient / term.sd;
    any = true;
  }
  if (!any)
    throw Error(score.name + " reads no deep feature of phase '" + phase + "' and region '" +
                region + "'; it reads " + (blocks.empty() ? "none" : join(blocks, ", ")));
  return [slope](const std::vector<double>& whole, const std::vector<double>& occluded) {
    double change = 0;
    for (std::size_t i = 0; i < slope.size(); ++i) change += slope[i] * (whole[i] - occluded[i]);
    return change;
  };
}

}  // namespace dlrr
