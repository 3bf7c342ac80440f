// The printed tables of the paper and what is wrong with them (shared/data/oracles/05 and 11).
#include "evaluate/audit.h"

#include <filesystem>

#include "evaluate/audit_file.h"
#include "oracle/evaluate_data.h"

namespace dlrr::oracle {
namespace {

using Verdict = Finding::Verdict;

Printed printed(double value, int decimals) { return {value, decimals, false}; }

ModelTable paper_models() {
  const Csv csv = read_csv(folder("11_paper_audit") / "paper_table3.csv");
  ModelTable out{"Table 3", {{"train", 155, 62}, {"internal", 67, 26}}, {}};
  const auto at = [&](const std::vector<std::string>& row, const char* column) {
    return printed(parse_number(row[csv.column(column)]).value(), 3);
  };
  for (const auto& row : csv.rows) {
    ModelRow model;
    model.name = row[csv.column("model")] + " " + row[csv.column("cohort")];
    model.cohort = row[csv.column("cohort")] == "train" ? 0 : 1;
    model.accuracy = at(row, "acc");
    model.npv = at(row, "npv");
    model.ppv = at(row, "ppv");
    model.auc = at(row, "auc");
    model.lower = at(row, "lo");
    model.upper = at(row, "hi");
    out.rows.push_back(model);
  }
  return out;
}

constexpr Reading kRecalls = {Reading::Metric::ppv, Reading::Metric::npv,
                              Reading::Metric::specificity, Reading::Metric::sensitivity};

TEST(PaperAudit, NoTableGivesThePrintedSharesAndExactlyOneDoesAsRecalls) {
  DLRR_NEEDS_ORACLE("11_paper_audit");
  const auto wanted = expected("11_paper_audit");
  const ModelTable table = paper_models();
  ASSERT_EQ(table.rows.size(), wanted.at("rows").size());
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto& row = table.rows[i];
    const Json& want = wanted.at("rows").as_array()[i];
    const auto& cohort = table.cohorts[row.cohort];
    EXPECT_EQ(class_tables(row, cohort.n, cohort.events, Reading{}).size(),
              static_cast<std::size_t>(want.at("tables_with_printed_ppv_npv_acc").as_integer()));
    const auto found = class_tables(row, cohort.n, cohort.events, kRecalls);
    ASSERT_EQ(found.size(), 1u) << row.name;
    const Json& implied = want.at("implied");
    const auto events = static_cast<double>(cohort.events);
    expect_near(row.npv.value * events, want.at("printed_npv_times_events"), 1e-9, row.name);
    expect_near(row.ppv.value * (static_cast<double>(cohort.n) - events),
                want.at("printed_ppv_times_nonevents"), 1e-9, row.name);
    EXPECT_EQ(row.name, want.at("model").as_string() + " " + want.at("cohort").as_string());
    EXPECT_EQ(static_cast<std::int64_t>(found[0].tp + found[0].fn),
              wanted.at("event_counts").at(want.at("cohort").as_string()).as_integer());
    for (const char* same :
         {"npv_column_equals_sensitivity", "ppv_column_equals_specificity", "acc_reproduced"})
      EXPECT_TRUE(want.at(same).as_bool()) << row.name << same;
    EXPECT_EQ(found[0].tp, static_cast<std::size_t>(implied.at("tp").as_integer())) << row.name;
    EXPECT_EQ(found[0].fn, static_cast<std::size_t>(implied.at("fn").as_integer())) << row.name;
    EXPECT_EQ(found[0].tn, static_cast<std::size_t>(implied.at("tn").as_integer())) << row.name;
    EXPECT_EQ(found[0].fp, static_cast<std::size_t>(implied.at("fp").as_integer())) << row.name;
    const auto tp = static_cast<double>(found[0].tp), tn = static_cast<double>(found[0].tn);
    expect_near(tp / (tp + static_cast<double>(found[0].fp)), implied.at("true_ppv"), 1e-12,
                row.name);
    expect_near(tn / (tn + static_cast<double>(found[0].fn)), implied.at("true_npv"), 1e-12,
                row.name);
  }
}

TEST(PaperAudit, HeadingsAreFoundToBeRecallsWithTheirClassSizes) {
  DLRR_NEEDS_ORACLE("11_paper_audit");
  Findings out;
  audit_classes(paper_models(), out);
  ASSERT_EQ(out.size(), 15u);
  EXPECT_EQ(out.back().recomputed, "'NPV' is sensitivity, 'PPV' is specificity");
  EXPECT_NE(out.back().words.find("train 62/93, internal 26/41"), std::string::npos);
}

TEST(PaperAudit, StandardErrorsOfTheAucAreThoseOfHanleyAndMcNeil) {
  DLRR_NEEDS_ORACLE("11_paper_audit");
  const auto wanted = expected("11_paper_audit");
  const ModelTable table = paper_models();
  Findings out;
  audit_auc_intervals(table, out);
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto& row = table.rows[i];
    const auto& cohort = table.cohorts[row.cohort];
    const Json& want = wanted.at("rows").as_array()[i];
    expect_near(hanley_mcneil_se(row.auc.value, cohort.events, cohort.n - cohort.events),
                want.at("hanley_mcneil_se"), 1e-8, row.name);
    const double half = number(want.at("hanley_mcneil_half_width95"));
    const double printed_half = number(want.at("printed_lower_half_width"));
    EXPECT_NEAR(printed_half, row.auc.value - row.lower.value, 1e-12) << row.name;
    EXPECT_NE(out[i].words.find("lower half width " + fixed_text(printed_half, 3) + ", expected " +
                                fixed_text(half, 3)),
              std::string::npos)
        << row.name << ": " << out[i].words;
    const double ratio = number(want.at("ratio_printed_to_hm"));
    EXPECT_NE(out[i].words.find("(ratio " + fixed_text(ratio, 2) + ")"), std::string::npos)
        << row.name << ": " << out[i].words;
    EXPECT_EQ(out[i].verdict == Verdict::differs, ratio < 0.6 || ratio > 1.6)
        << row.name << ": " << out[i].words;
  }
  const Json& external = wanted.at("external_AUC_0.851_n66_events22");
  const double se = hanley_mcneil_se(0.851, 22, 44), half = normal_multiplier(0.95) * se;
  expect_near(se, external.at("hanley_mcneil_se"), 1e-8, "external");
  expect_near(0.851 - half, external.at("ci95").as_array()[0], 1e-5, "external lower");
  expect_near(0.851 + half, external.at("ci95").as_array()[1], 1e-5, "external upper");
}

TEST(PaperAudit, PValuesFollowFromThePrintedIntervals) {
  DLRR_NEEDS_ORACLE("11_paper_audit");
  const auto wanted = expected("11_paper_audit");
  const Csv csv = read_csv(folder("11_paper_audit") / "paper_table2.csv");
  const auto estimate = numbers(csv, "or"), lower = numbers(csv, "lo"), upper = numbers(csv, "hi"),
             p = numbers(csv, "p");
  RatioTable table{"Table 2", {}};
  for (std::size_t i = 0; i < p.size(); ++i) {
    table.rows.push_back({"row " + std::to_string(i), printed(estimate[i], 2), printed(lower[i], 2),
                          printed(upper[i], 2), printed(p[i], 3)});
    const PRange found = p_of_ratio(table.rows[i]);
    const Json& want = wanted.at("table2").as_array()[i];
    expect_near(found.middle, want.at("p_from_ci"), 1e-8, table.rows[i].name);
    const double z = number(want.at("z"));
    expect_near(two_sided_normal(std::abs(z)), Json(found.middle), 1e-8, table.rows[i].name);
    expect_near(std::log(estimate[i]) / z, want.at("se_from_ci"), 1e-8, table.rows[i].name);
    expect_near(p[i], want.at("p_printed"), 0, table.rows[i].name);
    EXPECT_EQ(csv.rows[i][csv.column("variable")], want.at("variable").as_string());
    EXPECT_EQ(csv.rows[i][csv.column("model")], want.at("model").as_string());
    EXPECT_LE(found.low, found.middle);
    EXPECT_GE(found.high, found.middle);
  }
  Findings out;
  audit_ratios(table, out);
  ASSERT_EQ(out.size(), 2 * p.size());
  for (std::size_t i = 0; i < p.size(); ++i) {
    const Json& middle = wanted.at("table2").as_array()[i].at("geometric_mid_of_ci");
    EXPECT_EQ(out[2 * i].recomputed, "middle " + fixed_text(number(middle), 3)) << i;
  }
  for (const auto& f : out) EXPECT_NE(f.verdict, Verdict::differs) << f.row << ": " << f.words;
}

TEST(PaperAudit, AllTwentyPValuesOfTable1FollowFromTheCounts) {
  DLRR_NEEDS_ORACLE("05_baseline");
  const Csv csv = read_csv(folder("05_baseline") / "paper_table1.csv");
  CountsTable table{"Table 1", {155, 67, 66}, {}};
  for (const auto& row : csv.rows) {
    const auto at = [&](const char* c) {
      return static_cast<std::size_t>(parse_integer(row[csv.column(c)]).value());
    };
    table.rows.push_back(
        {row[0],
         {{at("train_a"), at("int_a"), at("ext_a")}, {at("train_b"), at("int_b"), at("ext_b")}},
         printed(parse_number(row[csv.column("p_printed")]).value(), 3)});
  }
  Findings out;
  audit_counts(table, out);
  ASSERT_EQ(out.size(), 20u);
  for (const auto& f : out) EXPECT_EQ(f.verdict, Verdict::agrees) << f.row << ": " << f.recomputed;
}

TEST(PaperAudit, ExampleFileHoldsTheSameNumbersAndTheSameFindings) {
  DLRR_NEEDS_ORACLE("11_paper_audit");
  const auto path =
      std::filesystem::path(DLRR_TESTS_DIR).parent_path() / "examples/audit/li-2025.yaml";
  const PaperTables tables = read_paper_tables(path);
  ASSERT_EQ(tables.models.size(), 2u);
  const ModelTable wanted = paper_models();
  ASSERT_EQ(tables.models[0].rows.size(), wanted.rows.size());
  for (std::size_t i = 0; i < wanted.rows.size(); ++i) {
    EXPECT_EQ(tables.models[0].rows[i].npv.value, wanted.rows[i].npv.value) << i;
    EXPECT_EQ(tables.models[0].rows[i].auc.value, wanted.rows[i].auc.value) << i;
    EXPECT_EQ(tables.models[0].rows[i].auc.decimals, 3) << i;
  }
  std::size_t impossible = 0;
  std::string total, share, gap;
  for (const auto& f : audit_tables(tables)) {
    impossible += f.verdict == Verdict::impossible;
    if (f.check == "total" && f.verdict == Verdict::differs) total += f.recomputed;
    if (f.check == "events per variable") share += f.recomputed;
    if (f.check == "gap of AUC" && f.verdict == Verdict::remark) gap += f.recomputed;
  }
  EXPECT_EQ(impossible, 15u);  // 14 rows and the headings
  EXPECT_EQ(total, "45260");
  const Json all = expected("11_paper_audit");
  EXPECT_EQ(share, fixed_text(number(all.at("events_per_variable_multivariable")), 2));
  const Json& rule = all.at("gap_rule");
  EXPECT_EQ(gap, fixed_text(number(rule.at("DLRR_train_minus_external")), 3));
  ASSERT_EQ(tables.gaps.size(), 2u);
  EXPECT_EQ(tables.gaps[0].limit, number(rule.at("limit")));
  EXPECT_NEAR(tables.gaps[0].first.value - tables.gaps[0].second.value,
              number(rule.at("DLRR_train_minus_internal")), 1e-12);
  const Json& events = all.at("event_counts");
  ASSERT_EQ(tables.totals[1].name, "events");
  EXPECT_EQ(static_cast<std::int64_t>(tables.totals[1].printed), events.at("sum").as_integer());
  EXPECT_EQ(static_cast<std::int64_t>(tables.totals[1].parts[2][0]),
            events.at("external").as_integer());
  EXPECT_EQ(events.at("printed_total").as_string(), std::to_string(tables.totals[1].printed) + "/" +
                                                        std::to_string(tables.totals[2].printed));
}

}  // namespace
}  // namespace dlrr::oracle
