#include "evaluate/spread.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "port/distributions.h"

namespace dlrr {
namespace {

FTest of_distances(const Groups& groups, bool from_median) {
  Groups out;
  for (const auto& group : groups) {
    const Description own = describe(group);
    const double centre = from_median ? own.median : own.mean;
    out.emplace_back();
    for (const double v : group) out.back().push_back(std::abs(v - centre));
  }
  return anova(out);
}

}  // namespace

FTest levene(const Groups& groups) { return of_distances(groups, false); }
FTest brown_forsythe(const Groups& groups) { return of_distances(groups, true); }

BartlettTest bartlett(const Groups& groups) {
  const double k = static_cast<double>(groups.size());
  double df = 0.0, pooled = 0.0, logs = 0.0, inverse = 0.0;
  for (const auto& group : groups) {
    const double own = static_cast<double>(group.size()) - 1.0, variance = variance_of(group);
    df += own;
    pooled += own * variance;
    logs += own * std::log(variance);
    inverse += 1.0 / own;
  }
  BartlettTest out;
  out.df = k - 1.0;
  const double k2 =
      (df * std::log(pooled / df) - logs) / (1.0 + (inverse - 1.0 / df) / (3.0 * (k - 1.0)));
  const bool defined = std::isfinite(k2);
  out.k2 = defined ? std::max(0.0, k2) : std::numeric_limits<double>::quiet_NaN();
  out.p = chi2_upper(out.k2, out.df);
  return out;
}

}  // namespace dlrr
