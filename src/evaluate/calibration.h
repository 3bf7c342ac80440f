// Agreement of predicted risks with outcomes: Brier score, logistic recalibration, smoothed curve
// and the test of Hosmer and Lemeshow. Cox, Biometrika 1958; Van Calster et al., J Clin Epidemiol
// 2016; Austin and Steyerberg (ICI), Stat Med 2019; Hosmer and Lemeshow, Commun Stat 1980.
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "base/json.h"
#include "evaluate/interval.h"

namespace dlrr {

struct Brier {
  double score = 0;     // mean (p - y)^2
  double null = 0;      // of the prevalence
  double scaled = 0;    // 1 - score / null; NaN when one class is absent
  double log_loss = 0;  // natural logarithm, risks held in [1e-12, 1 - 1e-12]
};
Brier brier(std::span<const double> risk, std::span<const int> outcome);

struct Recalibration {
  double intercept = 0, intercept_se = 0;  // of the regression of y on logit(p)
  double slope = 0, slope_se = 0;
  Interval slope_interval;                       // Wald, 95 %
  double in_the_large = 0, in_the_large_se = 0;  // intercept with logit(p) as offset
  double observed_over_expected = 0;
  bool estimable = false;  // false: one class, a constant risk, or complete separation; values NaN
};
// Risks are held in [1e-6, 1 - 1e-6] before the logit.
Recalibration recalibration(std::span<const double> risk, std::span<const int> outcome);

struct CalibrationGroup {
  std::size_t n = 0;
  double observed = 0, expected = 0;  // events, sum of risks
  double mean_risk = 0;
};

enum class Grouping {
  quantile,     // type-7 quantiles as breaks, equal breaks joined, closed on the right
  equal_width,  // [0, 1/groups), ..., the last closed above
  rank          // ceil(rank * groups / n), ties broken by the order of the rows
};
std::vector<CalibrationGroup> calibration_groups(std::span<const double> risk,
                                                 std::span<const int> outcome, Grouping grouping,
                                                 std::size_t groups = 10);

struct HosmerLemeshow {
  double chi2 = 0;
  std::size_t groups = 0;    // actually used
  double p_development = 0;  // df = groups - 2: the data the model was fitted on
  double p_external = 0;     // df = groups: other data
};
HosmerLemeshow hosmer_lemeshow(std::span<const CalibrationGroup> groups);

struct CalibrationCurve {
  std::vector<double> predicted;  // rising, one per patient
  std::vector<double> observed;   // lowess of the outcome
  // Mean, median, 90 % point and maximum of |observed - predicted|.
  double ici = 0, e50 = 0, e90 = 0, emax = 0;
};
CalibrationCurve calibration_curve(std::span<const double> risk, std::span<const int> outcome);

// z of the Brier score against its expectation when every risk is right; NaN when all risks are 0,
// one half or 1. Spiegelhalter, Stat Med 1986.
struct SpiegelhalterTest {
  double z = 0, p = 0;
};
SpiegelhalterTest spiegelhalter(std::span<const double> risk, std::span<const int> outcome);

struct Calibration {
  Brier brier;
  Recalibration line;
  CalibrationCurve curve;
  std::vector<CalibrationGroup> deciles;  // by rank
  HosmerLemeshow test;                    // of these deciles
};
Calibration calibrate(std::span<const double> risk, std::span<const int> outcome);

// {"intercept", "slope", "slope_lower", "slope_upper", "in_the_large", "o_e", "ici", "e50", "e90",
//  "emax", "curve": [[predicted, observed], ...], "groups": [[n, mean risk, observed share], ...],
//  "hosmer_lemeshow": {"chi2", "groups", "p"}}; the curve holds distinct risks, 200 at most.
Json to_json(const Calibration& calibration);

}  // namespace dlrr
