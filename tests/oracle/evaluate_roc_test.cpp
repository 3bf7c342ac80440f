// AUC, DeLong, Youden, counts with intervals against pROC and R (shared/data/oracles/01_roc).
#include "evaluate/operating.h"
#include "evaluate/roc.h"
#include "oracle/evaluate_data.h"

namespace dlrr::oracle {
namespace {

void check_share(const Interval& found, const Json& wanted, const std::string& where) {
  expect_near(found.estimate, wanted.at("est"), 1e-10, where + " estimate");
  expect_near(found.lower, wanted.at("wilson").as_array()[0], 1e-10, where + " lower");
  expect_near(found.upper, wanted.at("wilson").as_array()[1], 1e-10, where + " upper");
  const auto x = static_cast<std::size_t>(wanted.at("x").as_integer());
  const auto n = static_cast<std::size_t>(wanted.at("n").as_integer());
  // binconf of Hmisc has a rule of its own for one short of none or all; elsewhere it is Wilson's.
  for (std::size_t end = 0; end < 2 && n > 0 && x != 1 && x + 1 != n; ++end)
    expect_near(end == 0 ? found.lower : found.upper,
                wanted.at("wilson_Hmisc_binconf").as_array()[end], 1e-10, where + " binconf");
  const auto exact = clopper_pearson(x, n);
  expect_near(exact.lower, wanted.at("exact").as_array()[0], 1e-10, where + " exact lower");
  expect_near(exact.upper, wanted.at("exact").as_array()[1], 1e-10, where + " exact upper");
}

void check_operating(const OperatingPoint& found, const Json& wanted, const std::string& where) {
  expect_near(found.threshold, wanted.at("threshold"), 1e-10, where + " threshold");
  EXPECT_EQ(static_cast<std::int64_t>(found.tp), wanted.at("tp").as_integer()) << where;
  EXPECT_EQ(static_cast<std::int64_t>(found.fp), wanted.at("fp").as_integer()) << where;
  EXPECT_EQ(static_cast<std::int64_t>(found.tn), wanted.at("tn").as_integer()) << where;
  EXPECT_EQ(static_cast<std::int64_t>(found.fn), wanted.at("fn").as_integer()) << where;
  check_share(found.accuracy, wanted.at("acc"), where + " accuracy");
  check_share(found.sensitivity, wanted.at("sens"), where + " sensitivity");
  check_share(found.specificity, wanted.at("spec"), where + " specificity");
  check_share(found.ppv, wanted.at("ppv"), where + " ppv");
  check_share(found.npv, wanted.at("npv"), where + " npv");
  expect_near(found.f1, wanted.at("f1"), 1e-10, where + " f1");
  expect_near(found.balanced_accuracy, wanted.at("balanced_acc"), 1e-10, where + " balanced");
  expect_near(found.mcc, wanted.at("mcc"), 1e-10, where + " mcc");
}

void check_score(const std::vector<double>& score, const std::vector<int>& y, const Json& wanted,
                 const std::string& where) {
  const Auc auc = area_under_curve(score, y), narrow = area_under_curve(score, y, 0.90);
  expect_near(auc.auc, wanted.at("auc"), 1e-10, where + " auc");
  EXPECT_EQ(static_cast<std::int64_t>(y.size()), wanted.at("n").as_integer()) << where;
  EXPECT_EQ(static_cast<std::int64_t>(auc.events), wanted.at("n1").as_integer()) << where;
  EXPECT_EQ(static_cast<std::int64_t>(auc.nonevents), wanted.at("n0").as_integer()) << where;
  expect_near(auc.variance, wanted.at("delong_var"), 1e-10, where + " variance");
  expect_near(std::sqrt(auc.variance), wanted.at("delong_se"), 1e-10, where + " se");
  expect_near(auc.interval.lower, wanted.at("delong_ci95").as_array()[0], 1e-10, where);
  expect_near(auc.interval.upper, wanted.at("delong_ci95").as_array()[1], 1e-10, where);
  expect_near(narrow.interval.lower, wanted.at("delong_ci90").as_array()[0], 1e-10, where);
  expect_near(narrow.interval.upper, wanted.at("delong_ci90").as_array()[1], 1e-10, where);
  EXPECT_EQ(auc.degenerate, wanted.at("delong_var").as_number() == 0.0) << where;

  std::vector<double> threshold, tp, fp;
  for (const RocPoint& p : roc_curve(score, y)) {
    threshold.push_back(p.threshold);
    tp.push_back(static_cast<double>(p.tp));
    fp.push_back(static_cast<double>(p.fp));
  }
  const Json& curve = wanted.at("curve");
  expect_all_near(threshold, curve.at("threshold"), 1e-10, where + " threshold");
  expect_all_near(tp, curve.at("tp"), 0, where + " tp");
  expect_all_near(fp, curve.at("fp"), 0, where + " fp");

  const Youden cut = youden_cut(score, y);
  const auto& ties = wanted.at("youden_all_ties").as_array();
  ASSERT_EQ(cut.all.size(), ties.size()) << where;
  for (std::size_t i = 0; i < ties.size(); ++i) {
    expect_near(cut.all[i], ties[i].at("threshold"), 1e-10, where + " tie");
    expect_near(cut.index, ties[i].at("J"), 1e-10, where + " J");
    const OperatingPoint at = operating_point(score, y, cut.all[i]);
    EXPECT_EQ(static_cast<std::int64_t>(at.tp), ties[i].at("tp").as_integer()) << where;
    EXPECT_EQ(static_cast<std::int64_t>(at.tn), ties[i].at("tn").as_integer()) << where;
  }
  // pROC compares rounded numbers, which hides one tie of two there.
  if (const Json& best = wanted.at("youden_pROC_best_thresholds"); best.is_array())
    expect_all_near(cut.all, best, 1e-10, where + " pROC");
  else
    expect_near(cut.all.back(), best, 1e-10, where + " pROC");
  EXPECT_EQ(cut.useful, std::abs(cut.index) > 1e-12) << where;
  check_operating(operating_point(score, y, cut.threshold), wanted.at("youden_lowest_threshold"),
                  where + " at Youden");
  check_operating(operating_point(score, y, 0.5), wanted.at("at_half"), where + " at 0.5");
}

void check_pair(const Csv& csv, const std::vector<int>& y, const std::string& name,
                const Json& wanted, const std::string& where) {
  const auto parts = split(name, '|');
  const auto a = numbers(csv, parts[0]), b = numbers(csv, parts[1]);
  const PairedRoc test = paired_delong(a, b, y);
  expect_near(test.auc_first, wanted.at("auc1"), 1e-10, where + " first");
  expect_near(test.auc_second, wanted.at("auc2"), 1e-10, where + " second");
  expect_near(test.difference.estimate, wanted.at("diff"), 1e-10, where + " difference");
  expect_near(test.covariance, wanted.at("cov"), 1e-10, where + " covariance");
  expect_near(test.standard_error, wanted.at("se_diff"), 1e-10, where + " se");
  expect_near(test.z, wanted.at("z"), 1e-8, where + " z");
  expect_p(test.p, wanted.at("p"), where + " p");
  expect_near(test.difference.lower, wanted.at("diff_ci95").as_array()[0], 1e-10, where);
  expect_near(test.difference.upper, wanted.at("diff_ci95").as_array()[1], 1e-10, where);
  const UnpairedRoc other = unpaired_delong(area_under_curve(a, y), area_under_curve(b, y));
  expect_near(other.t, wanted.at("unpaired").at("D"), 1e-8, where + " D");
  expect_near(other.df, wanted.at("unpaired").at("df"), 1e-6, where + " df");
  expect_p(other.p, wanted.at("unpaired").at("p"), where + " unpaired p");
}

TEST(RocOracle, EveryTableAndEdgeFileAgreesWithProc) {
  DLRR_NEEDS_ORACLE("01_roc");
  const Json all = expected("01_roc");
  std::size_t scores = 0, pairs = 0;
  for (const auto& [file, content] : all.at("files").as_object()) {
    const Csv csv = read_csv(folder("01_roc") / (file + ".csv"));
    const auto y = outcomes(csv);
    for (const auto& [name, wanted] : content.at("scores").as_object()) {
      check_score(numbers(csv, name), y, wanted, file + " " + name);
      ++scores;
    }
    if (const Json* tests = content.find("paired_delong"); tests && tests->is_object())
      for (const auto& [name, wanted] : tests->as_object()) {
        check_pair(csv, y, name, wanted, file + " " + name);
        ++pairs;
      }
  }
  EXPECT_EQ(scores, 27u);
  EXPECT_EQ(pairs, 45u);
}

}  // namespace
}  // namespace dlrr::oracle
