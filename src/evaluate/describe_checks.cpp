#include "evaluate/describe_checks.h"

#include "evaluate/clinical_model.h"

namespace dlrr {
namespace {

std::string list(const std::vector<OtherTest>& tests, const PrintStyle& style) {
  std::string out;
  for (const auto& test : tests)
    out += (out.empty() ? "" : "; ") + test.method + " " + style.p(test.p);
  return out;
}

}  // namespace

PaperTable checks_table() {
  return {"baseline_checks",
          "Behind the tests of the baseline table",
          {"Variable", "Test", "Skewness", "Shapiro-Wilk p", "Lilliefors p", "Brown-Forsythe p",
           "Levene p", "Bartlett p", "Odds ratio (95% CI)", "Other tests, p"},
          {},
          {"Normality (skewness, Shapiro-Wilk, Lilliefors) is that of the residuals: values minus "
           "the mean of their group. Shapiro-Wilk applies up to 5000 values. Equal spread: "
           "Brown-Forsythe about medians, Levene about means, Bartlett for normal values only. "
           "Only skewness and Shapiro-Wilk choose a test; Welch's needs no equal spread.",
           "Odds ratio of two levels and two groups given their margins, with the exact interval "
           "that belongs to Fisher's test: odds of the second level in the second group against "
           "those in the first.",
           "The other tests are for readers who compare with another program. Report the p of the "
           "baseline table: choosing among tests by their p makes every p wrong."}};
}

std::vector<std::string> checks_row(const std::string& variable, const std::string& used,
                                    const ContinuousChecks& checks, const PrintStyle& style) {
  return {variable,
          used,
          style.number(checks.skewness, 2),
          style.p(checks.shapiro.p),
          style.p(checks.lilliefors.p),
          style.p(checks.brown_forsythe.p),
          style.p(checks.levene.p),
          style.p(checks.bartlett.p),
          "",
          list(checks.others, style)};
}

std::vector<std::string> checks_row(const std::string& variable, const std::string& used,
                                    const CountChecks& checks, const PrintStyle& style) {
  const Interval& odds = checks.odds_ratio;
  const int decimals = ratio_decimals(odds);
  const std::string ratio = style.number(odds.estimate, decimals) + " (" +
                            style.range(odds.lower, odds.upper, decimals) + ")";
  return {variable,
          used,
          "",
          "",
          "",
          "",
          "",
          "",
          checks.two_by_two ? ratio : "",
          list(checks.others, style)};
}

}  // namespace dlrr
