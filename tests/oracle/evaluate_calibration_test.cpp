// Calibration and decision curves against rms, glm and lowess of R
// (shared/data/oracles/03_calibration_dca).
#include <algorithm>

#include "base/rank.h"
#include "evaluate/calibration.h"
#include "evaluate/decision.h"
#include "oracle/evaluate_data.h"
#include "port/distributions.h"

namespace dlrr::oracle {
namespace {

void check_line(const Recalibration& found, const Json& wanted, const std::string& where) {
  const Json& line = wanted.at("recalibration");
  EXPECT_TRUE(found.estimable) << where;
  expect_near(found.intercept, line.at("intercept"), 1e-8, where + " intercept");
  expect_near(found.slope, line.at("slope"), 1e-8, where + " slope");
  expect_near(found.intercept_se, line.at("se_intercept"), 1e-6, where + " se intercept");
  expect_near(found.slope_se, line.at("se_slope"), 1e-6, where + " se slope");
  expect_near(found.slope_interval.lower, line.at("slope_ci95").as_array()[0], 1e-6, where);
  expect_near(found.slope_interval.upper, line.at("slope_ci95").as_array()[1], 1e-6, where);
  const Json& large = wanted.at("calibration_in_the_large");
  expect_near(found.in_the_large, large.at("intercept"), 1e-8, where + " in the large");
  expect_near(found.in_the_large_se, large.at("se"), 1e-6, where + " in the large se");
  expect_near(found.observed_over_expected, large.at("observed_over_expected"), 1e-10, where);
}

void check_groups(const std::vector<CalibrationGroup>& found, const Json& wanted,
                  const std::string& where) {
  std::vector<double> n, observed, expected, risk;
  for (const auto& g : found) {
    n.push_back(static_cast<double>(g.n));
    observed.push_back(g.observed);
    expected.push_back(g.expected);
    risk.push_back(g.mean_risk);
  }
  expect_all_near(n, wanted.at("n"), 0, where + " n");
  expect_all_near(observed, wanted.at("observed"), 0, where + " observed");
  expect_all_near(expected, wanted.at("expected"), 1e-10, where + " expected");
  expect_all_near(risk, wanted.at("mean_p"), 1e-10, where + " mean risk");
  const HosmerLemeshow test = hosmer_lemeshow(found);
  const auto groups = static_cast<double>(test.groups);
  expect_near(groups, wanted.at("groups"), 0, where + " groups");
  expect_near(groups - 2.0, wanted.at("df_dev"), 0, where + " df development");
  expect_near(groups, wanted.at("df_ext"), 0, where + " df external");
  expect_near(test.chi2, wanted.at("chi2"), 1e-8 * std::max(1.0, test.chi2), where + " chi2");
  expect_near(test.p_development, wanted.at("p_dev"), 1e-8, where + " p development");
  expect_near(test.p_external, wanted.at("p_ext"), 1e-8, where + " p external");
}

void check_curve(const CalibrationCurve& found, const Json& wanted, const std::string& where) {
  expect_all_near(found.predicted, wanted.at("lowess_iter0_f23").at("x"), 1e-12, where + " x");
  expect_all_near(found.observed, wanted.at("lowess_iter0_f23").at("y"), 1e-8, where + " lowess");
  const Json& errors = wanted.at("lowess_errors");
  expect_near(found.ici, errors.at("ici"), 1e-8, where + " ici");
  expect_near(found.e50, errors.at("e50"), 1e-8, where + " e50");
  expect_near(found.e90, errors.at("e90"), 1e-8, where + " e90");
  expect_near(found.emax, errors.at("emax"), 1e-8, where + " emax");
}

// Empty bins are left out.
void check_bins(const std::vector<CalibrationGroup>& found, const Json& wanted,
                const std::string& where) {
  std::size_t k = 0;
  for (std::size_t bin = 0; bin < wanted.at("n").size(); ++bin) {
    if (wanted.at("n").as_array()[bin].as_integer() == 0) continue;
    ASSERT_LT(k, found.size()) << where;
    const CalibrationGroup& g = found[k++];
    expect_near(static_cast<double>(g.n), wanted.at("n").as_array()[bin], 0, where + " n");
    expect_near(g.mean_risk, wanted.at("mean_p").as_array()[bin], 1e-10, where + " mean risk");
    expect_near(g.observed / static_cast<double>(g.n), wanted.at("observed").as_array()[bin], 1e-10,
                where + " observed");
  }
  EXPECT_EQ(k, found.size()) << where;
}

// D, U, Q and R2 of val.prob: three log likelihoods, without a model, of the risks as they stand
// and of the recalibrated risks. No page prints them; they hold the line and the log loss together.
void check_likelihoods(const std::vector<double>& p, const std::vector<int>& y,
                       const Recalibration& line, const Json& wanted, const std::string& where) {
  std::vector<double> better;
  for (const double v : p)
    better.push_back(1.0 /
                     (1.0 + std::exp(-line.intercept - line.slope * std::log(v / (1.0 - v)))));
  const double n = static_cast<double>(p.size());
  const std::vector<double> prevalence(p.size(), mean_of(std::vector<double>(y.begin(), y.end())));
  const auto twice = [&](const std::vector<double>& risk) {
    return 2 * n * brier(risk, y).log_loss;
  };
  const double none = twice(prevalence), as_it_is = twice(p), recalibrated = twice(better);
  const double d = (none - as_it_is - 1.0) / n, u = (as_it_is - recalibrated - 2.0) / n;
  expect_near(d, wanted.at("D"), 1e-8, where + " D");
  expect_near(n * d + 1.0, wanted.at("D:Chi-sq"), 1e-6, where + " D chi2");
  expect_near(u, wanted.at("U"), 1e-8, where + " U");
  expect_near(n * u + 2.0, wanted.at("U:Chi-sq"), 1e-6, where + " U chi2");
  expect_near(chi2_upper(std::max(0.0, n * u + 2.0), 2.0), wanted.at("U:p"), 1e-6, where + " U p");
  expect_near(d - u, wanted.at("Q"), 1e-8, where + " Q");
  const double r2 = (1.0 - std::exp((as_it_is - none) / n)) / (1.0 - std::exp(-none / n));
  expect_near(r2, wanted.at("R2"), 1e-8, where + " R2");
}

// The entries of val.prob that are defined here too. Its C comes from risks in bins of 0.002, so it
// agrees only as far; its line is fitted to 1e-8 or so.
void check_val_prob(const std::vector<double>& p, const std::vector<int>& y, const Json& wanted,
                    const std::string& where) {
  const double c = auc(p, y);
  expect_near(c, wanted.at("C (ROC)"), 1e-3, where + " C");
  expect_near(2.0 * (c - 0.5), wanted.at("Dxy"), 2e-3, where + " Dxy");
  expect_near(brier(p, y).score, wanted.at("Brier"), 1e-12, where + " Brier");
  const Recalibration line = recalibration(p, y);
  expect_near(line.intercept, wanted.at("Intercept"), 1e-6, where + " intercept");
  expect_near(line.slope, wanted.at("Slope"), 1e-6, where + " slope");
  const CalibrationCurve curve = calibration_curve(p, y);
  expect_near(curve.ici, wanted.at("Eavg"), 1e-6, where + " Eavg");
  expect_near(curve.e90, wanted.at("E90"), 1e-6, where + " E90");
  expect_near(curve.emax, wanted.at("Emax"), 1e-6, where + " Emax");
  check_likelihoods(p, y, line, wanted, where);
  const SpiegelhalterTest test = spiegelhalter(p, y);
  expect_near(test.z, wanted.at("S:z"), 1e-8, where + " S:z");
  expect_near(test.p, wanted.at("S:p"), 1e-8, where + " S:p");
}

TEST(CalibrationOracle, EveryModelAgreesWithRms) {
  DLRR_NEEDS_ORACLE("03_calibration_dca");
  const Json all = expected("03_calibration_dca");
  for (const auto& [name, wanted] : all.at("cases").as_object()) {
    const Csv csv = read_csv(folder("03_calibration_dca") / (name + ".csv"));
    const auto y = outcomes(csv);
    const auto p = numbers(csv, "p");
    const Brier score = brier(p, y);
    EXPECT_EQ(static_cast<std::int64_t>(p.size()), wanted.at("n").as_integer()) << name;
    EXPECT_EQ(std::count(y.begin(), y.end(), 1), wanted.at("events").as_integer()) << name;
    expect_near(score.score, wanted.at("brier"), 1e-12, name + " brier");
    expect_near(score.null, wanted.at("brier_null"), 1e-12, name + " brier null");
    expect_near(score.scaled, wanted.at("brier_scaled"), 1e-12, name + " brier scaled");
    expect_near(score.log_loss, wanted.at("logloss"), 1e-10, name + " log loss");
    check_line(recalibration(p, y), wanted, name);
    check_groups(calibration_groups(p, y, Grouping::quantile, 10),
                 wanted.at("hosmer_lemeshow_quantile10"), name + " quantile10");
    // performance_hosmer has no answer for fewer groups than asked for.
    if (const Json& other = wanted.at("performance_hosmer_chi2"); !std::isnan(number(other)))
      expect_near(hosmer_lemeshow(calibration_groups(p, y, Grouping::quantile, 10)).chi2, other,
                  1e-8 * number(other), name + " performance_hosmer");
    check_groups(calibration_groups(p, y, Grouping::quantile, 5),
                 wanted.at("hosmer_lemeshow_quantile5"), name + " quantile5");
    check_groups(calibration_groups(p, y, Grouping::rank, 10), wanted.at("hosmer_lemeshow_rank10"),
                 name + " rank10");
    check_bins(calibration_groups(p, y, Grouping::equal_width, 5), wanted.at("equal_width_5bins"),
               name + " bins");
    check_val_prob(p, y, wanted.at("rms_val_prob"), name + " val.prob");
    check_curve(calibration_curve(p, y), wanted, name);
    const DecisionCurve dca = decision_curve(p, y);
    expect_all_near(dca.threshold, wanted.at("dca").at("threshold"), 1e-15, name + " threshold");
    expect_all_near(dca.model, wanted.at("dca").at("model"), 1e-12, name + " net benefit");
    expect_all_near(dca.all, wanted.at("dca").at("all"), 1e-12, name + " treat all");
  }
}

}  // namespace
}  // namespace dlrr::oracle
