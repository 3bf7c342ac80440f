// evaluation.json made from the oracle's own tables, field by field under the names that users read
// (shared/data/oracles 01 to 04).
#include "evaluate/evaluation.h"
#include "oracle/evaluate_data.h"

namespace dlrr::oracle {
namespace {

EvaluationOptions quick() {
  EvaluationOptions out;
  out.bootstrap.replicates = 20;
  return out;
}

Json evaluated(const std::string& set, const std::string& file, const PredictionColumns& columns) {
  return evaluate_predictions(read_predictions(folder(set) / (file + ".csv"), columns), quick());
}

PredictionColumns outcome_and(std::vector<std::string> risks) {
  PredictionColumns out;
  out.outcome = "y";
  out.risks = std::move(risks);
  return out;
}

TEST(EvaluationOracle, DelongOfEveryPairStandsUnderItsNames) {
  DLRR_NEEDS_ORACLE("01_roc");
  const Json files = expected("01_roc").at("files");
  for (const char* file : {"asah", "hcc_tace", "worc_liver", "worc_crlm"}) {
    const Json found = evaluated("01_roc", file, outcome_and({"p_a", "p_b", "p_c"}));
    const Json& wanted = files.at(file);
    for (const auto& [name, risk] : found.at("risks").as_object()) {
      const Json& auc = risk.at("auc");
      expect_near(auc.at("estimate").as_number(), wanted.at("scores").at(name).at("auc"), 1e-10,
                  name);
      const auto& interval = wanted.at("scores").at(name).at("delong_ci95").as_array();
      expect_near(auc.at("lower").as_number(), interval[0], 1e-10, name);
      expect_near(auc.at("upper").as_number(), interval[1], 1e-10, name);
      expect_near(risk.at("operating").at("f1").at("estimate").as_number(),
                  wanted.at("scores").at(name).at("at_half").at("f1"), 1e-10, name + " f1");
    }
    EXPECT_EQ(found.at("pairs").size(), 3u);
    for (const Json& pair : found.at("pairs").as_array()) {
      const std::string name = pair.at("a").as_string() + "|" + pair.at("b").as_string();
      const Json& test = wanted.at("paired_delong").at(name);
      expect_p(pair.at("delong").at("p").as_number(), test.at("p"), name);
      expect_near(-pair.at("delong").at("estimate").as_number(), test.at("diff"), 1e-10, name);
    }
  }
}

TEST(EvaluationOracle, NriAndIdiStandUnderTheirNames) {
  DLRR_NEEDS_ORACLE("02_nri_idi");
  const Json all = expected("02_nri_idi");
  for (const auto& [file, wanted] : all.at("pairs").as_object()) {
    if (file.starts_with("edge")) continue;  // one class or equal risks: gaps, tested elsewhere
    const Json found = evaluated("02_nri_idi", file, outcome_and({"p_old", "p_new"}));
    const Json& pair = found.at("pairs").as_array().front();
    const Json& nri = pair.at("nri").at("continuous");
    expect_near(nri.at("estimate").as_number(), wanted.at("continuous").at("nri"), 1e-10, file);
    expect_near(nri.at("event").as_number(), wanted.at("continuous").at("nri_event"), 1e-10, file);
    expect_near(nri.at("nonevent").as_number(), wanted.at("continuous").at("nri_nonevent"), 1e-10,
                file);
    expect_near(nri.at("p").as_number(), wanted.at("continuous").at("p_2011"), 1e-10, file);
    expect_near(pair.at("idi").at("estimate").as_number(), wanted.at("idi").at("idi"), 1e-10, file);
    expect_near(pair.at("idi").at("p").as_number(), wanted.at("idi").at("p"), 1e-10, file);
  }
}

TEST(EvaluationOracle, CalibrationAndDecisionStandUnderTheirNames) {
  DLRR_NEEDS_ORACLE("03_calibration_dca");
  const Json all = expected("03_calibration_dca");
  for (const auto& [file, wanted] : all.at("cases").as_object()) {
    const Json found =
        evaluated("03_calibration_dca", file, outcome_and({"p"})).at("risks").at("p");
    const Json& c = found.at("calibration");
    expect_near(found.at("brier").as_number(), wanted.at("brier"), 1e-12, file);
    expect_near(found.at("scaled_brier").as_number(), wanted.at("brier_scaled"), 1e-12, file);
    expect_near(c.at("slope").as_number(), wanted.at("recalibration").at("slope"), 1e-8, file);
    expect_near(c.at("in_the_large").as_number(),
                wanted.at("calibration_in_the_large").at("intercept"), 1e-8, file);
    expect_near(c.at("o_e").as_number(),
                wanted.at("calibration_in_the_large").at("observed_over_expected"), 1e-10, file);
    expect_near(c.at("ici").as_number(), wanted.at("lowess_errors").at("ici"), 1e-8, file);
    const Json& test = wanted.at("hosmer_lemeshow_quantile10");
    expect_near(c.at("hosmer_lemeshow").at("p").as_number(), test.at("p_ext"), 1e-8, file);
    const auto& benefit = found.at("decision").at("model").as_array();
    for (std::size_t k = 0; k < benefit.size(); ++k)
      expect_near(benefit[k].as_number(), wanted.at("dca").at("model").as_array()[k], 1e-12, file);
  }
}

TEST(EvaluationOracle, FollowUpStandsUnderItsNames) {
  DLRR_NEEDS_ORACLE("04_survival");
  const Json sets = expected("04_survival").at("sets");
  for (const char* file : {"lung", "colon_death", "rotterdam_death"}) {
    const Json& wanted = sets.at(file);
    PredictionColumns columns;
    columns.risks = {"age"};
    columns.time = "time", columns.event = "status";
    const Json found = evaluated("04_survival", file, columns).at("risks").at("age").at("survival");
    expect_near(found.at("harrell_c").at("estimate").as_number(),
                wanted.at("harrell_c_raw_score").at("c"), 1e-10, file);
    const Json& split = wanted.at("split_at_median");
    const Json& groups = found.at("groups");
    expect_near(groups.at("cutoff").as_number(), split.at("cut"), 0, file);
    const double chi2 = split.at("logrank").at("chi2").as_number();
    expect_near(groups.at("log_rank").at("chi2").as_number(), split.at("logrank").at("chi2"),
                1e-9 * std::max(1.0, chi2), file);
    expect_near(groups.at("cox").at("coefficient").as_number(), split.at("cox_efron").at("coef"),
                1e-7, file);
    const Json& alone = wanted.at("cox_uni").at("age");
    expect_near(found.at("cox").at("z").as_number(), alone.at("z"), 1e-6, file);
    expect_near(found.at("cox").at("proportional_hazards").at("p").as_number(),
                alone.at("zph_km").at("p").as_array()[0], 1e-5, file);
  }
}

}  // namespace
}  // namespace dlrr::oracle
