#include "evaluate/cross_validated.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace dlrr {

Auc cross_validated_auc(std::span<const double> risk, std::span<const int> outcome,
                        std::span<const int> fold, int folds_per_repeat) {
  const int folds = fold.empty() ? 0 : *std::ranges::max_element(fold) + 1;
  double sum = 0, variance = 0;
  int used = 0;
  Auc out;
  for (int k = 0; k < folds; ++k) {
    std::vector<double> r;
    std::vector<int> y;
    for (std::size_t i = 0; i < fold.size(); ++i)
      if (fold[i] == k) {
        r.push_back(risk[i]);
        y.push_back(outcome[i]);
      }
    const Auc one = area_under_curve(r, y);
    if (!std::isfinite(one.auc)) continue;
    // With fewer than two of a class a fold has no variance of its own; 1/4 bounds that of any AUC.
    variance += std::isfinite(one.variance) ? one.variance : 0.25;
    sum += one.auc;
    out.events += one.events;
    out.nonevents += one.nonevents;
    ++used;
  }
  if (used == 0) {
    out.auc = out.variance = std::numeric_limits<double>::quiet_NaN();
    out.interval = {out.auc, out.auc, out.auc};
    out.degenerate = true;
    return out;
  }
  const double repeats = static_cast<double>(used) / std::max(1, folds_per_repeat);
  out.auc = sum / used;
  out.variance = variance / used / (used / std::max(1.0, repeats));
  const double half = normal_multiplier(0.95) * std::sqrt(out.variance);
  out.interval = {out.auc, std::max(0.0, out.auc - half), std::min(1.0, out.auc + half)};
  out.degenerate = out.variance == 0;
  return out;
}

}  // namespace dlrr
