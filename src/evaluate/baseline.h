// Continuous rows of a baseline table: location and spread per group and the test between groups.
// Welch (Biometrika 1951) where the data look normal, Mann-Whitney or Kruskal-Wallis (JASA 1952)
// where they do not; no test of variances decides (evaluate/baseline_checks.h tells of it). Counts
// are tested in evaluate/contingency.h.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "evaluate/contingency.h"
#include "evaluate/interval.h"
#include "evaluate/normality.h"

namespace dlrr {

using Groups = std::vector<std::vector<double>>;  // values per group, without missing ones

struct Description {
  std::size_t n = 0;
  double mean = 0, sd = 0, minimum = 0, maximum = 0;
  double median = 0, q1 = 0, q3 = 0;  // type 7
};
Description describe(std::span<const double> values);

struct FTest {
  double f = 0, df1 = 0, df2 = 0, p = 0;
};
FTest anova(const Groups& groups);
FTest welch_anova(const Groups& groups);  // NaN when a group has one value or no spread

struct TTest {
  double t = 0, df = 0, p = 0;
  Interval difference;  // mean of the first - mean of the second, 95 %
};
TTest student_t(std::span<const double> first, std::span<const double> second);
TTest welch_t(std::span<const double> first, std::span<const double> second);

struct MannWhitney {
  double u = 0;              // pairs in which the first group is higher, ties count one half
  double p = 0;              // normal with tie and continuity correction
  double p_uncorrected = 0;  // without continuity correction
  // Share of all ways to deal the values (with their ties) out to the groups whose U is as far
  // from the middle; NaN with 50 values or more in a group.
  double p_exact = 0;
};
inline constexpr const char* kMannWhitney = "Mann-Whitney";
inline constexpr const char* kExactMannWhitney = "exact Mann-Whitney";
MannWhitney mann_whitney(std::span<const double> first, std::span<const double> second);

struct KruskalWallis {
  double chi2 = 0, df = 0, p = 0;
};
KruskalWallis kruskal_wallis(const Groups& groups);

// (mean1 - mean2) / sqrt((var1 + var2) / 2)
double standardised_mean_difference(std::span<const double> first, std::span<const double> second);

// Values minus the mean of their group.
std::vector<double> residuals_of(const Groups& groups);

struct BaselineRow {
  std::vector<Description> groups;
  bool normal = false;  // tell by mean and sd; otherwise median and quartiles
  double statistic = 0, p = 0;
  // "Welch t", "Welch ANOVA", "Mann-Whitney", "exact Mann-Whitney" (fewer than 50 values in both
  // groups), "Kruskal-Wallis"
  std::string method;
  ShapiroWilk residuals;  // of the values minus the mean of their group
  double smd = 0;         // NaN unless there are two groups
};
// Normal: |skewness| of the residuals at most 1 and Shapiro-Wilk p of the residuals at least 0.05.
BaselineRow compare_groups(const Groups& groups);

// {"groups": [{"n", "mean", "sd", "median", "q1", "q3", "minimum", "maximum"}, ...], "shown":
//  "mean (sd)" or "median [q1, q3]", "statistic", "p", "method", "shapiro_p"[, "smd"]}
Json to_json(const BaselineRow& row);
Json to_json(const Description& description);

}  // namespace dlrr
