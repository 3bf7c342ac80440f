#include "evaluate/cross_validated.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "evaluate/concordance.h"
#include "port/distributions.h"

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

Interval cross_validated_c(std::span<const double> risk, std::span<const double> time,
                           std::span<const int> event, std::span<const int> fold,
                           int folds_per_repeat) {
  const int folds = fold.empty() ? 0 : *std::ranges::max_element(fold) + 1;
  double sum = 0, variance = 0;
  int used = 0;
  for (int k = 0; k < folds; ++k) {
    std::vector<double> r, t;
    std::vector<int> y;
    for (std::size_t i = 0; i < fold.size(); ++i)
      if (fold[i] == k) {
        r.push_back(risk[i]);
        t.push_back(time[i]);
        y.push_back(event[i]);
      }
    const Concordance one = harrell_c(r, t, y);
    if (!std::isfinite(one.c.estimate)) continue;
    variance += std::isfinite(one.se) ? one.se * one.se : 0.25;  // 1/4 bounds that of any C
    sum += one.c.estimate;
    ++used;
  }
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  if (used == 0) return {nan, nan, nan};
  const double repeats = std::max(1.0, static_cast<double>(used) / std::max(1, folds_per_repeat));
  const double mean = sum / used;
  const double half = normal_multiplier(0.95) * std::sqrt(variance / used / (used / repeats));
  return {mean, std::max(0.0, mean - half), std::min(1.0, mean + half)};
}

ResampledGain resampled_gain(std::span<const double> gain, std::span<const double> test_per_train) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  ResampledGain out;
  out.folds = gain.size();
  const auto j = static_cast<double>(gain.size());
  out.mean = {gain.empty() ? nan : mean_of(gain), nan, nan};
  out.test_per_train = gain.empty() ? nan : mean_of(test_per_train);
  out.t = out.p = nan;
  const bool same = std::ranges::all_of(gain, [&](double g) { return g == gain[0]; });
  if (gain.size() < 2 || same) return out;
  const double se = std::sqrt((1.0 / j + out.test_per_train) * variance_of(gain));
  const double half = t_quantile(0.975, j - 1) * se;
  out.mean.lower = out.mean.estimate - half;
  out.mean.upper = out.mean.estimate + half;
  out.t = out.mean.estimate / se;
  out.p = 2 * t_cdf(-std::abs(out.t), j - 1);
  return out;
}

}  // namespace dlrr
