// What stands behind the test of a row of a baseline table: are the residuals normal, do the groups
// spread alike, and what would the other tests have said? None of it chooses the test.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "evaluate/baseline.h"
#include "evaluate/spread.h"

namespace dlrr {

struct OtherTest {
  std::string method;
  double p = 0;  // NaN where it cannot be had
};

struct ContinuousChecks {
  double skewness = 0;    // of the values minus the mean of their group, as all of the next two
  ShapiroWilk shapiro;    // NaN above 5000 values
  Lilliefors lilliefors;  // has no such limit
  FTest brown_forsythe, levene;
  BartlettTest bartlett;
  std::vector<OtherTest> others;  // without `used`
};
// Groups without values are left out.
ContinuousChecks check_continuous(const Groups& groups, const std::string& used);

struct CountChecks {
  bool two_by_two = false;
  Interval odds_ratio;  // conditional_odds_ratio of a table of two by two; NaN for others
  std::vector<OtherTest> others;
};
CountChecks check_counts(const CountTable& table, const std::string& used);

// {"skewness", "shapiro": {"w", "p"}, "lilliefors": {"d", "p"}, "brown_forsythe": {"f", "df1",
//  "df2", "p"}, "levene": {the same}, "bartlett": {"k2", "df", "p"}, "other_tests": [{"method",
//  "p"}]}
Json to_json(const ContinuousChecks& checks);
// {["conditional_odds_ratio": {"estimate", "lower", "upper"},] "other_tests": [{"method", "p"}]}
Json to_json(const CountChecks& checks);

}  // namespace dlrr
