#include <algorithm>
#include <cmath>

#include "oracle/select_data.h"
#include "select/icc.h"

namespace dlrr {
namespace {

const std::pair<IccForm, std::string> forms[] = {
    {IccForm::one_way, "11"},        {IccForm::agreement, "21"},
    {IccForm::consistency, "31"},    {IccForm::one_way_mean, "1k"},
    {IccForm::agreement_mean, "2k"}, {IccForm::consistency_mean, "3k"}};

TEST(IccOracle, AgreesOnTheClassicMatrices) {
  NEEDS_ORACLE("07_icc/expected.json");
  const Json expected = oracle_json("07_icc/expected.json");
  for (const auto& [name, want] : expected.at("matrices").as_object()) {
    const Csv csv = oracle_csv("07_icc/" + name + ".csv");
    const Matrix m = csv_matrix(csv, {});
    std::vector<std::vector<double>> readers;
    for (std::size_t j = 0; j < m.columns(); ++j) readers.push_back(m.column(j));
    for (const auto& [form, key] : forms) {
      const Icc got = icc(readers, form);
      EXPECT_EQ(static_cast<std::int64_t>(got.n), want.at("n").as_integer()) << name;
      EXPECT_NEAR(got.estimate, want.at("icc" + key).as_number(), 1e-10) << name << key;
      EXPECT_NEAR(got.lower, want.at("ci" + key).as_array()[0].as_number(), 1e-8) << name << key;
      EXPECT_NEAR(got.upper, want.at("ci" + key).as_array()[1].as_number(), 1e-8) << name << key;
    }
  }
}

TEST(IccOracle, AgreesOnEveryRegularFeatureOfTwoReaders) {
  NEEDS_ORACLE("07_icc/expected.json");
  const Csv one = oracle_csv("07_icc/reader1.csv"), two = oracle_csv("07_icc/reader2.csv");
  const Csv want = oracle_csv("07_icc/expected_two_reader.csv");
  std::size_t compared = 0, kept = 0, kept_by_bound = 0, alike = 0;
  for (const auto& row : want.rows) {
    const std::string& name = row[want.column("feature")];
    const std::vector<std::vector<double>> readers = {csv_column(one, name), csv_column(two, name)};
    for (const auto& [form, key] : forms) {
      const Icc got = icc(readers, form);
      const auto cell = [&](const std::string& c) { return number_cell(row[want.column(c)]); };
      kept += form == IccForm::agreement && got.estimate > 0.8 && got.reason != "no variance";
      kept_by_bound += form == IccForm::agreement && got.lower > 0.75;
      alike += form == IccForm::agreement && got.lower == 1;
      if (!std::isfinite(cell("icc" + key)) || !std::isfinite(cell("icc31_lo"))) continue;
      EXPECT_NEAR(got.estimate, cell("icc" + key), 1e-10) << name << key;
      ++compared;
      if (key[1] == 'k') continue;  // the file has intervals of single ratings only
      EXPECT_NEAR(got.lower, cell("icc" + key + "_lo"), 1e-8) << name << key;
      EXPECT_NEAR(got.upper, cell("icc" + key + "_hi"), 1e-8) << name << key;
    }
  }
  EXPECT_GE(compared, 600u);
  const Json expected = oracle_json("07_icc/expected.json");
  EXPECT_EQ(kept, expected.at("two_reader").at("kept_icc21_above_0.8").size());
  // The columns that both readers gave alike have no interval there and [1, 1] here.
  EXPECT_EQ(kept_by_bound,
            expected.at("two_reader").at("kept_icc21_lower_bound_above_0.75").size() + alike);
}

// 0/0 has its reason; equal ratings have [1, 1] in place of R's NaN; all else is R's.
TEST(IccOracle, DegenerateColumnsAreWhatTheReadmeAsksFor) {
  NEEDS_ORACLE("07_icc/expected.json");
  const Csv one = oracle_csv("07_icc/reader1.csv"), two = oracle_csv("07_icc/reader2.csv");
  const Json expected = oracle_json("07_icc/expected.json");
  const Json& all = expected.at("degenerate");
  for (const auto& [name, want] : all.as_object()) {
    const std::vector<std::vector<double>> readers = {csv_column(one, name), csv_column(two, name)};
    for (const auto& [form, key] : forms) {
      const Icc got = icc(readers, form);
      EXPECT_EQ(static_cast<std::int64_t>(got.n), want.at("n").as_integer()) << name;
      const double estimate = want.at("icc" + key).as_number();
      if (std::isnan(estimate)) {
        EXPECT_EQ(got.reason, "no variance") << name;
      } else if (std::isfinite(estimate)) {
        EXPECT_NEAR(got.estimate, estimate, 1e-10) << name << key;
      }
      const double lower = want.at("ci" + key).as_array()[0].as_number();
      const double upper = want.at("ci" + key).as_array()[1].as_number();
      if (std::isfinite(lower) && key[1] != 'k') {
        EXPECT_NEAR(got.lower, lower, 1e-8) << name << key;
        EXPECT_NEAR(got.upper, upper, 1e-8) << name << key;
      }
    }
  }
  const auto agreement = [&](const std::string& name) {
    return icc(std::vector<std::vector<double>>{csv_column(one, name), csv_column(two, name)});
  };
  EXPECT_EQ(agreement("identical").lower, 1.0);
  EXPECT_EQ(agreement("identical").upper, 1.0);
  EXPECT_EQ(agreement("one_outlier").reason, "one case carries nearly all variance");
  EXPECT_LT(agreement("negative").estimate, -1.0);
}

// Consistency forgives readers who differ by an offset: more features pass.
TEST(IccOracle, ConsistencyKeepsTheFeaturesThatRKeeps) {
  NEEDS_ORACLE("07_icc/expected.json");
  const Csv one = oracle_csv("07_icc/reader1.csv"), two = oracle_csv("07_icc/reader2.csv");
  const Json expected = oracle_json("07_icc/expected.json");
  std::vector<std::string> kept, wanted;
  for (const auto& name : one.header) {
    const std::vector<std::vector<double>> readers = {csv_column(one, name), csv_column(two, name)};
    if (icc(readers, IccForm::consistency).estimate > 0.8) kept.push_back(name);
  }
  for (const Json& name : expected.at("two_reader").at("kept_icc31_above_0.8").as_array())
    wanted.push_back(name.as_string());
  std::sort(kept.begin(), kept.end());
  std::sort(wanted.begin(), wanted.end());
  EXPECT_EQ(kept, wanted);
}

}  // namespace
}  // namespace dlrr
