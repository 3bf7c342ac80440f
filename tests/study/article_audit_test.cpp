#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "study/article.h"

namespace dlrr {
namespace {

Json table(const char* name, Json header, Json rows) {
  return Json::of({{"name", name}, {"header", std::move(header)}, {"rows", std::move(rows)}});
}

// 40 and 30 patients; every printed figure follows from the others. chi-squared of 12/28 against
// 18/10, two missing: 7.853, p 0.005.
Json sound_report() {
  Json report = Json::object();
  report["cohort"] = Json::of(
      {{"sets", Json::of({{"train", Json::of({{"n", 40}, {"events", 16}})},
                          {"internal", Json::of({{"n", 30}, {"events", 12}})}})},
       {"flow", Json::of({{"enrolled", Json::of({{"words", "in the tables"}, {"n", 75}})},
                          {"aside",
                           Json::Array{Json::of(
                               {{"words", "Not eligible"},
                                {"n", 5},
                                {"reasons", Json::Array{Json::of({{"reason", "a"}, {"n", 3}}),
                                                        Json::of({{"reason", "b"}, {"n", 2}})}}})}},
                          {"analysed", 70}})}});
  report["tables"] = Json::Array{
      table("baseline",
            Json::Array{"Variable", "train (n = 40)", "internal (n = 30)", "SMD", "p", "Test"},
            Json::Array{
                Json::Array{"age", "60.1 ± 9.0", "61.0 ± 8.0", "0.11", "0.650", "Welch t"},
                Json::Array{"sign: no", "12 (30.0%)", "18 (64.3%)", "0.73", "0.005", "chi-squared"},
                Json::Array{"sign: yes", "28 (70.0%)", "10 (35.7%)", "", "", ""}}),
      table("missing", Json::Array{"Variable", "train", "internal", "Rule"},
            Json::Array{Json::Array{"sign", "0 (0.0%)", "2 (6.7%)", "kept"}}),
      table("regression", Json::Array{"Model", "Variable", "Events/n", "OR", "95% CI (Wald)", "p"},
            Json::Array{Json::Array{"multivariable", "age (per unit)", "16/40", "2.00",
                                    "1.00 to 4.00", "0.050"}}),
      table(
          "models",
          Json::Array{"Protocol", "Set", "Model", "n", "Events", "AUC (95% CI)", "Accuracy",
                      "Sensitivity", "Specificity", "PPV", "NPV"},
          Json::Array{Json::Array{"paper", "train", "Rad", "40", "16", "0.800 (0.655 to 0.945)",
                                  "0.750", "0.750", "0.750", "0.667", "0.818"},
                      Json::Array{"paper", "internal", "Rad", "30", "12", "0.750 (0.565 to 0.935)",
                                  "0.700", "0.667", "0.722", "0.615", "0.765"}})};
  return report;
}

std::size_t wrong(const Json& report) {
  std::size_t n = 0;
  for (const auto& finding : audit_own_tables(printed_tables(report, 0.1)))
    n += finding.verdict == Finding::Verdict::differs ||
         finding.verdict == Finding::Verdict::impossible;
  return n;
}

// The report with one cell of a table changed.
Json spoilt(std::size_t which, std::size_t row, std::size_t column, const char* cell) {
  Json report = sound_report();
  Json tables = Json::array();
  for (std::size_t t = 0; t < report.at("tables").size(); ++t) {
    Json one = report.at("tables").as_array()[t];
    Json rows = Json::array();
    for (std::size_t r = 0; r < one.at("rows").size(); ++r) {
      Json cells = Json::array();
      for (std::size_t c = 0; c < one.at("rows").as_array()[r].size(); ++c)
        cells.push_back(t == which && r == row && c == column
                            ? Json(cell)
                            : one.at("rows").as_array()[r].as_array()[c]);
      rows.push_back(std::move(cells));
    }
    one["rows"] = rows;
    tables.push_back(std::move(one));
  }
  report["tables"] = tables;
  return report;
}

TEST(AuditOfOwnTables, FindsNothingInSoundTablesAndLooksAtAllOfThem) {
  const auto findings = audit_own_tables(printed_tables(sound_report(), 0.1));
  EXPECT_EQ(wrong(sound_report()), 0u);
  std::set<std::string> checks;
  for (const auto& finding : findings) checks.insert(finding.check);
  for (const char* const check :
       {"p from counts", "interval of a ratio", "p against interval", "classes",
        "interval of the AUC", "total", "events per variable", "gap of AUC"})
    EXPECT_TRUE(checks.contains(check)) << check;
}

TEST(AuditOfOwnTables, FindsEachKindOfSlip) {
  EXPECT_EQ(wrong(spoilt(0, 1, 4, "0.500")), 1u) << "p of counts";
  EXPECT_GE(wrong(spoilt(0, 2, 1, "27 (70.0%)")), 1u) << "counts of a group";
  EXPECT_GE(wrong(spoilt(2, 0, 5, "0.200")), 1u) << "p of an odds ratio";
  EXPECT_GE(wrong(spoilt(3, 0, 7, "0.667")), 1u) << "sensitivity";
  Json report = sound_report();
  report["cohort"]["flow"]["analysed"] = 71;
  EXPECT_EQ(wrong(report), 2u) << "flow chart";
}

TEST(AuditOfOwnTables, CallsARoughFormulaARemarkOnly) {
  const auto findings =
      audit_own_tables(printed_tables(spoilt(3, 0, 5, "0.800 (0.790 to 0.810)"), 0.1));
  const auto auc = std::ranges::find(findings, "interval of the AUC", &Finding::check);
  ASSERT_NE(auc, findings.end());
  EXPECT_EQ(auc->verdict, Finding::Verdict::remark);
}

TEST(AuditOfOwnTables, TakesAReportWithoutAnyTable) {
  Json report = sound_report();
  report["tables"] = Json::array();
  EXPECT_EQ(wrong(report), 0u);
}

}  // namespace
}  // namespace dlrr
