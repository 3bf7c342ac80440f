// The bootstrap of the AUC: given resamples, and the range of pROC's intervals over eight seeds
// (shared/data/oracles/01_roc).
#include <algorithm>

#include "base/rank.h"
#include "evaluate/bootstrap.h"
#include "oracle/evaluate_data.h"
#include "port/gzip.h"

namespace dlrr::oracle {
namespace {

using Resamples = std::vector<std::vector<std::size_t>>;

Resamples given_resamples(const std::string& table) {
  const auto path = folder("01_roc") / ("boot_" + table + ".csv.gz");
  Resamples out;
  for (const std::string& line : split(gunzip(read_file(path), path.string()), '\n')) {
    if (trim(line).empty()) continue;
    out.emplace_back();
    for (const std::string& cell : split(line, ','))
      out.back().push_back(static_cast<std::size_t>(*parse_integer(cell)));
  }
  return out;
}

void check_given(const std::vector<double>& score, const std::vector<int>& y,
                 const Resamples& resamples, const Json& wanted, const std::string& where) {
  std::vector<double> values;
  for (const auto& rows : resamples) values.push_back(auc_of_rows(score, y, rows));
  ASSERT_EQ(static_cast<std::int64_t>(values.size()), wanted.at("B").as_integer()) << where;
  for (std::size_t k = 0; k < 10; ++k)
    expect_near(values[k], wanted.at("first10").as_array()[k], 1e-10, where + " first");
  expect_near(mean_of(values), wanted.at("mean"), 1e-10, where + " mean");
  expect_near(std::sqrt(variance_of(values)), wanted.at("sd"), 1e-10, where + " sd");
  const Interval found = percentile_interval(0.0, values);
  expect_near(found.lower, wanted.at("pct95_type7").as_array()[0], 1e-10, where + " lower");
  expect_near(found.upper, wanted.at("pct95_type7").as_array()[1], 1e-10, where + " upper");
}

// Eight seeds of pROC span a range; ours lies within it, widened as the README asks.
void check_own(const std::vector<double>& score, const std::vector<int>& y, const Json& range,
               const std::string& where) {
  const auto events = std::count(y.begin(), y.end(), 1);
  const double wider = events < 20 ? 0.02 : 0.01;
  for (const std::uint64_t seed : {1u, 2u, 3u}) {
    const Interval found = bootstrap_auc(score, y, {2000, seed, 2});
    for (const auto& [value, key] :
         {std::pair(found.lower, "lower_range"), std::pair(found.upper, "upper_range")}) {
      EXPECT_GE(value, range.at(key).as_array()[0].as_number() - wider) << where << key << seed;
      EXPECT_LE(value, range.at(key).as_array()[1].as_number() + wider) << where << key << seed;
    }
    EXPECT_EQ(found.estimate, auc(score, y)) << where;
  }
}

TEST(BootstrapOracle, GivenResamplesAndRangesOverSeedsAgreeWithProc) {
  DLRR_NEEDS_ORACLE("01_roc");
  const Json all = expected("01_roc");
  std::size_t scores = 0;
  for (const auto& [table, content] : all.at("bootstrap_given_indices").as_object()) {
    const Csv csv = read_csv(folder("01_roc") / (table + ".csv"));
    const auto y = outcomes(csv);
    const Resamples resamples = given_resamples(table);
    for (const auto& [name, wanted] : content.as_object()) {
      check_given(numbers(csv, name), y, resamples, wanted, table + " " + name);
      check_own(numbers(csv, name), y, wanted.at("pROC_boot2000_8seeds"), table + " " + name);
      ++scores;
    }
  }
  EXPECT_EQ(scores, 13u);
}

}  // namespace
}  // namespace dlrr::oracle
