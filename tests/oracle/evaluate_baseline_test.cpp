// Tests of baseline tables against R (shared/data/oracles/05_baseline), among them the twenty p
// values printed in Table 1 of doi:10.1097/RCT.0000000000001764.
#include <map>

#include "evaluate/baseline.h"
#include "evaluate/spread.h"
#include "oracle/evaluate_data.h"

namespace dlrr::oracle {
namespace {

CountTable counts(const Json& wanted) {
  CountTable out;
  for (const Json& row : wanted.as_array()) {
    out.emplace_back();
    for (const Json& cell : row.as_array())
      out.back().push_back(static_cast<std::size_t>(cell.as_integer()));
  }
  return out;
}

// fisher.test of R finds its odds ratios by uniroot on (0, 1), of the ratio or of one over it, to
// 1.2e-4 there and no better; tests/evaluate/baseline_test.cpp holds ours to 1e-8.
void check_odds_ratio(double found, const Json& wanted, const std::string& where) {
  const double r = number(wanted);
  if (std::isinf(r))
    EXPECT_EQ(found, r) << where;
  else if (r > 1.0)
    EXPECT_NEAR(1.0 / found, 1.0 / r, 1.23e-4) << where;
  else
    EXPECT_NEAR(found, r, 1.23e-4) << where;
}

void check_two_by_two(const CountTable& table, const Json& wanted, const std::string& where) {
  const Json* yates = wanted.find("chi2_yates");
  if (!yates) return;
  const ChiSquared found = chi_squared_yates(table);
  expect_near(found.chi2, yates->at("chi2"), 1e-9 * std::max(1.0, found.chi2), where + " Yates");
  expect_p(found.p, yates->at("p"), where + " Yates p");
  const double cross = static_cast<double>(table[0][1] * table[1][0]);
  expect_near(static_cast<double>(table[0][0] * table[1][1]) / cross, wanted.at("or_sample"), 1e-10,
              where + " cross product");
  const Json* fisher = &wanted.at("fisher_2x2");
  const Interval ratio = conditional_odds_ratio(table);
  check_odds_ratio(ratio.estimate, fisher->at("conditional_or"), where + " OR");
  check_odds_ratio(ratio.lower, fisher->at("ci95").as_array()[0], where + " OR lower");
  check_odds_ratio(ratio.upper, fisher->at("ci95").as_array()[1], where + " OR upper");
}

void check_counts(const Json& wanted, const std::string& where) {
  const CountTable table = counts(wanted.at("table"));
  const ChiSquared chi2 = chi_squared(table);
  const Json& plain = wanted.at("chi2_plain");
  expect_near(chi2.chi2, plain.at("chi2"), 1e-9 * std::max(1.0, chi2.chi2), where + " chi2");
  expect_near(chi2.df, plain.at("df"), 0, where + " df");
  expect_p(chi2.p, plain.at("p"), where + " p");
  expect_near(chi2.smallest_expected, plain.at("expected_min"), 1e-9, where + " expected");
  expect_near(chi2.share_expected_below_5, plain.at("share_expected_below_5"), 1e-12, where);
  const FisherExact exact = fisher_exact(table);
  EXPECT_FALSE(exact.simulated) << where;
  const double p = wanted.at("fisher_p").as_number();
  const double small = table.size() == 2 && table[0].size() == 2 ? 1e-9 : 1e-7;
  EXPECT_NEAR(exact.p, p, std::min(small, p * 1e-6)) << where << " Fisher";
  check_two_by_two(table, wanted, where);
  const CountTest chosen = test_counts(table);
  EXPECT_EQ(chosen.method == "chi-squared" ? "chi2" : "fisher", wanted.at("rule_used").as_string())
      << where;
  EXPECT_TRUE(chosen.method == "chi-squared" || chosen.method == exact_name(table)) << where;
}

TEST(BaselineOracle, TablesOfCountsAgreeWithR) {
  DLRR_NEEDS_ORACLE("05_baseline");
  const Json all = expected("05_baseline");
  for (const auto& [name, wanted] : all.at("contingency").as_object()) check_counts(wanted, name);
}

TEST(BaselineOracle, TheTwentyPrintedPValuesComeOutToThreeDigits) {
  DLRR_NEEDS_ORACLE("05_baseline");
  const Json all = expected("05_baseline");
  std::size_t rows = 0;
  for (const auto& [name, wanted] : all.at("paper_table1").as_object()) {
    check_counts(wanted, name);
    EXPECT_EQ(fixed_text(test_counts(counts(wanted.at("table"))).p, 3),
              fixed_text(wanted.at("p_printed").as_number(), 3))
        << name;
    EXPECT_EQ(wanted.at("reproduced_by").as_string(), wanted.at("rule_used").as_string()) << name;
    ++rows;
  }
  EXPECT_EQ(rows, 20u);
}

Groups groups_of(const Csv& csv, const std::string& variable, const std::string& group,
                 const Json& levels) {
  const auto values = numbers(csv, variable), codes = numbers(csv, group);
  std::map<double, std::vector<double>> by_level;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isnan(values[i]) && !std::isnan(codes[i])) by_level[codes[i]].push_back(values[i]);
  Groups out;
  EXPECT_EQ(by_level.size(), levels.size());
  for (auto& [level, members] : by_level) {
    EXPECT_EQ(number_text(level), levels.as_array()[out.size()].as_string()) << variable;
    out.push_back(members);
  }
  return out;
}

void check_shapiro(const ShapiroWilk& found, const Json& wanted, const std::string& where) {
  if (!wanted.is_object()) return;
  const double p = wanted.at("p").as_number();
  EXPECT_NEAR(found.w, wanted.at("W").as_number(), 2e-6) << where;
  EXPECT_NEAR(found.p, p, 1e-4 * p) << where;
}

void check_spread(const Groups& groups, const Json& wanted, const std::string& where) {
  const auto check = [&](const FTest& found, const char* key) {
    const Json& r = wanted.at(key);
    expect_near(found.f, r.at("F"), 1e-8 * std::max(1.0, found.f), where + " " + key);
    expect_p(found.p, r.at("p"), where + " p " + key);
  };
  check(levene(groups), "levene_mean");
  check(brown_forsythe(groups), "levene_median");
  const BartlettTest k2 = bartlett(groups);
  expect_near(k2.k2, wanted.at("bartlett").at("K2"), 1e-8 * std::max(1.0, k2.k2), where + " K2");
  expect_p(k2.p, wanted.at("bartlett").at("p"), where + " Bartlett p");
}

void check_lilliefors(const Groups& groups, const Json& wanted, const std::string& where) {
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const Json& r = wanted.as_object()[g].second;
    const Lilliefors found = lilliefors(groups[g]);
    if (r.is_null()) {  // fewer than five values
      EXPECT_TRUE(std::isnan(found.d) && std::isnan(found.p)) << where;
      continue;
    }
    expect_near(found.d, r.at("D"), 1e-10, where + " Lilliefors");
    expect_p(found.p, r.at("p"), where + " Lilliefors p");
  }
}

void check_f(const FTest& found, const Json& wanted, const std::string& where) {
  expect_near(found.f, wanted.at("F"), 1e-8 * std::max(1.0, found.f), where + " F");
  expect_near(found.df1, wanted.at("df").as_array()[0], 0, where + " df");
  expect_near(found.df2, wanted.at("df").as_array()[1], 1e-6, where + " df");
  expect_p(found.p, wanted.at("p"), where + " p");
}

void check_t(const TTest& found, const Json& wanted, const std::string& where) {
  expect_near(found.t, wanted.at("t"), 1e-8, where + " t");
  expect_near(found.df, wanted.at("df"), 1e-6, where + " df");
  expect_p(found.p, wanted.at("p"), where + " p");
  expect_near(found.difference.lower, wanted.at("diff_ci95").as_array()[0], 1e-8, where);
  expect_near(found.difference.upper, wanted.at("diff_ci95").as_array()[1], 1e-8, where);
}

void check_descriptions(const Groups& groups, const Json& wanted, const std::string& where) {
  std::vector<double> n, mean, sd, median, q1, q3, least, most;
  for (const auto& g : groups) {
    const Description d = describe(g);
    n.push_back(static_cast<double>(d.n)), mean.push_back(d.mean), sd.push_back(d.sd);
    median.push_back(d.median), q1.push_back(d.q1), q3.push_back(d.q3);
    least.push_back(d.minimum), most.push_back(d.maximum);
  }
  expect_all_near(n, wanted.at("n"), 0, where + " n");
  expect_all_near(mean, wanted.at("mean"), 1e-9, where + " mean");
  expect_all_near(sd, wanted.at("sd"), 1e-9, where + " sd");
  expect_all_near(median, wanted.at("median"), 1e-9, where + " median");
  expect_all_near(q1, wanted.at("q1"), 1e-9, where + " q1");
  expect_all_near(q3, wanted.at("q3"), 1e-9, where + " q3");
  expect_all_near(least, wanted.at("min"), 0, where + " minimum");
  expect_all_near(most, wanted.at("max"), 0, where + " maximum");
}

TEST(BaselineOracle, ContinuousRowsAgreeWithR) {
  DLRR_NEEDS_ORACLE("05_baseline");
  const Json all = expected("05_baseline");
  for (const auto& [table, rows] : all.at("continuous").as_object()) {
    const Csv csv = read_csv(folder("05_baseline") / (table + ".csv"));
    for (const auto& [key, wanted] : rows.as_object()) {
      const auto parts = split(key, '|');
      const Groups groups = groups_of(csv, parts[0], parts[1], wanted.at("levels"));
      const std::string where = table + " " + key;
      check_descriptions(groups, wanted, where);
      check_f(anova(groups), wanted.at("anova"), where + " anova");
      check_f(welch_anova(groups), wanted.at("welch_anova"), where + " Welch anova");
      check_spread(groups, wanted, where);
      check_lilliefors(groups, wanted.at("lilliefors"), where);
      const KruskalWallis ranks = kruskal_wallis(groups);
      expect_near(ranks.chi2, wanted.at("kruskal").at("chi2"), 1e-8, where + " Kruskal");
      expect_near(ranks.df, wanted.at("kruskal").at("df"), 0, where + " Kruskal df");
      expect_p(ranks.p, wanted.at("kruskal").at("p"), where + " Kruskal p");
      check_shapiro(compare_groups(groups).residuals, wanted.at("shapiro_residuals"), where);
      for (std::size_t g = 0; g < groups.size(); ++g)
        check_shapiro(shapiro_wilk(groups[g]), wanted.at("shapiro").as_object()[g].second,
                      where + " Shapiro");
      if (groups.size() != 2) continue;
      check_t(student_t(groups[0], groups[1]), wanted.at("t_equal_var"), where + " t");
      check_t(welch_t(groups[0], groups[1]), wanted.at("t_welch"), where + " Welch");
      const MannWhitney u = mann_whitney(groups[0], groups[1]);
      const Json& other = wanted.at("mann_whitney");
      expect_near(u.u, other.at("W_first_group"), 1e-9, where + " U");
      expect_p(u.p, other.at("p_normal_continuity"), where + " U p");
      expect_p(u.p_uncorrected, other.at("p_normal_no_continuity"), where + " U p plain");
      const double smd = standardised_mean_difference(groups[0], groups[1]);
      expect_near(smd, wanted.at("smd"), 1e-10, where);
    }
  }
}

TEST(BaselineOracle, SmallSamplesHaveTheExactMannWhitneyP) {
  DLRR_NEEDS_ORACLE("05_baseline");
  const Json all = expected("05_baseline");
  for (const auto& [name, wanted] : all.at("mann_whitney_small").as_object()) {
    std::vector<double> a, b;
    for (const Json& v : wanted.at("a").as_array()) a.push_back(v.as_number());
    for (const Json& v : wanted.at("b").as_array()) b.push_back(v.as_number());
    const MannWhitney u = mann_whitney(a, b);
    expect_near(u.u, wanted.at("W"), 1e-12, name);
    expect_near(u.p, wanted.at("p_normal_continuity"), 1e-10, name);
    expect_near(u.p_exact, wanted.at("p_exact"), 1e-10, name);
  }
}

}  // namespace
}  // namespace dlrr::oracle
