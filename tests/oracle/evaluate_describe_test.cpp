// Univariable screening, the joint model and cut-points of whole tables (shared/data/oracles/06).
#include "evaluate/describe.h"

#include "oracle/evaluate_data.h"

namespace dlrr::oracle {
namespace {

void near_relative(double found, const Json& wanted, double tolerance, const std::string& where) {
  expect_near(found, wanted, tolerance * std::abs(number(wanted)) + 1e-14, where);
}

// Term j + 1 of R's model: R counts the intercept first.
void check_term(const Json& found, const Json& wanted, std::size_t j, const std::string& where) {
  const auto at = [&](const char* key) -> const Json& { return wanted.at(key).as_array()[j + 1]; };
  near_relative(found.at("coefficient").as_number(), at("coef"), 1e-8, where + " coef");
  near_relative(found.at("se").as_number(), at("se"), 1e-6, where + " se");
  near_relative(found.at("odds_ratio").at("lower").as_number(), at("or_lower"), 1e-6, where);
  near_relative(found.at("odds_ratio").at("upper").as_number(), at("or_upper"), 1e-6, where);
}

void check_table(const std::string& name, const Json& wanted) {
  ClinicalColumns columns;
  columns.outcome = "y";
  const auto found = describe_clinical(
      read_clinical(folder("06_logistic_mi") / (name + ".csv"), columns), DescribeOptions{});
  const Json& alone = found.numbers.at("regression").at("univariable");
  for (const auto& [variable, model] : wanted.at("univariable").as_object())
    check_term(alone.at(variable).at("terms").as_array()[0], model, 0, name + " " + variable);
  const Json& screen = wanted.at("screen_p_below_0.1");
  const Json& joint = found.numbers.at("regression").at("multivariable").at("terms");
  ASSERT_EQ(joint.size(), screen.at("kept").size()) << name;
  for (std::size_t j = 0; j < joint.size(); ++j) {
    const auto& term = joint.as_array()[j];
    EXPECT_EQ(term.at("term").as_string().rfind(screen.at("kept").as_array()[j].as_string(), 0),
              0u);
    check_term(term, screen.at("model"), j, name + " joint " + std::to_string(j));
  }
  for (const auto& [variable, cut] : wanted.at("threshold").as_object()) {
    const Json& ours = found.numbers.at("cutpoints").at(variable);
    near_relative(ours.at("cut").as_number(), cut.at("cut_lowest"), 1e-12, variable);
    near_relative(ours.at("youden").as_number(), cut.at("youden"), 1e-10, variable);
    near_relative(ours.at("auc").as_number(), cut.at("auc_higher_is_event"), 1e-10, variable);
    near_relative(ours.at("aic_cut").as_number(), cut.at("logistic_on_binary").at("aic"), 1e-8,
                  variable);
  }
}

TEST(DescribeOracle, ScreeningTheJointModelAndCutPointsAreThoseOfR) {
  DLRR_NEEDS_ORACLE("06_logistic_mi");
  const auto wanted = expected("06_logistic_mi");
  for (const char* name : {"birthwt", "infert", "asah"})
    check_table(name, wanted.at("logistic").at(name));
}

// A patient per count of the printed table, as a clinical table holds them.
std::string patients_of_table_1(const Csv& csv) {
  const std::vector<std::string> sets = {"train", "int", "ext"};
  std::vector<std::string> lines = {"set,y"};
  for (const auto& row : csv.rows) {
    lines[0] += "," + row[0];
    std::size_t line = 0;
    for (const auto& set : sets)
      for (const char* level : {"a", "b"}) {
        const auto n = parse_integer(row[csv.column(set + "_" + level)]).value();
        for (long long k = 0; k < n; ++k) {
          if (++line == lines.size()) lines.push_back(set + "," + std::to_string(line % 2));
          lines[line] += std::string(",") + level;
        }
      }
  }
  return join(lines, "\n") + "\n";
}

TEST(DescribeOracle, PatientsWithTheCountsOfThePapersTable1GiveItsPrintedPValues) {
  DLRR_NEEDS_ORACLE("05_baseline");
  const Csv csv = read_csv(folder("05_baseline") / "paper_table1.csv");
  ClinicalColumns columns;
  columns.outcome = "y";
  columns.by = "set";
  const auto table = parse_clinical(patients_of_table_1(csv), "table 1", columns);
  ASSERT_EQ(table.rows, 288u);
  ClinicalDescription found;
  describe_baseline(table, DescribeOptions{}, found);
  std::size_t rows = 0;
  for (const auto& row : csv.rows) {
    for (const auto& made : found.tables[0].rows)
      if (made[0] == row[0] + ": a") {
        ++rows;
        EXPECT_EQ(parse_number(made[made.size() - 2]), parse_number(row[csv.column("p_printed")]))
            << row[0];
      }
  }
  EXPECT_EQ(rows, 20u);
}

}  // namespace
}  // namespace dlrr::oracle
