#include "evaluate/audit.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "evaluate/audit_file.h"
#include "evaluate/operating.h"

namespace dlrr {
namespace {

using Verdict = Finding::Verdict;

Printed as(const char* text) { return parse_printed(text).value(); }

TEST(PrintedNumbers, StandForEverythingThatRoundsToThem) {
  EXPECT_TRUE(as("0.690").covers(0.6895));
  EXPECT_TRUE(as("0.690").covers(0.6905));
  EXPECT_FALSE(as("0.690").covers(0.6906));
  EXPECT_TRUE(as("0.69").covers(0.694));
  EXPECT_TRUE(as("<0.001").covers(0.0009));
  EXPECT_FALSE(as("<0.001").covers(0.001));
  EXPECT_EQ(as("0.690").text(), "0.690");
  EXPECT_EQ(as("< 0.001").text(), "<0.001");
  EXPECT_FALSE(parse_printed("0.6x").has_value());
  EXPECT_FALSE(parse_printed("").has_value());
  EXPECT_FALSE(parse_printed("1e-3").has_value());
}

TEST(ClassTables, OfARowMadeFromATableHoldThatTable) {
  for (std::size_t tp = 1; tp < 20; tp += 3)
    for (std::size_t tn = 1; tn < 30; tn += 4) {
      const double fn = 20.0 - static_cast<double>(tp), fp = 30.0 - static_cast<double>(tn);
      const auto p = [](double part, double rest) {
        return Printed{part / (part + rest), 6, false};
      };
      ModelRow row;
      row.ppv = p(static_cast<double>(tp), fp);
      row.npv = p(static_cast<double>(tn), fn);
      row.accuracy = p(static_cast<double>(tp + tn), fn + fp);
      const auto found = class_tables(row, 50, 20, Reading{});
      ASSERT_FALSE(found.empty());
      bool same = false;
      for (const auto& t : found) same |= t.tp == tp && t.tn == tn;
      EXPECT_TRUE(same) << tp << " " << tn;
    }
}

TEST(Headings, RightOnesAreLeftInPeaceAndSwappedOnesAreFound) {
  // TP 15, FN 5, TN 24, FP 6: sensitivity 0.75, specificity 0.80, PPV 0.714, NPV 0.828.
  const auto audit = [](const char* ppv, const char* npv) {
    ModelTable table{"T", {{"all", 50, 20}}, {}};
    ModelRow row;
    row.accuracy = as("0.780");
    row.ppv = as(ppv);
    row.npv = as(npv);
    table.rows.push_back(row);
    Findings out;
    audit_classes(table, out);
    return out;
  };
  const auto right = audit("0.714", "0.828");
  ASSERT_EQ(right.size(), 1u);
  EXPECT_EQ(right[0].verdict, Verdict::agrees);
  EXPECT_EQ(right[0].recomputed, "TP 15, FN 5, TN 24, FP 6");
  const auto wrong = audit("0.800", "0.750");
  ASSERT_GE(wrong.size(), 2u);
  EXPECT_EQ(wrong[0].verdict, Verdict::impossible);
  bool found = false;
  for (const auto& f : wrong) found |= f.recomputed == "'NPV' is sensitivity, 'PPV' is specificity";
  EXPECT_TRUE(found);
}

TEST(Ratios, WaldRowsAgreeAndAContradictionOfIntervalAndPIsFound) {
  // Coefficient 0.7, standard error 0.3: 2.014 (1.119 to 3.626), p 0.0196.
  RatioTable table{"T",
                   {{"a", as("2.01"), as("1.12"), as("3.63"), as("0.020")},
                    {"b", as("2.01"), as("1.12"), as("3.63"), as("0.120")},
                    {"c", as("2.90"), as("1.12"), as("3.63"), as("0.020")}}};
  Findings out;
  audit_ratios(table, out);
  ASSERT_EQ(out.size(), 6u);
  EXPECT_EQ(out[0].verdict, Verdict::agrees);
  EXPECT_EQ(out[1].verdict, Verdict::agrees);
  EXPECT_EQ(out[2].verdict, Verdict::agrees);
  EXPECT_EQ(out[3].verdict, Verdict::differs);
  EXPECT_NE(out[3].words.find("disagree about 0.05"), std::string::npos);
  EXPECT_EQ(out[4].verdict, Verdict::differs);
  const PRange p = p_of_ratio(table.rows[0]);
  EXPECT_LT(p.low, 0.0196);
  EXPECT_GT(p.high, 0.0196);
}

TEST(HanleyMcNeil, OfAHalfIsTheErrorOfTheMannWhitneyStatistic) {
  for (const std::size_t m : {1u, 5u, 40u})
    for (const std::size_t n : {1u, 9u, 60u}) {
      const double expected =
          std::sqrt(static_cast<double>(m + n + 1) / (12.0 * static_cast<double>(m * n)));
      EXPECT_NEAR(hanley_mcneil_se(0.5, m, n), expected, 1e-12) << m << " " << n;
    }
  EXPECT_EQ(hanley_mcneil_se(1, 5, 5), 0);
}

TEST(Counts, AreAddedUpAndTestedByTheRule) {
  CountsTable table{
      "T", {10, 12}, {{"a", {{4, 5}, {6, 6}}, as("0.9")}, {"b", {{4, 7}, {6, 5}}, {}}}};
  Findings out;
  audit_counts(table, out);
  ASSERT_EQ(out.size(), 2u);
  EXPECT_EQ(out[0].check, "sum of counts");
  EXPECT_EQ(out[0].recomputed, "11");
  EXPECT_EQ(out[0].verdict, Verdict::differs);
}

TEST(AuditFiles, SayWhereTheyAreWrong) {
  const auto message = [](const std::string& text) {
    try {
      parse_paper_tables(text, "t.yaml");
    } catch (const Error& e) {
      return std::string(e.what());
    }
    return std::string("no error");
  };
  EXPECT_EQ(message("totals:\n  a: {parts: [[1]], printd: 1}\n"),
            "t.yaml, line 2: unknown key 'printd' (did you mean 'printed'?)");
  EXPECT_EQ(message("totals:\n  a: {parts: [[1]], printed: 1}\n"), "no error");
  EXPECT_NE(message("title: x\n").find("holds no table"), std::string::npos);
}

}  // namespace
}  // namespace dlrr
