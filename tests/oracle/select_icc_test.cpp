#include <algorithm>
#include <cmath>

#include "oracle/select_data.h"
#include "port/distributions.h"
#include "select/icc.h"

namespace dlrr {
namespace {

const std::pair<IccForm, std::string> forms[] = {
    {IccForm::one_way, "11"},        {IccForm::agreement, "21"},
    {IccForm::consistency, "31"},    {IccForm::one_way_mean, "1k"},
    {IccForm::agreement_mean, "2k"}, {IccForm::consistency_mean, "3k"}};

constexpr IccForm in_psych_order[] = {IccForm::one_way,        IccForm::agreement,
                                      IccForm::consistency,    IccForm::one_way_mean,
                                      IccForm::agreement_mean, IccForm::consistency_mean};

using Readers = std::vector<std::vector<double>>;

double finite_or(const Json& value, double other) {
  const double v = value.as_number();
  return std::isfinite(v) ? v : other;
}

// The mean squares behind the coefficients: what they give by the published formulas is ours, and F
// and its p follow from our coefficients.
void check_parts(const Readers& readers, const Json& want, const std::string& name) {
  const double k = want.at("k").as_number(), n = want.at("n").as_number();
  ASSERT_EQ(static_cast<double>(readers.size()), k) << name;
  const double msb = want.at("MSB").as_number(), msw = want.at("MSW").as_number();
  const double msj = want.at("MSJ").as_number(), mse = want.at("MSE").as_number();
  const double one = icc(readers, IccForm::one_way).estimate;
  const double two = icc(readers, IccForm::agreement).estimate;
  const double three = icc(readers, IccForm::consistency).estimate;
  EXPECT_NEAR(one, (msb - msw) / (msb + (k - 1) * msw), 1e-10) << name;
  EXPECT_NEAR(two, (msb - mse) / (msb + (k - 1) * mse + k * (msj - mse) / n), 1e-10) << name;
  EXPECT_NEAR(three, (msb - mse) / (msb + (k - 1) * mse), 1e-10) << name;
  const auto check_f = [&](double estimate, double df2, const std::string& form) {
    const double f = (1 + (k - 1) * estimate) / (1 - estimate);
    const double wanted = want.at("F_icc" + form).as_number();
    // As the coefficient nears 1, its last digits are all that F has.
    if (!(wanted < 1e6)) {
      EXPECT_GT(f, 1e6) << name << form;
      return;
    }
    EXPECT_NEAR(f, wanted, 1e-8 * std::max(1.0, wanted)) << name << form;
    const double p = want.at("p_icc" + form).as_number();
    EXPECT_NEAR(f_upper(f, n - 1, df2), p, std::max(1e-10 * p, std::min(1e-10, 1e-6 * p)))
        << name << form;
  };
  check_f(one, n * (k - 1), "1");
  check_f(three, (n - 1) * (k - 1), "3");
}

// psych rounds its mean squares, which shows where they are nothing but rounding.
void check_psych(const Readers& readers, const Json& want, const std::string& name) {
  if (!want.find("psych_icc")) return;  // of a column with gaps
  EXPECT_LT(finite_or(want.at("psych_max_abs_diff_icc"), 0), 1e-10) << name;
  EXPECT_LT(finite_or(want.at("psych_max_abs_diff_ci"), 0), 1e-10) << name;
  for (std::size_t f = 0; f < 6; ++f) {
    const Icc got = icc(readers, in_psych_order[f]);
    if (got.reason == "no variance" || want.at("MSB").as_number() == 0) continue;
    EXPECT_NEAR(got.estimate, want.at("psych_icc").as_array()[f].as_number(), 1e-10) << name << f;
  }
}

TEST(IccOracle, AgreesOnTheClassicMatrices) {
  NEEDS_ORACLE("07_icc/expected.json");
  const Json expected = oracle_json("07_icc/expected.json");
  for (const auto& [name, want] : expected.at("matrices").as_object()) {
    const Csv csv = oracle_csv("07_icc/" + name + ".csv");
    const Matrix m = csv_matrix(csv, {});
    std::vector<std::vector<double>> readers;
    for (std::size_t j = 0; j < m.columns(); ++j) readers.push_back(m.column(j));
    check_parts(readers, want, name);
    check_psych(readers, want, name);
    for (const auto& [form, key] : forms) {
      const Icc got = icc(readers, form);
      EXPECT_EQ(static_cast<std::int64_t>(got.n), want.at("n").as_integer()) << name;
      EXPECT_NEAR(got.estimate, want.at("icc" + key).as_number(), 1e-10) << name << key;
      EXPECT_NEAR(got.lower, want.at("ci" + key).as_array()[0].as_number(), 1e-8) << name << key;
      EXPECT_NEAR(got.upper, want.at("ci" + key).as_array()[1].as_number(), 1e-8) << name << key;
    }
  }
}

std::vector<std::string> sorted(const Json& names) {
  std::vector<std::string> out;
  for (const Json& name : names.as_array()) out.push_back(name.as_string());
  std::sort(out.begin(), out.end());
  return out;
}

TEST(IccOracle, AgreesOnEveryRegularFeatureOfTwoReaders) {
  NEEDS_ORACLE("07_icc/expected.json");
  const Csv one = oracle_csv("07_icc/reader1.csv"), two = oracle_csv("07_icc/reader2.csv");
  const Csv want = oracle_csv("07_icc/expected_two_reader.csv");
  std::size_t compared = 0;
  std::vector<std::string> kept, kept_by_bound;
  for (const auto& row : want.rows) {
    const std::string& name = row[want.column("feature")];
    const std::vector<std::vector<double>> readers = {csv_column(one, name), csv_column(two, name)};
    for (const auto& [form, key] : forms) {
      const Icc got = icc(readers, form);
      const auto cell = [&](const std::string& c) { return number_cell(row[want.column(c)]); };
      EXPECT_EQ(static_cast<double>(got.n), cell("n")) << name;
      if (form == IccForm::agreement && got.estimate > 0.8) kept.push_back(name);
      // The columns that both readers gave alike have no interval there and [1, 1] here.
      if (form == IccForm::agreement && got.lower > 0.75 && got.lower < 1)
        kept_by_bound.push_back(name);
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
  const Json& lists = expected.at("two_reader");
  EXPECT_EQ(lists.at("features").as_integer(), static_cast<std::int64_t>(want.rows.size()));
  std::sort(kept.begin(), kept.end());
  std::sort(kept_by_bound.begin(), kept_by_bound.end());
  EXPECT_EQ(kept, sorted(lists.at("kept_icc21_above_0.8")));
  EXPECT_EQ(kept_by_bound, sorted(lists.at("kept_icc21_lower_bound_above_0.75")));
}

// 0/0 has its reason; equal ratings have [1, 1] in place of R's NaN; all else is R's.
TEST(IccOracle, DegenerateColumnsAreWhatTheReadmeAsksFor) {
  NEEDS_ORACLE("07_icc/expected.json");
  const Csv one = oracle_csv("07_icc/reader1.csv"), two = oracle_csv("07_icc/reader2.csv");
  const Json expected = oracle_json("07_icc/expected.json");
  const Json& all = expected.at("degenerate");
  for (const auto& [name, want] : all.as_object()) {
    const std::vector<std::vector<double>> readers = {csv_column(one, name), csv_column(two, name)};
    if (want.at("MSB").as_number() > 0) check_parts(readers, want, name);
    check_psych(readers, want, name);
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
      if (std::isfinite(lower) && std::isfinite(estimate)) {
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
  std::vector<std::string> kept;
  for (const auto& name : one.header) {
    const std::vector<std::vector<double>> readers = {csv_column(one, name), csv_column(two, name)};
    if (icc(readers, IccForm::consistency).estimate > 0.8) kept.push_back(name);
  }
  std::sort(kept.begin(), kept.end());
  EXPECT_EQ(kept, sorted(expected.at("two_reader").at("kept_icc31_above_0.8")));
}

}  // namespace
}  // namespace dlrr
