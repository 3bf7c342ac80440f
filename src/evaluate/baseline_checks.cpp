#include "evaluate/baseline_checks.h"

#include <cmath>
#include <limits>

namespace dlrr {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<OtherTest> without(std::vector<OtherTest> tests, const std::string& used) {
  std::erase_if(tests, [&](const OtherTest& test) { return test.method == used; });
  return tests;
}

std::vector<OtherTest> tests_of(const Groups& groups) {
  if (groups.size() != 2)
    return {{"Welch ANOVA", welch_anova(groups).p},
            {"ANOVA", anova(groups).p},
            {"Kruskal-Wallis", kruskal_wallis(groups).p}};
  const MannWhitney ranks = mann_whitney(groups[0], groups[1]);
  std::vector<OtherTest> out = {
      {"Welch t", welch_t(groups[0], groups[1]).p},
      {"Student t", student_t(groups[0], groups[1]).p},
      {kMannWhitney, ranks.p},
      {"Mann-Whitney without continuity correction", ranks.p_uncorrected}};
  if (!std::isnan(ranks.p_exact)) out.push_back({kExactMannWhitney, ranks.p_exact});
  return out;
}

Json to_json(const FTest& test) {
  return Json::of({{"f", test.f}, {"df1", test.df1}, {"df2", test.df2}, {"p", test.p}});
}

Json to_json(const std::vector<OtherTest>& tests) {
  Json out = Json::array();
  for (const auto& test : tests) out.push_back(Json::of({{"method", test.method}, {"p", test.p}}));
  return out;
}

}  // namespace

ContinuousChecks check_continuous(const Groups& given, const std::string& used) {
  Groups groups;
  for (const auto& group : given)
    if (!group.empty()) groups.push_back(group);
  const auto residuals = residuals_of(groups);
  return {skewness(residuals),
          shapiro_wilk(residuals),
          lilliefors(residuals),
          brown_forsythe(groups),
          levene(groups),
          bartlett(groups),
          groups.size() < 2 ? std::vector<OtherTest>{} : without(tests_of(groups), used)};
}

CountChecks check_counts(const CountTable& table, const std::string& used) {
  CountChecks out{false, {kNaN, kNaN, kNaN}, {}};
  const ChiSquared yates = chi_squared_yates(table);
  out.two_by_two = yates.df > 0.0;
  out.others.push_back({"chi-squared", chi_squared(table).p});
  if (out.two_by_two) {
    out.odds_ratio = conditional_odds_ratio(table);
    out.others.push_back({"chi-squared with Yates' correction", yates.p});
    out.others.push_back({exact_name(table), fisher_exact(table).p});
  }
  out.others = without(std::move(out.others), used);
  return out;
}

Json to_json(const ContinuousChecks& checks) {
  return Json::of(
      {{"skewness", checks.skewness},
       {"shapiro", Json::of({{"w", checks.shapiro.w}, {"p", checks.shapiro.p}})},
       {"lilliefors", Json::of({{"d", checks.lilliefors.d}, {"p", checks.lilliefors.p}})},
       {"brown_forsythe", to_json(checks.brown_forsythe)},
       {"levene", to_json(checks.levene)},
       {"bartlett",
        Json::of(
            {{"k2", checks.bartlett.k2}, {"df", checks.bartlett.df}, {"p", checks.bartlett.p}})},
       {"other_tests", to_json(checks.others)}});
}

Json to_json(const CountChecks& checks) {
  Json out = Json::object();
  if (checks.two_by_two) out["conditional_odds_ratio"] = to_json(checks.odds_ratio);
  out["other_tests"] = to_json(checks.others);
  return out;
}

}  // namespace dlrr
