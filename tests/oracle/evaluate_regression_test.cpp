// Tests of logistic regression, separation and pooling against R (shared/data/oracles/06).
#include "evaluate/regression.h"

#include <algorithm>

#include "evaluate/describe.h"
#include "evaluate/roc.h"
#include "oracle/evaluate_data.h"
#include "oracle/profile_spline.h"

namespace dlrr::oracle {
namespace {

// The right side of "y ~ a + b".
std::vector<std::string> names_of(const Json& model) {
  std::vector<std::string> out;
  for (const Json& term : model.at("term").as_array())
    if (term.as_string() != "(Intercept)") out.push_back(term.as_string());
  return out;
}

struct Data {
  Matrix x;
  std::vector<int> y;
};

Data complete_rows(const Csv& csv, const std::vector<std::string>& names) {
  std::vector<std::vector<double>> columns;
  for (const auto& name : names) columns.push_back(numbers(csv, name));
  const auto y = numbers(csv, "y");
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < y.size(); ++i) {
    bool whole = !std::isnan(y[i]);
    for (const auto& c : columns) whole = whole && !std::isnan(c[i]);
    if (whole) rows.push_back(i);
  }
  Data out{Matrix(rows.size(), names.size()), {}};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    out.y.push_back(static_cast<int>(y[rows[i]]));
    for (std::size_t j = 0; j < names.size(); ++j) out.x(i, j) = columns[j][rows[i]];
  }
  return out;
}

void near_relative(double found, const Json& wanted, double tolerance, const std::string& where) {
  expect_near(found, wanted, tolerance * std::abs(number(wanted)) + 1e-14, where);
}

// Ours are the roots of the definition; R reads its ends off a spline through some points of the
// same curve, which is off by 3e-4. So the curve is held to R by R's own reading of it, and our
// ends to the curve.
void check_profile(const Data& data, const LogisticTerms& model, std::size_t entry,
                   std::array<const Json*, 2> wanted, const std::string& where) {
  const auto read = spline_interval(data.x, data.y, model, entry);
  const double ends[] = {model.profile[entry].lower, model.profile[entry].upper};
  for (std::size_t end = 0; end < 2; ++end) {
    near_relative(std::exp(read[end]), *wanted[end], 1e-4, where + " profile as R reads it");
    const double z = profile_root(data.x, data.y, model, entry, std::log(ends[end]));
    EXPECT_NEAR(z, normal_quantile(end == 0 ? 0.025 : 0.975), 1e-6) << where << " profile";
  }
}

void check_model(const Data& data, const Json& wanted, const std::string& where) {
  const LogisticTerms model = logistic_terms(data.x, data.y);
  ASSERT_TRUE(model.estimable) << where << ": " << model.reason;
  EXPECT_FALSE(model.separated) << where;
  EXPECT_EQ(model.n, static_cast<std::size_t>(wanted.at("n").as_integer())) << where;
  EXPECT_EQ(model.events, static_cast<std::size_t>(wanted.at("events").as_integer())) << where;
  EXPECT_TRUE(wanted.at("converged_at_eps_1e14").as_bool()) << where;
  const auto at = [&](const char* key, std::size_t j) -> const Json& {
    return wanted.at(key).as_array()[j];
  };
  for (std::size_t j = 0; j < model.coefficient.size(); ++j) {
    const std::string term = where + " term " + std::to_string(j);
    near_relative(model.coefficient[j], at("coef", j), 1e-8, term);
    near_relative(model.se[j], at("se", j), 1e-6, term + " se");
    near_relative(model.z[j], at("z", j), 1e-6, term + " z");
    // An error of 1e-6 in the standard error is one of about z^2 1e-6 in p.
    near_relative(model.p[j], at("p", j), 1e-6 * std::max(1.0, model.z[j] * model.z[j]), term);
    near_relative(model.odds_ratio[j].estimate, at("or", j), 1e-8, term + " OR");
    near_relative(model.odds_ratio[j].lower, at("or_lower", j), 1e-6, term + " lower");
    near_relative(model.odds_ratio[j].upper, at("or_upper", j), 1e-6, term + " upper");
    for (std::size_t l = 0; l < model.coefficient.size(); ++l)
      near_relative(model.covariance(j, l), at("vcov", j).as_array()[l], 1e-6, term + " vcov");
    if (!wanted.find("profile_or_lower")) continue;
    check_profile(data, model, j, {&at("profile_or_lower", j), &at("profile_or_upper", j)}, term);
  }
  near_relative(model.deviance, wanted.at("deviance"), 1e-9, where + " deviance");
  near_relative(model.null_deviance, wanted.at("null_deviance"), 1e-9, where + " null deviance");
  // A difference of two deviances.
  expect_near(model.null_deviance - model.deviance, wanted.at("lr_chi2"),
              1e-9 * model.null_deviance, where + " likelihood ratio");
  expect_near(static_cast<double>(model.coefficient.size()) - 1.0, wanted.at("lr_df"), 0, where);
  near_relative(model.aic, wanted.at("aic"), 1e-9, where + " aic");
}

TEST(RegressionOracle, LogisticModelsAgreeWithR) {
  DLRR_NEEDS_ORACLE("06_logistic_mi");
  const Json all = expected("06_logistic_mi");
  std::size_t models = 0;
  for (const auto& [set, wanted] : all.at("logistic").as_object()) {
    const Csv csv = read_csv(folder("06_logistic_mi") / (set + ".csv"));
    const auto check = [&](const Json& model, const std::string& where) {
      check_model(complete_rows(csv, names_of(model)), model, set + " " + where);
      ++models;
    };
    for (const auto& [name, model] : wanted.at("univariable").as_object()) check(model, name);
    check(wanted.at("multivariable_all"), "multivariable");
    check(wanted.at("screen_p_below_0.1").at("model"), "screened");
  }
  EXPECT_EQ(models, 23u);
}

TEST(RegressionOracle, TheScreenKeepsTheColumnsThatRKeeps) {
  DLRR_NEEDS_ORACLE("06_logistic_mi");
  const Json all = expected("06_logistic_mi");
  for (const auto& [set, wanted] : all.at("logistic").as_object()) {
    const Csv csv = read_csv(folder("06_logistic_mi") / (set + ".csv"));
    std::vector<std::string> kept, expected_names;
    for (const auto& [name, model] : wanted.at("univariable").as_object())
      if (const Data data = complete_rows(csv, {name}); logistic_terms(data.x, data.y).p[1] < 0.1)
        kept.push_back(name);
    const Json& names = wanted.at("screen_p_below_0.1").at("kept");
    if (names.is_array())
      for (const Json& name : names.as_array()) expected_names.push_back(name.as_string());
    else
      expected_names.push_back(names.as_string());
    EXPECT_EQ(kept, expected_names) << set;
  }
}

// All cuts with the largest index, by the score that means the event when it is high.
void check_ties(const Data& one, const CutPoint& found, const Json& wanted,
                const std::string& where) {
  std::vector<double> score = one.x.column(0);
  const double sign = found.event_above ? 1.0 : -1.0;
  for (double& v : score) v *= sign;
  std::vector<double> all = youden_cut(score, one.y).all;
  for (double& v : all) v *= sign;
  std::sort(all.begin(), all.end());
  expect_all_near(all, wanted, 1e-10, where + " ties");
}

// Every variable with a cut coded 1 at or above it, alone and then all together.
TEST(RegressionOracle, ModelsOfVariablesCutByYoudenAgreeWithR) {
  DLRR_NEEDS_ORACLE("06_logistic_mi");
  const Json all = expected("06_logistic_mi");
  for (const auto& [set, wanted] : all.at("logistic").as_object()) {
    const Csv csv = read_csv(folder("06_logistic_mi") / (set + ".csv"));
    const Json& together = wanted.at("multivariable_after_binarising");
    const auto names = names_of(together);
    Data data = complete_rows(csv, names);
    for (std::size_t j = 0; j < names.size(); ++j) {
      const Json* cut = wanted.at("threshold").find(names[j]);
      if (!cut) continue;
      Data one = complete_rows(csv, {names[j]});
      const CutPoint found = cut_point(one.x.column(0), one.y);
      const std::string where = set + " " + names[j];
      near_relative(found.cut, cut->at("cut_lowest"), 1e-12, where);
      EXPECT_EQ(found.event_above ? "event if >= cut" : "event if < cut",
                cut->at("direction").as_string())
          << where;
      EXPECT_EQ(cut->at("coded_1_if").as_string(), ">= cut") << where;
      check_ties(one, found, cut->at("cut_all_ties"), where);
      for (std::size_t i = 0; i < one.y.size(); ++i) one.x(i, 0) = one.x(i, 0) >= found.cut;
      check_model(one, cut->at("logistic_on_binary"), where + " cut");
      for (std::size_t i = 0; i < data.y.size(); ++i) data.x(i, j) = data.x(i, j) >= found.cut;
    }
    check_model(data, together, set + " all cut");
  }
}

// Where the maximum exists, R's default fit is it (to R's own 1e-8 of the deviance); elsewhere the
// README forbids comparing.
void check_default(const LogisticTerms& model, const Json& wanted, const std::string& where) {
  EXPECT_TRUE(wanted.at("default_converged").as_bool()) << where;
  EXPECT_EQ(wanted.at("R_default_warnings").size(), 0u) << where;
  double largest = 0.0;
  for (std::size_t j = 0; j < 2; ++j) {
    largest = std::max(largest, std::abs(model.coefficient[j]));
    near_relative(model.coefficient[j], wanted.at("default_coef").as_array()[j], 1e-6, where);
    near_relative(model.se[j], wanted.at("default_se").as_array()[j], 1e-5, where + " se");
  }
  near_relative(largest, wanted.at("max_abs_coef"), 1e-6, where + " largest");
}

TEST(RegressionOracle, SeparatedDataAreSaidAndAnsweredByFirth) {
  DLRR_NEEDS_ORACLE("06_logistic_mi");
  const Json all = expected("06_logistic_mi");
  for (const auto& [name, wanted] : all.at("separation").as_object()) {
    const Csv csv = read_csv(folder("06_logistic_mi") / ("separation_" + name + ".csv"));
    const Data data = complete_rows(csv, {"x"});
    const LogisticTerms model = logistic_terms(data.x, data.y);
    EXPECT_EQ(model.separated, wanted.at("must_report").as_bool()) << name;
    if (model.separated) {
      EXPECT_NE(model.reason.find("no finite maximum likelihood estimate"), std::string::npos)
          << name << ": " << model.reason;
    }
    const LogisticTerms firth = logistic_terms(data.x, data.y, LogisticMethod::firth);
    if (!model.separated) check_default(model, wanted, name);
    for (std::size_t j = 0; j < 2; ++j) {
      near_relative(firth.coefficient[j], wanted.at("firth").at("coef").as_array()[j], 1e-6, name);
      near_relative(firth.se[j], wanted.at("firth").at("se").as_array()[j], 1e-6, name + " se");
    }
  }
}

}  // namespace
}  // namespace dlrr::oracle
