// Kaplan-Meier, log-rank, Cox and C against R survival (shared/data/oracles/04_survival).
#include <algorithm>
#include <map>

#include "evaluate/proportional.h"
#include "evaluate/survival.h"
#include "oracle/evaluate_data.h"

namespace dlrr::oracle {
namespace {

struct Followed {
  std::vector<double> time;
  std::vector<int> event;
};

Followed rows(const Followed& all, const std::vector<std::size_t>& keep) {
  Followed out;
  for (const std::size_t i : keep) {
    out.time.push_back(all.time[i]);
    out.event.push_back(all.event[i]);
  }
  return out;
}

std::vector<double> as_numbers(const std::vector<std::size_t>& counts) {
  return {counts.begin(), counts.end()};
}

// Of several crossings R takes the one whose band lies closest below one half, ours is the first.
void check_risen(const SurvivalCurve& curve, const Json& wanted, const std::string& where) {
  double highest = 0.0, at = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t i = 0; i < curve.time.size(); ++i)
    if (curve.upper[i] <= 0.5 && curve.upper[i] > highest)
      highest = curve.upper[i], at = curve.time[i];
  expect_near(at, wanted, 1e-10, where + " as R reads it");
  EXPECT_FALSE(curve.median.upper > at) << where;
  EXPECT_EQ(std::isnan(curve.median.upper), std::isnan(at)) << where;
}

// Long sets hold only summaries: what is there is compared.
void check_curve(const Followed& data, const Json& wanted, const std::string& where) {
  const std::pair<const char*, Band> bands[] = {
      {"ci_log-log", Band::log_log}, {"ci_log", Band::log}, {"ci_plain", Band::plain}};
  for (const auto& [name, band] : bands) {
    const SurvivalCurve curve = kaplan_meier(data.time, data.event, band);
    const std::string here = where + " " + name;
    EXPECT_EQ(static_cast<std::int64_t>(curve.n), wanted.at("n").as_integer()) << here;
    EXPECT_EQ(static_cast<std::int64_t>(curve.events), wanted.at("events").as_integer()) << here;
    if (const Json* times = wanted.find("time")) {
      expect_all_near(curve.time, *times, 0, here + " time");
      expect_all_near(as_numbers(curve.at_risk), wanted.at("n_risk"), 0, here + " at risk");
      expect_all_near(as_numbers(curve.event), wanted.at("n_event"), 0, here + " events");
      expect_all_near(as_numbers(curve.censored), wanted.at("n_censor"), 0, here + " censored");
      expect_all_near(curve.survival, wanted.at("surv"), 1e-10, here + " survival");
      expect_all_near(curve.se_log, wanted.at("greenwood_se_of_log_surv"), 1e-10, here + " se");
    }
    const Json& ci = wanted.at(name);
    if (const Json* lower = ci.find("lower")) {
      expect_all_near(curve.lower, *lower, 1e-10, here + " lower");
      expect_all_near(curve.upper, ci.at("upper"), 1e-10, here + " upper");
    }
    expect_near(curve.median.estimate, ci.at("median"), 1e-10, here + " median");
    expect_near(curve.median.lower, ci.at("median_lower"), 1e-10, here + " median lower");
    // Where a band on the log scale rises again there are several crossings and R does not take the
    // first.
    if (std::is_sorted(curve.upper.rbegin(), curve.upper.rend()))
      expect_near(curve.median.upper, ci.at("median_upper"), 1e-10, here + " median upper");
    else
      check_risen(curve, ci.at("median_upper"), here + " median upper");
    const Json& at = ci.at("at_365.25_730.5_1826.25");
    const double times[] = {365.25, 730.5, 1826.25};
    for (std::size_t i = 0; i < 3; ++i) {
      const SurvivalAt found = survival_at(curve, times[i]);
      expect_near(found.survival, at.at("surv").as_array()[i], 1e-10, here + " at");
      expect_near(found.se, at.at("se_surv").as_array()[i], 1e-10, here + " at se");
      expect_near(found.lower, at.at("lower").as_array()[i], 1e-10, here + " at lower");
      expect_near(found.upper, at.at("upper").as_array()[i], 1e-10, here + " at upper");
      expect_near(static_cast<double>(found.at_risk), at.at("n_risk").as_array()[i], 0, here);
    }
    const RestrictedMean mean = restricted_mean(curve, 730.5);
    expect_near(mean.mean, wanted.at("rmst_730.5").at("mean"), 1e-8, here + " rmst");
    expect_near(mean.se, wanted.at("rmst_730.5").at("se"), 1e-8, here + " rmst se");
    std::vector<double> years;
    for (const Json& y : wanted.at("risk_table_years").at("years").as_array())
      years.push_back(365.25 * y.as_number());
    expect_all_near(as_numbers(numbers_at_risk(curve, years)),
                    wanted.at("risk_table_years").at("n_risk"), 0, here + " risk table");
  }
}

void check_log_rank(const LogRank& found, const Json& wanted, const std::string& where) {
  const double chi2 = wanted.at("chi2").as_number();
  expect_near(found.chi2, wanted.at("chi2"), 1e-9 * std::max(1.0, chi2), where + " chi2");
  expect_near(found.df, wanted.at("df"), 0, where + " df");
  expect_all_near(as_numbers(found.n), wanted.at("n"), 0, where + " n");
  const auto& variance = wanted.at("var").as_array();
  ASSERT_EQ(found.variance.size(), variance.size()) << where;
  for (std::size_t g = 0; g < variance.size(); ++g)
    expect_all_near(found.variance[g], variance[g], 1e-8, where + " variance");
  expect_near(found.p, wanted.at("p"), std::max(1e-10, 1e-9 * found.p), where + " p");
  expect_all_near(found.observed, wanted.at("observed"), 1e-8, where + " observed");
  expect_all_near(found.expected, wanted.at("expected"), 1e-8, where + " expected");
}

void check_test(const CoxTest& found, const Json& wanted, double tolerance,
                const std::string& where) {
  expect_near(found.chi2, wanted.as_array()[0], tolerance * std::max(1.0, found.chi2), where);
  expect_near(found.df, wanted.as_array()[1], 0, where + " df");
  const double p = wanted.as_array()[2].as_number();
  EXPECT_NEAR(found.p, p, tolerance * std::max(1.0, found.chi2) * p) << where << " p";
}

// summary.coxph rounds this chi2 to two decimals, but takes p from the whole one: p holds it to
// 1e-7, as an error of 1e-7 in chi2 is one of half as much times chi2 in p at most (one degree).
void check_wald(const CoxTest& found, const std::vector<Json>& wanted, const std::string& where) {
  EXPECT_NEAR(found.chi2, wanted[0].as_number(), 0.005 + 1e-7 * found.chi2) << where;
  expect_near(found.df, wanted[1], 0, where + " df");
  const double p = wanted[2].as_number();
  EXPECT_NEAR(found.p, p, 1e-7 * std::max(1.0, found.chi2) * p) << where << " p";
}

void check_counts(const CoxModel& found, const Json& wanted, const std::string& where) {
  EXPECT_EQ(static_cast<std::int64_t>(found.n), wanted.at("n").as_integer()) << where;
  EXPECT_EQ(static_cast<std::int64_t>(found.events), wanted.at("events").as_integer()) << where;
}

void check_cox(const CoxModel& found, const Json& wanted, const std::string& where) {
  ASSERT_TRUE(found.estimable) << where << found.reason;
  check_counts(found, wanted, where);
  expect_all_near(found.coefficient, wanted.at("coef"), 1e-7, where + " coefficient");
  expect_all_near(found.se, wanted.at("se"), 1e-6, where + " se");
  std::vector<double> ratio, lower, upper;
  for (const Interval& hr : found.hazard_ratio) {
    ratio.push_back(hr.estimate);
    lower.push_back(hr.lower);
    upper.push_back(hr.upper);
  }
  expect_all_near(ratio, wanted.at("hr"), 1e-6, where + " hazard ratio");
  expect_all_near(found.z, wanted.at("z"), 1e-5, where + " z");
  expect_all_near(lower, wanted.at("hr_lower"), 1e-5, where + " lower");
  expect_all_near(upper, wanted.at("hr_upper"), 1e-5, where + " upper");
  expect_all_near(found.p, wanted.at("p"), 1e-6, where + " p");
  expect_near(found.log_likelihood_null, wanted.at("loglik").as_array()[0], 1e-7, where + " null");
  expect_near(found.log_likelihood, wanted.at("loglik").as_array()[1], 1e-7, where + " fitted");
  check_test(found.likelihood_ratio, wanted.at("lr_test"), 1e-7, where + " likelihood ratio");
  check_test(found.score, wanted.at("score_test"), 1e-7, where + " score");
  check_wald(found.wald, wanted.at("wald_test").as_array(), where + " Wald");
}

void check_concordance(const Concordance& found, const Json& counts, double c, double se,
                       const std::string& where) {
  const std::pair<const char*, std::uint64_t> pairs[] = {{"concordant", found.concordant},
                                                         {"discordant", found.discordant},
                                                         {"tied.x", found.tied_risk},
                                                         {"tied.y", found.tied_time},
                                                         {"tied.xy", found.tied_both}};
  for (const auto& [name, count] : pairs)
    EXPECT_EQ(static_cast<std::int64_t>(count), counts.at(name).as_integer()) << where << name;
  EXPECT_NEAR(found.c.estimate, c, 1e-10) << where;
  EXPECT_NEAR(found.se, se, 1e-8) << where;
}

// p at 1e-5; sums of squares of the residuals agree far better where R has them to full length.
void check_proportional(const ProportionalHazards& found, const Json& wanted,
                        const std::string& where) {
  const auto& chi2 = wanted.at("chisq").as_array();
  const auto& p = wanted.at("p").as_array();
  ASSERT_EQ(chi2.size(), found.column.size() + 1) << where;
  const auto& df = wanted.at("df").as_array();
  expect_near(found.global.df, df.back(), 0, where + " global df");
  for (std::size_t k = 0; k < found.column.size(); ++k) {
    expect_near(found.column[k].df, df[k], 0, where + " df");
    expect_near(found.column[k].chi2, chi2[k], 1e-5 * std::max(1.0, found.column[k].chi2), where);
    expect_near(found.column[k].p, p[k], 1e-5, where + " p");
  }
  expect_near(found.global.chi2, chi2.back(), 1e-5 * std::max(1.0, found.global.chi2), where);
  expect_near(found.global.p, p.back(), 1e-5, where + " global p");
}

struct Grouped {
  std::vector<std::size_t> keep, group;
  std::vector<std::string> levels;
};

// Levels in numeric order; rows without a level are dropped.
Grouped grouped(const Csv& csv, const std::string& column) {
  const auto codes = numbers(csv, column);
  std::map<double, std::size_t> index;
  for (const double v : codes)
    if (!std::isnan(v)) index.emplace(v, 0);
  Grouped out;
  for (auto& [value, at] : index) {
    at = out.levels.size();
    out.levels.push_back(number_text(value));
  }
  for (std::size_t i = 0; i < codes.size(); ++i) {
    if (std::isnan(codes[i])) continue;
    out.keep.push_back(i);
    out.group.push_back(index[codes[i]]);
  }
  return out;
}

Matrix dummies(const Grouped& g) {
  Matrix out(g.group.size(), g.levels.size() - 1);
  for (std::size_t i = 0; i < g.group.size(); ++i)
    if (g.group[i] > 0) out(i, g.group[i] - 1) = 1.0;
  return out;
}

// Every two groups against each other, with the p values adjusted by Holm.
void check_pairwise(const Followed& data, const Grouped& g, const Json& wanted,
                    const std::string& where) {
  if (!wanted.at("pairwise_logrank").is_object()) {  // two groups: their p stands already
    EXPECT_TRUE(wanted.at("pairwise_p_holm").is_null()) << where;
    return;
  }
  std::vector<double> p;
  for (const auto& [name, one] : wanted.at("pairwise_logrank").as_object()) {
    const auto two = split(name, '|');
    std::vector<std::size_t> keep, group;
    for (std::size_t i = 0; i < g.group.size(); ++i)
      for (std::size_t side = 0; side < 2; ++side)
        if (g.levels[g.group[i]] == two[side]) keep.push_back(i), group.push_back(side);
    const Followed part = rows(data, keep);
    const LogRank found = log_rank(part.time, part.event, group);
    check_log_rank(found, one, where + " " + name);
    p.push_back(found.p);
  }
  const auto adjusted = holm(p);
  std::size_t k = 0;
  for (const auto& [name, one] : wanted.at("pairwise_p_holm").as_object())
    expect_near(adjusted[k++], one, 1e-9, where + " holm " + name);
}

void check_one_factor(const Followed& data, const Matrix& x, Ties ties, const Json& wanted,
                      const std::string& where) {
  EXPECT_EQ(wanted.at("ties").as_string(), ties == Ties::efron ? "efron" : "breslow") << where;
  const CoxModel model = cox_fit(data.time, data.event, x, ties);
  check_cox(model, wanted, where);
  check_concordance(harrell_c(cox_linear_predictor(model, x), data.time, data.event),
                    wanted.at("pairs"), wanted.at("c_index").as_number(),
                    wanted.at("c_index_se").as_number(), where);
}

void check_grouping(const Csv& csv, const Followed& all, const std::string& column,
                    const Json& wanted, const std::string& where) {
  const Grouped g = grouped(csv, column);
  const Followed data = rows(all, g.keep);
  for (std::size_t level = 0; level < g.levels.size(); ++level) {
    std::vector<std::size_t> members;
    for (std::size_t i = 0; i < g.group.size(); ++i)
      if (g.group[i] == level) members.push_back(g.keep[i]);
    check_curve(rows(all, members), wanted.at("km_by_group").at(g.levels[level]),
                where + " level " + g.levels[level]);
  }
  expect_near(static_cast<double>(all.time.size() - g.keep.size()), wanted.at("n_dropped_missing"),
              0, where + " dropped");
  check_log_rank(log_rank(data.time, data.event, g.group), wanted.at("logrank"), where + " rho 0");
  check_pairwise(data, g, wanted, where);
  check_log_rank(log_rank(data.time, data.event, g.group, 1.0), wanted.at("peto_prentice_rho1"),
                 where + " rho 1");
  const Matrix x = dummies(g);
  check_one_factor(data, x, Ties::efron, wanted.at("cox_efron"), where + " efron");
  check_one_factor(data, x, Ties::breslow, wanted.at("cox_breslow"), where + " breslow");
}

// Columns of the formula "Surv(time, status) ~ a + b", complete rows only.
Matrix covariates_of(const Csv& csv, const std::string& formula, std::vector<std::size_t>& keep) {
  std::vector<std::vector<double>> columns;
  for (const std::string& name : split(formula.substr(formula.find('~') + 1), '+'))
    columns.push_back(numbers(csv, trim(name)));
  for (std::size_t i = 0; i < csv.rows.size(); ++i)
    if (std::none_of(columns.begin(), columns.end(), [&](auto& c) { return std::isnan(c[i]); }))
      keep.push_back(i);
  Matrix out(keep.size(), columns.size());
  for (std::size_t i = 0; i < keep.size(); ++i)
    for (std::size_t j = 0; j < columns.size(); ++j) out(i, j) = columns[j][keep[i]];
  return out;
}

void check_formula(const Csv& csv, const Followed& all, const Json& wanted,
                   const std::string& where) {
  std::vector<std::size_t> keep;
  const Matrix x = covariates_of(csv, wanted.at("formula").as_string(), keep);
  const Followed data = rows(all, keep);
  const Ties ties = wanted.at("ties").as_string() == "efron" ? Ties::efron : Ties::breslow;
  const CoxModel model = cox_fit(data.time, data.event, x, ties);
  check_cox(model, wanted, where);
  if (const Json* zph = wanted.find("zph_km"); zph && zph->is_object())
    check_proportional(proportional_hazards(model, data.time, data.event, x, ties), *zph, where);
  const Concordance c = harrell_c(cox_linear_predictor(model, x), data.time, data.event);
  const double index = wanted.at("c_index").as_number(), se = wanted.at("c_index_se").as_number();
  if (x.columns() == 1) return check_concordance(c, wanted.at("pairs"), index, se, where);
  // Sums of several terms tie or not by their rounding: a handful of pairs among millions.
  const Json& pairs = wanted.at("pairs");
  const double few = std::max(2.0, 5e-5 * pairs.at("concordant").as_number());
  expect_near(static_cast<double>(c.concordant), pairs.at("concordant"), few, where);
  expect_near(static_cast<double>(c.discordant), pairs.at("discordant"), few, where);
  expect_near(static_cast<double>(c.tied_risk), pairs.at("tied.x"), 2 * few, where);
  expect_near(static_cast<double>(c.tied_time + c.tied_both),
              Json(pairs.at("tied.y").as_number() + pairs.at("tied.xy").as_number()), 0, where);
  EXPECT_NEAR(c.c.estimate, index, 1e-5) << where;
  EXPECT_NEAR(c.se, se, 1e-6) << where;
}

Followed followed(const Csv& csv) { return {numbers(csv, "time"), outcomes(csv, "status")}; }

TEST(SurvivalOracle, EverySetAgreesWithTheSurvivalPackage) {
  DLRR_NEEDS_ORACLE("04_survival");
  const Json all = expected("04_survival");
  for (const auto& [set, wanted] : all.at("sets").as_object()) {
    const Csv csv = read_csv(folder("04_survival") / (set + ".csv"));
    const Followed data = followed(csv);
    check_curve(data, wanted.at("overall"), set);
    for (const auto& [key, part] : wanted.as_object()) {
      if (key.starts_with("g_")) check_grouping(csv, data, key, part, set + " " + key);
      if (key == "cox_uni")
        for (const auto& [name, one] : part.as_object())
          check_formula(csv, data, one, set + " " + name);
      if (key.starts_with("cox_multi")) check_formula(csv, data, part, set + " " + key);
      if (key == "harrell_c_raw_score")
        check_concordance(
            harrell_c(numbers(csv, part.at("score").as_string()), data.time, data.event),
            part.at("counts"), part.at("c").as_number(), part.at("se").as_number(),
            set + " raw score");
      if (key == "split_at_median") {
        std::vector<double> high;
        std::vector<std::size_t> group;
        for (const double v : numbers(csv, part.at("score").as_string())) {
          group.push_back(v >= part.at("cut").as_number());
          high.push_back(static_cast<double>(group.back()));
        }
        check_log_rank(log_rank(data.time, data.event, group), part.at("logrank"), set + " split");
        Matrix column(high.size(), 1);
        for (std::size_t i = 0; i < high.size(); ++i) column(i, 0) = high[i];
        check_one_factor(data, column, Ties::efron, part.at("cox_efron"), set + " split");
      }
    }
  }
}

TEST(SurvivalOracle, EdgeFilesAgreeAndAnInfiniteHazardRatioIsSaidInWords) {
  DLRR_NEEDS_ORACLE("04_survival");
  const Json all = expected("04_survival");
  for (const auto& [name, wanted] : all.at("edge").as_object()) {
    const Csv csv = read_csv(folder("04_survival") / ("edge_" + name + ".csv"));
    const Followed data = followed(csv);
    const Grouped g = grouped(csv, "g");
    check_curve(data, wanted.at("overall"), name);
    check_log_rank(log_rank(data.time, data.event, g.group), wanted.at("logrank"), name);
    const Json& theirs = wanted.at("cox_efron");
    const Matrix x = dummies(g);
    const CoxModel cox = cox_fit(data.time, data.event, x);
    const double coefficient = number(theirs.at("coef"));
    EXPECT_EQ(cox.estimable, std::abs(coefficient) < 10.0) << name;
    if (cox.estimable) {
      check_one_factor(data, x, Ties::efron, theirs, name);
      check_proportional(proportional_hazards(cox, data.time, data.event, x), theirs.at("zph_km"),
                         name);
      continue;
    }
    // R's numbers are where its iteration stopped; what does not depend on that is compared.
    EXPECT_NE(cox.reason.find("infinite"), std::string::npos) << name << ": " << cox.reason;
    EXPECT_NE(theirs.at("warnings").as_array().back().as_string().find("infinite"),
              std::string::npos);
    check_counts(cox, theirs, name);
    std::vector<double> towards = x.column(0);
    for (double& v : towards) v *= coefficient;
    check_concordance(harrell_c(towards, data.time, data.event), theirs.at("pairs"),
                      theirs.at("c_index").as_number(), theirs.at("c_index_se").as_number(), name);
  }
}

}  // namespace
}  // namespace dlrr::oracle
