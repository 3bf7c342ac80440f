// Tests of a table of counts: Pearson's chi-squared without correction and Fisher's exact test for
// any size (Freeman and Halton, Biometrika 1951), with the rule of Cochran (Biometrics 1954) to
// choose.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/json.h"
#include "evaluate/interval.h"

namespace dlrr {

using CountTable = std::vector<std::vector<std::size_t>>;  // rows of equal length

struct ChiSquared {
  double chi2 = 0, df = 0, p = 0;  // NaN with fewer than two rows or columns that are not empty
  double smallest_expected = 0;
  double share_expected_below_5 = 0;
};
ChiSquared chi_squared(const CountTable& table);

// With Yates' correction (1934) of a half, or of all the difference where that is less; NaN unless
// two rows and two columns are not empty.
ChiSquared chi_squared_yates(const CountTable& table);

struct FisherExact {
  double p = 0;            // sum of the chances of all tables that are not likelier than this one
  bool simulated = false;  // too many tables: 20 000 random tables with these margins, seeded
};
FisherExact fisher_exact(const CountTable& table);

// Odds ratio of two rows by two columns given their margins: the maximum of the conditional
// likelihood and the exact interval that goes with Fisher's test (Cornfield 1956), 95 %. 0 or
// infinite where a cell at the edge says so; NaN for any other table.
Interval conditional_odds_ratio(const CountTable& table);

// "Fisher exact" of a table of two by two, "Fisher-Freeman-Halton" of a larger one; rows and
// columns without a count do not count.
std::string exact_name(const CountTable& table);

struct CountTest {
  double p = 0;
  std::string method;  // "chi-squared", or exact_name, with " (simulated)" behind it
  ChiSquared chi_squared;
};
// Fisher when an expected count is below 1 or more than a fifth of the cells expect fewer than 5;
// chi-squared otherwise.
CountTest test_counts(const CountTable& table);

// {"p", "method", "chi2", "df", "smallest_expected"}
Json to_json(const CountTest& test);

// (p1 - p2) / sqrt((p1 q1 + p2 q2) / 2) of x1 among n1 and x2 among n2.
double smd_of_shares(std::size_t x1, std::size_t n1, std::size_t x2, std::size_t n2);

}  // namespace dlrr
