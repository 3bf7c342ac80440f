#include "evaluate/operating.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "port/distributions.h"

namespace dlrr {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double share(double part, double whole) { return whole > 0.0 ? part / whole : kNaN; }

double matthews(double tp, double fp, double tn, double fn) {
  const double whole = (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn);
  return whole > 0.0 ? (tp * tn - fp * fn) / std::sqrt(whole) : kNaN;
}

}  // namespace

Interval wilson(std::size_t x, std::size_t n, double confidence) {
  if (n == 0) return {kNaN, kNaN, kNaN};
  const double count = static_cast<double>(n), p = static_cast<double>(x) / count;
  const double z = normal_multiplier(confidence), z2 = z * z;
  const double middle = p + z2 / (2.0 * count), scale = 1.0 + z2 / count;
  const double half = z * std::sqrt(p * (1.0 - p) / count + z2 / (4.0 * count * count));
  const double lower = x == 0 ? 0.0 : std::max(0.0, (middle - half) / scale);
  const double upper = x == n ? 1.0 : std::min(1.0, (middle + half) / scale);
  return {p, lower, upper};
}

Interval clopper_pearson(std::size_t x, std::size_t n, double confidence) {
  if (n == 0) return {kNaN, kNaN, kNaN};
  const double tail = (1.0 - confidence) / 2.0;
  const double hit = static_cast<double>(x), miss = static_cast<double>(n - x);
  const double lower = x == 0 ? 0.0 : beta_quantile(tail, hit, miss + 1.0);
  const double upper = x == n ? 1.0 : beta_quantile(1.0 - tail, hit + 1.0, miss);
  return {hit / static_cast<double>(n), lower, upper};
}

OperatingPoint operating_point(std::span<const double> risk, std::span<const int> outcome,
                               double threshold, double confidence) {
  check_risk_and_outcome(risk, outcome);
  OperatingPoint out;
  out.threshold = threshold;
  for (std::size_t i = 0; i < risk.size(); ++i) {
    if (risk[i] >= threshold)
      ++(outcome[i] == 1 ? out.tp : out.fp);
    else
      ++(outcome[i] == 1 ? out.fn : out.tn);
  }
  out.sensitivity = wilson(out.tp, out.tp + out.fn, confidence);
  out.specificity = wilson(out.tn, out.tn + out.fp, confidence);
  out.ppv = wilson(out.tp, out.tp + out.fp, confidence);
  out.npv = wilson(out.tn, out.tn + out.fn, confidence);
  out.accuracy = wilson(out.tp + out.tn, risk.size(), confidence);
  out.f1 =
      share(2.0 * static_cast<double>(out.tp), static_cast<double>(2 * out.tp + out.fp + out.fn));
  out.balanced_accuracy = (out.sensitivity.estimate + out.specificity.estimate) / 2.0;
  out.mcc = matthews(static_cast<double>(out.tp), static_cast<double>(out.fp),
                     static_cast<double>(out.tn), static_cast<double>(out.fn));
  return out;
}

Json to_json(const OperatingPoint& point) {
  return Json::of({{"threshold", point.threshold},
                   {"tp", point.tp},
                   {"fp", point.fp},
                   {"tn", point.tn},
                   {"fn", point.fn},
                   {"sensitivity", to_json(point.sensitivity)},
                   {"specificity", to_json(point.specificity)},
                   {"ppv", to_json(point.ppv)},
                   {"npv", to_json(point.npv)},
                   {"accuracy", to_json(point.accuracy)},
                   {"f1", point.f1},
                   {"balanced_accuracy", point.balanced_accuracy},
                   {"mcc", point.mcc}});
}

}  // namespace dlrr
