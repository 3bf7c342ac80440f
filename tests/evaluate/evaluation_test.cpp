#include "evaluate/evaluation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "base/random.h"
#include "base/rank.h"
#include "evaluate/decision.h"
#include "evaluate/reclassification.h"
#include "evaluate/roc.h"
#include "evaluate/survival.h"
#include "evaluate/uno.h"

namespace dlrr {
namespace {

using Values = std::vector<double>;
using Outcomes = std::vector<int>;

// Risks that know something, with ties, and times that shorten with the first risk.
Predictions made_up(std::size_t n, std::uint64_t seed = 5) {
  Random random(seed, "made up");
  Predictions out;
  out.risks = {{"a", true, {}}, {"b", true, {}}};
  out.outcome_name = "y", out.event_label = "1";
  out.time_name = "months", out.event_name = "dead";
  for (std::size_t i = 0; i < n; ++i) {
    const double a = std::round(20.0 * (0.05 + 0.9 * random.uniform())) / 20.0;
    const double b = std::clamp(a + 0.2 * random.normal(), 0.01, 0.99);
    out.risks[0].value.push_back(a);
    out.risks[1].value.push_back(b);
    out.outcome.push_back(random.uniform() < a);
    out.time.push_back(std::ceil(-20.0 * std::log(1.0 - random.uniform()) / (0.2 + a)));
    out.event.push_back(random.uniform() < 0.7);
  }
  return out;
}

Predictions permuted(const Predictions& from, std::uint64_t seed) {
  std::vector<std::size_t> order(from.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  Random(seed, "order").shuffle(order);
  Predictions out = from;
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (std::size_t r = 0; r < out.risks.size(); ++r)
      out.risks[r].value[i] = from.risks[r].value[order[i]];
    out.outcome[i] = from.outcome[order[i]];
    out.time[i] = from.time[order[i]];
    out.event[i] = from.event[order[i]];
  }
  return out;
}

EvaluationOptions quick(unsigned threads = 1) {
  EvaluationOptions out;
  out.bootstrap = {50, 3, threads};
  return out;
}

// The same value, kind and order of keys, bit for bit.
bool same(const Json& a, const Json& b) {
  if (a.is_object() != b.is_object() || a.is_array() != b.is_array()) return false;
  if (a.is_object()) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
      if (a.as_object()[i].first != b.as_object()[i].first ||
          !same(a.as_object()[i].second, b.as_object()[i].second))
        return false;
    return true;
  }
  if (a.is_array()) {
    return a.size() == b.size() &&
           std::equal(a.as_array().begin(), a.as_array().end(), b.as_array().begin(), same);
  }
  if (a.is_number()) return b.is_number() && a.as_number() == b.as_number();
  if (a.is_string()) return b.is_string() && a.as_string() == b.as_string();
  return a.is_null() == b.is_null();
}

bool holds_nan(const Json& value) {
  if (value.is_object())
    return std::any_of(value.as_object().begin(), value.as_object().end(),
                       [](const auto& m) { return holds_nan(m.second); });
  if (value.is_array())
    return std::any_of(value.as_array().begin(), value.as_array().end(), holds_nan);
  return value.is_number() && std::isnan(value.as_number());
}

TEST(Evaluation, HasEveryPartForRisksPairsAndFollowUp) {
  const Json found = evaluate_predictions(made_up(200), quick());
  const Json& risk = found.at("risks").at("a");
  for (const char* key : {"auc", "roc", "brier", "scaled_brier", "calibration", "decision",
                          "operating", "operating_points", "youden", "survival"})
    EXPECT_NE(risk.find(key), nullptr) << key;
  for (const char* key : {"estimate", "lower", "upper", "method", "bootstrap"})
    EXPECT_NE(risk.at("auc").find(key), nullptr) << key;
  const Json& pair = found.at("pairs").as_array().front();
  EXPECT_EQ(pair.at("a").as_string(), "a");
  EXPECT_EQ(pair.at("b").as_string(), "b");
  for (const char* key : {"delong", "nri", "idi", "net_benefit", "n", "events"})
    EXPECT_NE(pair.find(key), nullptr) << key;
  for (const char* key : {"harrell_c", "uno_c", "auc_at", "cox", "groups"})
    EXPECT_NE(risk.at("survival").find(key), nullptr) << key;
}

TEST(Evaluation, IsTheSameBitForBitForAnyNumberOfThreads) {
  const Predictions set = made_up(150);
  EXPECT_TRUE(same(evaluate_predictions(set, quick(1)), evaluate_predictions(set, quick(4))));
}

TEST(Evaluation, DoesNotDependOnTheOrderOfThePatientsInAnyBit) {
  const Predictions set = made_up(150);
  const Json found = evaluate_predictions(set, quick());
  for (const std::uint64_t seed : {8u, 9u})
    EXPECT_TRUE(same(found, evaluate_predictions(permuted(set, seed), quick(2))));
}

TEST(Evaluation, OfSetsIsThatOfEachSetAlone) {
  Predictions set = made_up(160);
  for (std::size_t i = 0; i < set.size(); ++i) set.set.push_back(i % 2 ? "north" : "south");
  set.set_name = "centre";
  const Json found = evaluate_predictions(set, quick());
  EXPECT_EQ(found.find("risks"), nullptr);
  const Predictions north = set.of_set("north");
  EXPECT_EQ(north.size(), 80u);
  const Json alone = evaluate_predictions(north, quick());
  EXPECT_TRUE(same(found.at("cohorts").at("north").at("risks"), alone.at("risks")));
}

TEST(Evaluation, NeverHoldsNaNAndGivesAReasonForEveryGap) {
  Predictions odd = made_up(40);
  std::fill(odd.risks[0].value.begin(), odd.risks[0].value.end(), 0.3);
  std::fill(odd.event.begin(), odd.event.end(), 0);
  const Json found = evaluate_predictions(odd, quick());
  EXPECT_FALSE(holds_nan(found));
  EXPECT_TRUE(found.at("risks").at("a").at("calibration").at("slope").is_null());
  EXPECT_GE(found.at("gaps").size(), 3u);
  for (const Json& gap : found.at("gaps").as_array())
    EXPECT_NE(gap.at("reason").as_string(), "not estimable from these patients")
        << gap.at("at").as_string();
}

TEST(Evaluation, OfOneClassIsRefusedInWords) {
  Predictions odd = made_up(20);
  std::fill(odd.outcome.begin(), odd.outcome.end(), 1);
  EXPECT_THROW(evaluate_predictions(odd, quick()), Error);
}

TEST(Evaluation, AScoreIsJudgedByOrderOnly) {
  Predictions set = made_up(60);
  set.risks[1].probability = false;
  for (double& v : set.risks[1].value) v = 10.0 * v - 3.0;
  const Json found = evaluate_predictions(set, quick());
  EXPECT_TRUE(found.at("risks").at("b").at("brier").is_null());
  EXPECT_TRUE(found.at("pairs").as_array().front().at("nri").is_null());
  EXPECT_TRUE(found.at("risks").at("b").at("auc").at("estimate").is_number());
}

TEST(Evaluation, IntervalOfF1IsThatOfTheShareItIsMadeOf) {
  const Json found = evaluate_predictions(made_up(90), quick());
  const Json& at = found.at("risks").at("a").at("operating");
  const double tp = at.at("tp").as_number();
  const double share = tp / (tp + at.at("fp").as_number() + at.at("fn").as_number());
  EXPECT_NEAR(at.at("f1").at("estimate").as_number(), 2 * share / (1 + share), 1e-15);
  EXPECT_LT(at.at("f1").at("lower").as_number(), at.at("f1").at("estimate").as_number());
  EXPECT_GT(at.at("f1").at("upper").as_number(), at.at("f1").at("estimate").as_number());
}

TEST(Evaluation, OfTiesEverywhereIsOneHalfAndStillEstimable) {
  Predictions set = made_up(60);
  for (std::size_t i = 0; i < set.size(); ++i) set.time[i] = 5.0;
  for (auto& risk : set.risks) std::fill(risk.value.begin(), risk.value.end(), 0.5);
  const Json found = evaluate_predictions(set, quick());
  EXPECT_EQ(found.at("risks").at("a").at("auc").at("estimate").as_number(), 0.5);
  EXPECT_TRUE(found.at("pairs").as_array()[0].at("delong").at("p").is_null());
  EXPECT_TRUE(found.at("risks").at("a").at("survival").at("groups").at("log_rank").is_null());
  EXPECT_FALSE(holds_nan(found));
}

TEST(Property, AucOfANegatedRiskIsItsComplement) {
  const Predictions set = made_up(120);
  Values negated = set.risks[0].value;
  for (double& v : negated) v = -v;
  const Auc here = area_under_curve(set.risks[0].value, set.outcome);
  const Auc there = area_under_curve(negated, set.outcome);
  EXPECT_NEAR(here.auc, 1.0 - there.auc, 1e-15);
  EXPECT_NEAR(here.variance, there.variance, 1e-15);
}

TEST(Property, NriIsTheSumOfItsPartsAndTurnsItsSignWithThePair) {
  const Predictions set = made_up(120);
  const auto& a = set.risks[0].value;
  const auto& b = set.risks[1].value;
  const Nri forth = continuous_nri(a, b, set.outcome), back = continuous_nri(b, a, set.outcome);
  EXPECT_EQ(forth.nri.estimate, forth.event.share.estimate + forth.nonevent.share.estimate);
  EXPECT_EQ(forth.nri.estimate, -back.nri.estimate);
  EXPECT_EQ(idi(a, b, set.outcome).idi.estimate, -idi(b, a, set.outcome).idi.estimate);
}

TEST(Property, KaplanMeierWithoutCensoringIsTheEmpiricalShare) {
  const Predictions set = made_up(90);
  const Outcomes all(set.size(), 1);
  const SurvivalCurve curve = kaplan_meier(set.time, all);
  for (std::size_t k = 0; k < curve.time.size(); ++k) {
    const auto later = std::count_if(set.time.begin(), set.time.end(),
                                     [&](double t) { return t > curve.time[k]; });
    EXPECT_NEAR(curve.survival[k], static_cast<double>(later) / 90.0, 1e-12);
  }
}

TEST(Property, UnosCWithoutCensoringIsHarrells) {
  const Predictions set = made_up(90);
  const Outcomes all(set.size(), 1);
  EXPECT_NEAR(uno_c(set.risks[0].value, set.time, all, HUGE_VAL),
              harrell_c(set.risks[0].value, set.time, all).c.estimate, 1e-12);
}

// The definition, pair by pair.
double uno_by_pairs(const Values& risk, const Values& time, const Outcomes& event, double tau) {
  const Values chance = uncensored_before(time, event);
  double agreeing = 0.0, usable = 0.0;
  for (std::size_t i = 0; i < risk.size(); ++i)
    for (std::size_t j = 0; j < risk.size(); ++j) {
      const bool later = time[j] > time[i] || (time[j] == time[i] && event[j] == 0);
      if (i == j || event[i] == 0 || time[i] > tau || !later) continue;
      const double weight = 1.0 / (chance[i] * chance[i]);
      usable += weight;
      agreeing += weight * (risk[i] > risk[j] ? 1.0 : risk[i] == risk[j] ? 0.5 : 0.0);
    }
  return agreeing / usable;
}

TEST(Uno, AgreesWithItsDefinitionPairByPair) {
  const Predictions set = made_up(80);
  for (const double tau : {8.0, 20.0, 1e9})
    EXPECT_NEAR(uno_c(set.risks[0].value, set.time, set.event, tau),
                uno_by_pairs(set.risks[0].value, set.time, set.event, tau), 1e-12);
}

TEST(Uno, ChanceOfBeingWatchedFollowsTheCensoredOnly) {
  // Censored at 2 (of 3 that stay, the event of 2 has left) and at 4.
  const Values chance = uncensored_before(Values{1, 2, 2, 4, 5}, Outcomes{1, 1, 0, 0, 1});
  EXPECT_DOUBLE_EQ(chance[0], 1.0);
  EXPECT_DOUBLE_EQ(chance[2], 1.0);
  EXPECT_DOUBLE_EQ(chance[3], 2.0 / 3.0);
  EXPECT_DOUBLE_EQ(chance[4], 1.0 / 3.0);
}

TEST(AucAtATime, WithoutCensoringIsTheAucOfEventsUntilThen) {
  const Predictions set = made_up(90);
  Outcomes until;
  for (const double t : set.time) until.push_back(t <= 15.0);
  const AucAt found = auc_at(set.risks[0].value, set.time, Outcomes(set.size(), 1), 15.0);
  EXPECT_NEAR(found.auc, auc(set.risks[0].value, until), 1e-12);
  EXPECT_EQ(found.cases + found.controls, set.size());
}

TEST(Bootstrap, HasAStreamPerReplicateSoThatMoreReplicatesKeepTheFirst) {
  const Predictions set = made_up(100);
  const auto few = net_benefit_bands({set.risks[0].value}, set.outcome, {1, 7, 1});
  const auto again = net_benefit_bands({set.risks[0].value}, set.outcome, {1, 7, 3});
  EXPECT_EQ(few.risk[0].lower, again.risk[0].lower);
  EXPECT_EQ(few.risk[0].lower, few.risk[0].upper);  // one replicate is its own band
}

TEST(Bootstrap, BandsHoldTheCurveAndTheDifferenceOfARiskWithItselfIsZero) {
  const Predictions set = made_up(200);
  const std::span<const double> risk = set.risks[0].value;
  const auto bands = net_benefit_bands({risk, risk}, set.outcome, {200, 1, 2});
  const DecisionCurve curve = decision_curve(risk, set.outcome);
  for (std::size_t k = 0; k < 60; ++k) {
    EXPECT_LE(bands.risk[0].lower[k], curve.model[k]) << k;
    EXPECT_GE(bands.risk[0].upper[k], curve.model[k]) << k;
    EXPECT_EQ(bands.pair[0].lower[k], 0.0);
    EXPECT_EQ(bands.pair[0].upper[k], 0.0);
  }
}

TEST(Holm, MultipliesTheSmallestByTheirNumberAndNeverFalls) {
  const Values found = holm(Values{0.04, 0.01, 0.03, std::nan("")});
  EXPECT_DOUBLE_EQ(found[1], 0.03);
  EXPECT_DOUBLE_EQ(found[2], 0.06);
  EXPECT_DOUBLE_EQ(found[0], 0.06);
  EXPECT_TRUE(std::isnan(found[3]));
}

}  // namespace
}  // namespace dlrr
