#include "study/survival_protocol.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/pick.h"
#include "base/random.h"
#include "evaluate/concordance.h"
#include "study/bundle.h"
#include "temporary_folder.h"

namespace dlrr {
namespace {

// 90 training patients and 60 others; the hazard rises with f0 and falls with f1. effect 0: with
// nothing. censored: share of patients who are lost before their event.
LearningData made_data(double effect, double censored = 0.4, std::uint64_t seed = 6) {
  LearningData out;
  Random random(seed, "survival protocol test");
  for (int j = 0; j < 12; ++j)
    out.radiomics.columns.push_back({"f" + std::to_string(j), Origin::radiomics, {}});
  out.clinical.columns = {{"age", Origin::clinical, {}}};
  out.radiomics.values = Matrix(150, 12);
  out.clinical.values = Matrix(150, 1);
  for (std::size_t i = 0; i < 150; ++i) {
    out.radiomics.patients.push_back("P" + std::to_string(i));
    out.set.push_back(i < 90 ? "train" : "external");
    for (std::size_t j = 0; j < 12; ++j) out.radiomics.values(i, j) = random.normal();
    out.clinical.values(i, 0) = 60 + 10 * random.normal();
    const double eta = effect * (out.radiomics.values(i, 0) - out.radiomics.values(i, 1));
    const double event = -20 * std::log(1 - random.uniform()) / std::exp(eta);
    const bool lost = random.uniform() < censored;
    out.time.push_back(lost ? event * random.uniform() : event);
    out.outcome.push_back(!lost);
  }
  out.deep.patients = out.clinical.patients = out.radiomics.patients;
  out.deep.values = Matrix(150, 0);
  return out;
}

StudyPlan made_plan() {
  StudyPlan plan;
  plan.cohort.outcome = {"", "months", "died", 12, "", true};
  plan.selection.blocks = false;
  plan.selection.lasso_family = "cox";
  plan.selection.rfe = false;
  plan.models = {
      {"Rad", {"rad_score"}}, {"CR", {"clinical", "rad_score"}}, {"MeanZ", {"mean_z"}, true}};
  plan.algorithms = {"cox"};
  plan.normalised_text = "study: small\n";
  return plan;
}

Resources threads(unsigned count) { return {count, true, false, false}; }

const Estimate& estimate(const SurvivalProtocols& all, const std::string& model,
                         const std::string& set) {
  for (const auto& one : all.protocols.back().models)
    if (one.model == model)
      for (const auto& found : one.estimates)
        if (found.set == set) return found;
  throw Error("no estimate of " + model + " in " + set);
}

double c_of(const LearningData& data, const Estimate& one) {
  return harrell_c(one.risk, pick(data.time, one.rows), pick(data.outcome, one.rows)).c.estimate;
}

TEST(SurvivalProtocol, FindsWhatIsPlanted) {
  const auto data = made_data(1);
  const auto all = run_survival_protocols(data, made_plan(), threads(1));
  ASSERT_EQ(all.protocols.size(), 2u);
  EXPECT_GT(c_of(data, estimate(all, "Rad", "external")), 0.7);
  EXPECT_GT(c_of(data, estimate(all, "Rad", "resampled")), 0.7);
  std::vector<std::string> features;
  for (const auto& term : all.protocols.back().pipeline.rad_score.terms)
    features.push_back(term.feature);
  EXPECT_THAT(features, testing::IsSupersetOf({"f0", "f1"}));
  EXPECT_EQ(all.fits[0].fit.algorithm, "cox");
  EXPECT_GT(all.fits[0].hazard_ratio[0].lower, 1.5);
  EXPECT_EQ(all.fits[0].patients, 90u);
  EXPECT_EQ(all.protocols[0].ledger.times("external"), 1);
}

// The training patients are ordered by what their own noise has chosen; left-out ones are not.
TEST(SurvivalProtocol, IsHonestWhereNothingIsThere) {
  double trained = 0, left_out = 0;
  constexpr int runs = 8;
  for (int k = 0; k < runs; ++k) {
    const auto data = made_data(0, 0.4, 20 + static_cast<std::uint64_t>(k));
    const auto all = run_survival_protocols(data, made_plan(), threads(1));
    trained += c_of(data, estimate(all, "MeanZ", "train")) / runs;
    left_out += c_of(data, estimate(all, "MeanZ", "resampled")) / runs;
  }
  EXPECT_GT(trained, 0.6);
  EXPECT_NEAR(left_out, 0.5, 0.06);
}

TEST(SurvivalProtocol, LearnsFromTrainingRowsAlone) {
  const auto data = made_data(1);
  auto other = data;
  for (std::size_t i = 90; i < 150; ++i) {
    other.time[i] = 1000 - other.time[i];
    other.outcome[i] = 1;
    for (std::size_t j = 2; j < 12; ++j) other.radiomics.values(i, j) *= -50;
  }
  const auto a = run_survival_protocols(data, made_plan(), threads(1));
  const auto b = run_survival_protocols(other, made_plan(), threads(1));
  for (const char* model : {"Rad", "CR", "MeanZ"}) {
    EXPECT_EQ(estimate(a, model, "train").risk, estimate(b, model, "train").risk);
    EXPECT_EQ(estimate(a, model, "resampled").risk, estimate(b, model, "resampled").risk);
  }
}

TEST(SurvivalProtocol, IsTheSameForAnyNumberOfThreads) {
  const auto data = made_data(1);
  const auto one = run_survival_protocols(data, made_plan(), threads(1));
  const auto seven = run_survival_protocols(data, made_plan(), threads(7));
  for (const char* set : {"train", "resampled", "external"})
    EXPECT_EQ(estimate(one, "CR", set).risk, estimate(seven, "CR", set).risk);
}

// Nobody censored is no reason to refuse; folds then share out early and late events.
TEST(SurvivalProtocol, LearnsWhenEverybodyHasTheEvent) {
  const auto data = made_data(1, 0);
  ASSERT_EQ(std::ranges::count(data.outcome, 0), 0);
  const auto all = run_survival_protocols(data, made_plan(), threads(1));
  EXPECT_EQ(all.protocols.back().outer_fits, 5);
  EXPECT_GT(c_of(data, estimate(all, "Rad", "resampled")), 0.7);
}

// A column that separates the patients has no finite Cox coefficient: the penalty gives it one.
TEST(SurvivalProtocol, TakesTheLassoWhereNoCoxModelCanBeEstimated) {
  auto data = made_data(1);
  for (std::size_t i = 0; i < 150; ++i) data.clinical.values(i, 0) = -data.time[i];
  const auto fits = learn_survival(data, data.rows_of("train"), made_plan(), 1, 1).fits;
  EXPECT_EQ(fits[0].fit.algorithm, "cox");
  EXPECT_EQ(fits[1].fit.algorithm, "cox-lasso");
  EXPECT_THAT(fits[1].note, testing::HasSubstr("Cox-LASSO at lambda.min"));
  EXPECT_GT(fits[1].coefficient[0], 0);
  EXPECT_TRUE(std::isnan(fits[1].hazard_ratio[0].lower));
}

TEST(SurvivalProtocol, ComesBackFromItsBundle) {
  const auto data = made_data(1);
  const auto plan = made_plan();
  const auto all = run_survival_protocols(data, plan, threads(1));
  const TemporaryFolder folder;
  const auto file = folder / "model.dlrr";
  save_bundle(file, plan, all.protocols.back(), {});
  const Bundle bundle = load_bundle(file);
  EXPECT_TRUE(bundle.plan.cohort.outcome.survival);
  const Table inputs = inputs_of(bundle.pipeline, data);
  for (std::size_t at = 0; at < all.fits.size(); ++at) {
    const std::string name = all.fits[at].fit.model;
    const auto& model = bundle.model(name);
    const auto again = apply_fit(model.fit, inputs.rows(data.rows_of("external")));
    const auto& known = estimate(all, name, "external").risk;
    for (std::size_t i = 0; i < known.size(); ++i) {
      EXPECT_NEAR(again[i], known[i], 1e-12);
      EXPECT_NEAR(event_by(model.fit, 12, again[i]), event_by(all.fits[at].fit, 12, known[i]),
                  1e-12);
    }
  }
}

}  // namespace
}  // namespace dlrr
