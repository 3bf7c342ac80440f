#include "evaluate/sample_size.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/text.h"

namespace dlrr {

namespace {

constexpr double shrinkage_wanted = 0.9;
constexpr double optimism_allowed = 0.05;
constexpr double risk_margin = 0.05;

double patients_for_shrinkage(double parameters, double r2, double shrinkage) {
  return parameters / ((shrinkage - 1) * std::log(1 - r2 / shrinkage));
}

std::size_t whole(double patients) { return static_cast<std::size_t>(std::ceil(patients)); }

}  // namespace

double largest_cox_snell_r2(double prevalence) {
  const double log_likelihood =
      prevalence * std::log(prevalence) + (1 - prevalence) * std::log(1 - prevalence);
  return 1 - std::exp(2 * log_likelihood);
}

SampleSize riley_sample_size(double parameters, double r2, double prevalence) {
  if (!(prevalence > 0 && prevalence < 1))
    throw Error("sample size: a prevalence of " + number_text(prevalence) +
                ", expected one between 0 and 1");
  SampleSize out{parameters, r2, prevalence};
  out.largest_r2 = largest_cox_snell_r2(prevalence);
  if (!(r2 > 0 && r2 < out.largest_r2))
    throw Error("sample size: an R2 of " + number_text(r2) + ", expected one between 0 and " +
                number_text(out.largest_r2) + ", the largest at this prevalence");
  if (!(parameters >= 1))
    throw Error("sample size: " + number_text(parameters) + " parameters, expected 1 or more");
  out.shrinkage = whole(patients_for_shrinkage(parameters, r2, shrinkage_wanted));
  const double least = r2 / (r2 + optimism_allowed * out.largest_r2);
  out.optimism = whole(patients_for_shrinkage(parameters, r2, least));
  const double z = 1.96 / risk_margin;
  out.intercept = whole(z * z * prevalence * (1 - prevalence));
  out.needed = std::max({out.shrinkage, out.optimism, out.intercept});
  out.events = static_cast<double>(out.needed) * prevalence;
  out.events_per_parameter = out.events / parameters;
  return out;
}

}  // namespace dlrr
