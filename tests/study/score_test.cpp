#include "study/score.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "base/error.h"
#include "base/random.h"
#include "base/summary.h"
#include "port/json_text.h"

namespace dlrr {
namespace {

struct Cohort {
  Table features;
  std::vector<int> outcome;
  std::vector<std::size_t> training;  // the first 40 of 60 patients
};

// Two blocks of three columns; art.tumour.f0 tells the outcome, the rest is noise.
Cohort made_cohort() {
  Cohort out;
  Random random(8, "score test");
  for (const char* block : {"art.tumour.", "por.rim."})
    for (int j = 0; j < 3; ++j)
      out.features.columns.push_back({block + ("f" + std::to_string(j)), Origin::radiomics, {}});
  out.features.values = Matrix(60, 6);
  for (std::size_t i = 0; i < 60; ++i) {
    out.features.patients.push_back("P" + std::to_string(i));
    out.outcome.push_back(i % 3 == 0);
    for (std::size_t j = 0; j < 6; ++j) out.features.values(i, j) = 10 + 3 * random.normal();
    out.features.values(i, 0) += 12 * out.outcome[i];
  }
  out.training.resize(40);
  std::iota(out.training.begin(), out.training.end(), 0);
  return out;
}

Score learned(const Cohort& cohort, const SelectionPlan& plan = {}) {
  return learn_score("rad_score", cohort.features, {}, cohort.training, cohort.outcome, plan, 1);
}

// The formula as a reader of the report would work it out by hand.
double by_hand(const Score& score, const Table& features, std::size_t row) {
  double sum = score.intercept;
  for (const auto& term : score.terms)
    sum += term.coefficient *
           (features.values(row, *features.find_column(term.feature)) - term.mean) / term.sd;
  return sum;
}

TEST(Score, IsTheFormulaThatItPrints) {
  const auto cohort = made_cohort();
  const Score score = learned(cohort);
  ASSERT_FALSE(score.terms.empty());
  EXPECT_EQ(score.terms[0].feature, "art.tumour.f0");
  EXPECT_GT(score.terms[0].coefficient, 0);
  const auto values = apply_score(score, cohort.features);
  for (std::size_t i = 0; i < values.size(); ++i)
    EXPECT_NEAR(values[i], by_hand(score, cohort.features, i), 1e-12);
}

TEST(Score, DescribesItsTermsByTheTrainingRows) {
  const auto cohort = made_cohort();
  const Score score = learned(cohort);
  std::vector<double> column;
  for (const auto row : cohort.training) column.push_back(cohort.features.values(row, 0));
  const auto& term = score.terms.at(0);
  EXPECT_DOUBLE_EQ(term.mean, moments(column).mean);
  EXPECT_DOUBLE_EQ(term.sd, moments(column).sd);
  EXPECT_DOUBLE_EQ(term.fill, median(column));
  EXPECT_EQ(term.low, *std::ranges::min_element(column));
  EXPECT_EQ(term.high, *std::ranges::max_element(column));
}

TEST(Score, LearnsNothingFromRowsOutsideTheTrainingSet) {
  auto cohort = made_cohort();
  const auto before = json_text(to_json(learned(cohort)));
  for (std::size_t i = 40; i < 60; ++i) {
    cohort.outcome[i] = 1 - cohort.outcome[i];
    for (std::size_t j = 0; j < 6; ++j) cohort.features.values(i, j) *= -100;
  }
  EXPECT_EQ(json_text(to_json(learned(cohort))), before);
}

TEST(Score, PutsTheTrainingMedianInPlaceOfAGap) {
  auto cohort = made_cohort();
  const Score score = learned(cohort);
  const auto& term = score.terms.at(0);
  auto filled = cohort.features, gap = cohort.features;
  filled.values(50, 0) = term.fill;
  gap.values(50, 0) = std::nan("");
  EXPECT_EQ(apply_score(score, gap), apply_score(score, filled));
}

TEST(Score, LeavesOutColumnsThatAreMostlyGapsOrConstant) {
  auto cohort = made_cohort();
  for (std::size_t i = 0; i < 60; ++i) {
    if (i % 2) cohort.features.values(i, 0) = std::nan("");
    cohort.features.values(i, 1) = 5;
  }
  for (const auto& term : learned(cohort).terms) {
    EXPECT_NE(term.feature, "art.tumour.f0");
    EXPECT_NE(term.feature, "art.tumour.f1");
  }
}

// The cohort measured again on other masks: everything the same but one column.
Table with_noise(const Cohort& cohort, std::size_t column, std::uint64_t seed) {
  Table again = cohort.features;
  Random random(seed, "other masks");
  for (std::size_t i = 0; i < again.patients.size(); ++i)
    again.values(i, column) = 10 + 30 * random.normal();
  return again;
}

std::string drop_reason(const Score& score, const std::string& feature) {
  for (const auto& one : score.dropped)
    if (one.feature == feature && one.stage == "icc") return one.reason;
  return "";
}

TEST(Score, KeepsOnlyColumnsThatEverySourceOfMasksFindsStable) {
  const auto cohort = made_cohort();
  const std::vector<Remeasured> again = {
      {"readers", {with_noise(cohort, 1, 1)}},
      {"perturbed masks", {with_noise(cohort, 4, 2), cohort.features}}};
  const Score score =
      learn_score("dl_score", cohort.features, again, cohort.training, cohort.outcome, {}, 1);
  EXPECT_THAT(drop_reason(score, "art.tumour.f1"), testing::HasSubstr("between two readers"));
  EXPECT_THAT(drop_reason(score, "por.rim.f1"),
              testing::HasSubstr("over the drawn and 2 perturbed masks of 40 patients"));
  EXPECT_EQ(drop_reason(score, "art.tumour.f0"), "");
  EXPECT_EQ(score.icc_of, 6u);
  EXPECT_EQ(score.icc_kept, 4u);
  ASSERT_EQ(score.iccs.size(), 12u);
  for (const auto& one : score.iccs) {
    EXPECT_EQ(one.icc.n, 40u);
    const bool noisy = one.feature == (one.source == "readers" ? "art.tumour.f1" : "por.rim.f1");
    EXPECT_EQ(one.kept, !noisy) << one.feature << " " << one.source;
    if (!noisy) {
      EXPECT_DOUBLE_EQ(one.icc.estimate, 1) << one.feature << " " << one.source;
    }
  }
}

// What is asked for may be the lower bound, and the mean of the readers: of a column that two
// readers see alike but for noise the estimate passes, its lower bound does not, and the mean is
// better.
TEST(Score, AsksTheLowerBoundAndTheMeanOfReadersOnRequest) {
  const auto cohort = made_cohort();
  Table second = cohort.features;
  Random random(12, "second reader");
  for (std::size_t i = 0; i < 60; ++i) second.values(i, 1) += 1.5 * random.normal();
  const std::vector<Remeasured> again = {{"readers", {second}}};
  const auto of = [&](const char* form, const char* bound) {
    SelectionPlan plan;
    plan.icc_form = form;
    plan.icc_bound = bound;
    plan.icc_above = 0.75;
    const Score score =
        learn_score("rad_score", cohort.features, again, cohort.training, cohort.outcome, plan, 1);
    return std::pair(score.iccs.at(1), drop_reason(score, "art.tumour.f1"));
  };
  const auto [one, passes] = of("2,1", "estimate");
  EXPECT_TRUE(one.kept);
  EXPECT_EQ(passes, "");
  EXPECT_GT(one.icc.estimate, 0.75);
  EXPECT_LT(one.icc.lower, 0.75);
  const auto [low, reason] = of("2,1", "lower");
  EXPECT_FALSE(low.kept);
  EXPECT_EQ(low.icc.estimate, one.icc.estimate);
  EXPECT_THAT(reason, testing::HasSubstr("lower bound of ICC(2,1) 0."));
  const auto [mean, none] = of("2,k", "lower");
  EXPECT_TRUE(mean.kept);
  EXPECT_EQ(none, "");
  EXPECT_NEAR(mean.icc.estimate, 2 * one.icc.estimate / (1 + one.icc.estimate), 1e-12);
}

TEST(Score, GathersABlockWhereverItsColumnsStand) {
  auto mixed = made_cohort();
  const std::vector<std::size_t> order = {3, 0, 4, 1, 5, 2};
  mixed.features = mixed.features.select(order);
  const Score score = learned(mixed);
  ASSERT_EQ(score.stages.size(), 3u);
  EXPECT_EQ(score.stages[0].block, "por.rim");
  EXPECT_EQ(score.stages[0].start, 3u);
  EXPECT_EQ(score.stages[1].block, "art.tumour");
  ASSERT_FALSE(score.terms.empty());
  EXPECT_EQ(score.terms[0].coefficient, learned(made_cohort()).terms[0].coefficient);
}

TEST(Score, AsksNoIccOfFewerThanFivePatients) {
  const auto cohort = made_cohort();
  std::vector<Remeasured> again = {{"perturbed masks", {with_noise(cohort, 1, 1)}}};
  auto& table = again[0].tables[0];
  const auto learn = [&] {
    return learn_score("dl_score", cohort.features, again, cohort.training, cohort.outcome, {}, 1);
  };
  const std::vector<std::size_t> four = {3, 2, 1, 0}, five = {4, 3, 2, 1, 0};
  const Table whole = table;
  table = whole.rows(four);
  EXPECT_TRUE(learn().iccs.empty());
  table = whole.rows(five);  // in another order than the training rows
  EXPECT_EQ(learn().iccs.size(), 6u);
  EXPECT_DOUBLE_EQ(learn().iccs[0].icc.estimate, 1);
}

std::vector<std::string> dropped_at(const Score& score, const std::string& stage) {
  std::vector<std::string> out;
  for (const auto& one : score.dropped)
    if (one.stage == stage) out.push_back(one.feature);
  return out;
}

// f2 becomes f1 plus a tenth of noise.
Cohort with_a_near_copy() {
  auto cohort = made_cohort();
  Random random(9, "near copy");
  for (std::size_t i = 0; i < 60; ++i)
    cohort.features.values(i, 2) = cohort.features.values(i, 1) + 0.3 * random.normal();
  return cohort;
}

TEST(Score, DropsCorrelatedColumnsOnRequestAndNamesTheOneThatStays) {
  const auto cohort = with_a_near_copy();
  EXPECT_TRUE(dropped_at(learned(cohort), "correlation").empty());
  SelectionPlan plan;
  plan.correlation = true;
  const Score score = learned(cohort, plan);
  ASSERT_EQ(dropped_at(score, "correlation").size(), 1u);
  const bool first = score.dropped[0].feature == "art.tumour.f1";
  EXPECT_THAT(score.dropped[0].reason,
              testing::HasSubstr(first ? "with art.tumour.f2 (allowed: 0.9"
                                       : "with art.tumour.f1 (allowed: 0.9"));
  EXPECT_EQ(score.stages[0].icc, 3u);
  EXPECT_EQ(score.stages[0].correlation, 2u);
}

TEST(Score, FiltersEachBlockAndThePooledColumnsToTheDeclaredNumber) {
  const auto cohort = made_cohort();
  for (const char* filter : {"univariable", "mrmr"}) {
    SelectionPlan plan;
    plan.filter = filter;
    plan.filter_keep = 1;
    const Score score = learned(cohort, plan);
    for (const auto& stage : score.stages) EXPECT_EQ(stage.filter, 1u) << filter << stage.block;
    ASSERT_EQ(score.terms.size(), 1u) << filter;
    EXPECT_EQ(score.terms[0].feature, "art.tumour.f0") << filter;
    EXPECT_EQ(dropped_at(score, "filter").size(), 4u) << filter;
  }
}

// A mixture keeps both of two columns that nearly agree where the LASSO takes one (Zou and Hastie
// 2005, the grouping effect).
TEST(Score, ElasticNetSharesTheWeightAmongCorrelatedColumns) {
  auto cohort = made_cohort();
  Random random(10, "group");
  for (std::size_t i = 0; i < 60; ++i)
    cohort.features.values(i, 1) = cohort.features.values(i, 0) + 0.5 * random.normal();
  SelectionPlan plan;
  plan.rfe = false;
  plan.lasso_mix = 0.1;
  const Score score = learned(cohort, plan);
  const auto weight = [&](const char* name) {
    for (const auto& term : score.terms)
      if (term.feature == name) return term.coefficient;
    return 0.0;
  };
  EXPECT_GT(weight("art.tumour.f1"), 0);
  EXPECT_NEAR(weight("art.tumour.f0") / weight("art.tumour.f1"), 1, 0.5);
}

TEST(Score, RepeatsOfTheFoldsSmoothTheCurveAndKeepThePath) {
  const auto cohort = made_cohort();
  SelectionPlan plan;
  const Score once = learned(cohort, plan);
  plan.lasso_repeats = 5;
  const Score often = learned(cohort, plan);
  EXPECT_EQ(often.lambda.front(), once.lambda.front());
  EXPECT_NE(often.cvm, once.cvm);
}

TEST(Score, ReadsBackFromItsJsonToTheSameBits) {
  const auto cohort = made_cohort();
  const Score score = learned(cohort);
  const Score again = score_from_json(parse_json(json_text(to_json(score)), "score"));
  EXPECT_EQ(apply_score(again, cohort.features), apply_score(score, cohort.features));
}

TEST(Score, NamesAFeatureThatTheTableLacks) {
  auto cohort = made_cohort();
  const Score score = learned(cohort);
  cohort.features.columns[0].name = "art.tumour.other";
  try {
    apply_score(score, cohort.features);
    FAIL();
  } catch (const Error& e) {
    EXPECT_THAT(e.what(), testing::HasSubstr("art.tumour.f0"));
  }
}

}  // namespace
}  // namespace dlrr
