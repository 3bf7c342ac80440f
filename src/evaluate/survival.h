// Time to an event with censoring: Kaplan and Meier (JASA 1958) with the variance of Greenwood,
// numbers at risk, median, restricted mean, and the log-rank test (Mantel 1966; Peto and Peto
// 1972). An event at the time of a censoring comes first. Cox models and Harrell's C come along
// from their own headers.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/json.h"
#include "evaluate/concordance.h"
#include "evaluate/cox.h"
#include "evaluate/interval.h"

namespace dlrr {

// Throws unless times are finite and not negative, events are 0 or 1, and both are equally long.
void check_survival(std::span<const double> time, std::span<const int> event);

enum class Band { log_log, log, plain };

struct SurvivalCurve {
  std::size_t n = 0, events = 0;
  std::vector<double> time;  // distinct times, rising, in the unit of the input
  std::vector<std::size_t> at_risk, event, censored;
  std::vector<double> survival;      // just after each time
  std::vector<double> se_log;        // Greenwood, of log S; Inf at S = 0
  std::vector<double> lower, upper;  // NaN where the scale has no interval (log-log: S = 1, S = 0)
  Interval median;  // first time with S <= 0.5 and where the bands cross 0.5; NaN: not reached
};

SurvivalCurve kaplan_meier(std::span<const double> time, std::span<const int> event,
                           Band band = Band::log_log, double confidence = 0.95);

// {"n", "events", "time", "survival", "lower", "upper", "censored", "at_risk",
//  "median": {"estimate", "lower", "upper"}}
Json to_json(const SurvivalCurve& curve);

struct SurvivalAt {
  double time = 0, survival = 0, se = 0, lower = 0, upper = 0;
  std::size_t at_risk = 0;        // with follow-up >= time
  bool beyond_follow_up = false;  // nobody is followed so long: the value is only carried on
};
SurvivalAt survival_at(const SurvivalCurve& curve, double time);
std::vector<std::size_t> numbers_at_risk(const SurvivalCurve& curve, std::span<const double> times);

struct RestrictedMean {
  double mean = 0, se = 0;
};
// Area under the curve from 0 to tau; the last value is carried on to tau.
RestrictedMean restricted_mean(const SurvivalCurve& curve, double tau);

struct LogRank {
  double chi2 = 0, df = 0, p = 0;  // NaN unless two groups were at risk at an event
  std::vector<std::size_t> n;
  std::vector<double> observed, expected;
  std::vector<std::vector<double>> variance;
};

// group: 0 .. k-1. rho 0: log-rank; rho 1: weights S(t-), Peto and Peto.
LogRank log_rank(std::span<const double> time, std::span<const int> event,
                 std::span<const std::size_t> group, double rho = 0.0);

// {"chi2", "df", "p", "n": [], "observed": [], "expected": []}
Json to_json(const LogRank& test);

}  // namespace dlrr
