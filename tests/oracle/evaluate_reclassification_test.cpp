// NRI and IDI against Hmisc and two own computations (shared/data/oracles/02_nri_idi).
#include "evaluate/reclassification.h"
#include "oracle/evaluate_data.h"

namespace dlrr::oracle {
namespace {

// Infinite statistics of a zero variance are "not estimable" here: NaN.
void expect_test(double found, const Json& wanted, double se, const std::string& where) {
  if (se == 0.0)
    EXPECT_TRUE(std::isnan(found)) << where;
  else
    expect_near(found, wanted, 1e-10 * std::max(1.0, std::abs(number(wanted))), where);
}

void check_table(const std::vector<std::vector<std::size_t>>& found, const Json& wanted,
                 const std::string& where) {
  ASSERT_EQ(found.size(), wanted.size()) << where;
  for (std::size_t i = 0; i < found.size(); ++i)
    for (std::size_t j = 0; j < found.size(); ++j)
      EXPECT_EQ(static_cast<std::int64_t>(found[i][j]),
                wanted.as_array()[i].as_array()[j].as_integer())
          << where;
}

// The expected values have the parts' standard error and the z of the null hypothesis; p follows.
void check_part(const NriPart& found, const Json& wanted, const std::string& where) {
  const double se = number(wanted.at("se_2011"));
  expect_near(found.se_2011, wanted.at("se_2011"), 1e-10, where + " se");
  EXPECT_NEAR((found.share.upper - found.share.lower) / 2, normal_multiplier(0.95) * se, 1e-10)
      << where;
  if (std::isfinite(number(wanted.at("z_2008")))) {
    expect_near(found.z_2008, wanted.at("z_2008"), 1e-10, where + " z 2008");
    EXPECT_NEAR(found.p_2008, two_sided_normal(number(wanted.at("z_2008"))), 1e-10) << where;
  } else {
    EXPECT_TRUE(std::isnan(found.z_2008)) << where;
  }
  if (se > 0.0)
    EXPECT_NEAR(found.p_2011, two_sided_normal(found.share.estimate / se), 1e-10) << where;
  else
    EXPECT_TRUE(std::isnan(found.p_2011)) << where;
}

void check_nri(const Nri& found, const Json& wanted, const std::string& where) {
  const std::pair<const char*, std::size_t> moves[] = {{"up_event", found.up_event},
                                                       {"down_event", found.down_event},
                                                       {"up_nonevent", found.up_nonevent},
                                                       {"down_nonevent", found.down_nonevent}};
  for (const auto& [name, count] : moves)
    EXPECT_EQ(static_cast<std::int64_t>(count), wanted.at(name).as_integer()) << where << name;
  EXPECT_EQ(static_cast<std::int64_t>(found.events), wanted.at("n_event").as_integer()) << where;
  EXPECT_EQ(static_cast<std::int64_t>(found.nonevents), wanted.at("n_nonevent").as_integer())
      << where;
  expect_near(found.event.share.estimate, wanted.at("nri_event"), 1e-10, where + " event");
  expect_near(found.nonevent.share.estimate, wanted.at("nri_nonevent"), 1e-10, where + " nonevent");
  expect_near(found.nri.estimate, wanted.at("nri"), 1e-10, where + " nri");
  expect_near(found.se_2008, wanted.at("se_2008"), 1e-10, where + " se 2008");
  expect_near(found.se_2011, wanted.at("se_2011"), 1e-10, where + " se 2011");
  expect_test(found.z_2008, wanted.at("z_2008"), found.se_2008, where + " z 2008");
  expect_test(found.p_2008, wanted.at("p_2008"), found.se_2008, where + " p 2008");
  expect_test(found.z_2011, wanted.at("z_2011"), found.se_2011, where + " z 2011");
  expect_test(found.p_2011, wanted.at("p_2011"), found.se_2011, where + " p 2011");
  expect_near(found.nri.lower, wanted.at("ci95_2011").as_array()[0], 1e-10, where + " lower");
  expect_near(found.nri.upper, wanted.at("ci95_2011").as_array()[1], 1e-10, where + " upper");
  check_part(found.event, wanted.at("event"), where + " event");
  check_part(found.nonevent, wanted.at("nonevent"), where + " nonevent");
  if (found.cuts.empty()) return;
  check_table(found.table_event, wanted.at("table_event"), where + " events");
  check_table(found.table_nonevent, wanted.at("table_nonevent"), where + " nonevents");
}

void check_idi(const Idi& found, const Json& wanted, const std::string& where) {
  expect_near(found.mean_event_new, wanted.at("is_new"), 1e-10, where);
  expect_near(found.mean_event_old, wanted.at("is_old"), 1e-10, where);
  expect_near(found.mean_nonevent_new, wanted.at("ip_new"), 1e-10, where);
  expect_near(found.mean_nonevent_old, wanted.at("ip_old"), 1e-10, where);
  expect_near(found.idi.estimate, wanted.at("idi"), 1e-10, where + " idi");
  expect_near(found.mean_event_old - found.mean_nonevent_old, wanted.at("discrimination_slope_old"),
              1e-10, where + " slope old");
  expect_near(found.mean_event_new - found.mean_nonevent_new, wanted.at("discrimination_slope_new"),
              1e-10, where + " slope new");
  expect_near(found.se, wanted.at("se"), 1e-10, where + " se");
  expect_test(found.z, wanted.at("z"), found.se, where + " z");
  expect_test(found.p, wanted.at("p"), found.se, where + " p");
  expect_near(found.idi.lower, wanted.at("ci95").as_array()[0], 1e-10, where + " lower");
  expect_near(found.idi.upper, wanted.at("ci95").as_array()[1], 1e-10, where + " upper");
}

TEST(ReclassificationOracle, EveryPairOfModelsAgreesWithHmisc) {
  DLRR_NEEDS_ORACLE("02_nri_idi");
  const Json all = expected("02_nri_idi");
  for (const auto& [pair, wanted] : all.at("pairs").as_object()) {
    const Csv csv = read_csv(folder("02_nri_idi") / (pair + ".csv"));
    const auto y = outcomes(csv);
    const auto before = numbers(csv, "p_old"), after = numbers(csv, "p_new");
    check_nri(continuous_nri(before, after, y), wanted.at("continuous"), pair + " continuous");
    check_idi(idi(before, after, y), wanted.at("idi"), pair + " idi");
    for (const char* name : {"categorical_two", "categorical_three", "categorical_four"}) {
      const Json* entry = wanted.find(name);
      if (!entry) continue;
      std::vector<double> cuts;
      if (entry->at("cutoffs").is_array())
        for (const Json& cut : entry->at("cutoffs").as_array()) cuts.push_back(cut.as_number());
      else
        cuts.push_back(entry->at("cutoffs").as_number());
      check_nri(categorical_nri(before, after, y, cuts), *entry, pair + " " + name);
    }
  }
}

}  // namespace
}  // namespace dlrr::oracle
