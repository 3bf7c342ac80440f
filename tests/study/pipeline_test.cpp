#include "study/pipeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/random.h"
#include "base/text.h"

namespace dlrr {
namespace {

// 90 training patients and 30 others, a third with the event; f0 tells the outcome.
LearningData made_data() {
  LearningData out;
  Random random(6, "pipeline test");
  for (int j = 0; j < 12; ++j)
    out.radiomics.columns.push_back({"f" + std::to_string(j), Origin::radiomics, {}});
  out.clinical.columns = {{"age", Origin::clinical, {}}, {"diameter", Origin::clinical, {}}};
  out.radiomics.values = Matrix(120, 12);
  out.clinical.values = Matrix(120, 2);
  for (std::size_t i = 0; i < 120; ++i) {
    out.radiomics.patients.push_back("P" + std::to_string(i));
    out.outcome.push_back(i % 3 == 0);
    out.set.push_back(i < 90 ? "train" : "internal");
    for (std::size_t j = 0; j < 12; ++j) out.radiomics.values(i, j) = random.normal();
    out.radiomics.values(i, 0) += 1.5 * out.outcome[i];
    out.clinical.values(i, 0) = 60 + 10 * random.normal();
    out.clinical.values(i, 1) = 20 + 5 * random.normal() + 4 * out.outcome[i];
  }
  out.deep.patients = out.clinical.patients = out.radiomics.patients;
  out.deep.values = Matrix(120, 0);
  return out;
}

StudyPlan made_plan() {
  StudyPlan plan;
  plan.selection.blocks = false;
  plan.models = {{"CR", {"clinical", "rad_score"}},
                 {"Size", {"tumour_size", "diameter"}, true},
                 {"MeanZ", {"mean_z"}, true}};
  plan.baselines.size = "diameter";
  plan.algorithms = {"knn", "xgboost"};
  return plan;
}

Pipeline learned(const LearningData& data, const StudyPlan& plan, unsigned threads = 1) {
  return learn_pipeline(data, data.rows_of("train"), plan, 1, threads);
}

std::vector<std::string> fits_of(const Pipeline& pipeline) {
  std::vector<std::string> out;
  for (const auto& fit : pipeline.fits) {
    std::vector<std::string> inputs;
    for (const auto& input : fit.inputs) inputs.push_back(input.name);
    out.push_back(fit.model + " " + fit.algorithm + " " + join(inputs, "+"));
  }
  return out;
}

std::vector<double> risks(const Pipeline& pipeline, const LearningData& data, std::size_t fit) {
  return apply_fit(pipeline.fits[fit],
                   model_inputs(pipeline, data.clinical, data.radiomics, data.deep));
}

TEST(Pipeline, FitsEachBaselineByOneLogisticRegression) {
  const auto pipeline = learned(made_data(), made_plan());
  EXPECT_THAT(fits_of(pipeline), testing::ElementsAre("CR knn age+diameter+rad_score",
                                                      "CR xgboost age+diameter+rad_score",
                                                      "Size lr diameter", "MeanZ lr mean_z"));
  EXPECT_EQ(pipeline.fits[2].hyper, (HyperParameters{{"C", 1000}}));
}

TEST(Pipeline, SaysWhenTheNamedSizeIsNowhere) {
  auto plan = made_plan();
  plan.baselines.size = "diametre";
  try {
    learned(made_data(), plan);
    FAIL();
  } catch (const Error& e) {
    EXPECT_THAT(e.what(), testing::HasSubstr("'diametre'"));
  }
}

TEST(Pipeline, KeepsTheWholeDeclaredGridWithTheAucOfEveryFold) {
  auto plan = made_plan();
  plan.tuning.grid["knn"] = {{"k", {3, 9}}, {"distance_weights", {0, 1}}};
  const auto pipeline = learned(made_data(), plan);
  ASSERT_EQ(pipeline.fits[0].grid.size(), 4u);
  EXPECT_EQ(pipeline.fits[0].grid[1].hyper, (HyperParameters{{"k", 3}, {"distance_weights", 1}}));
  for (const auto& point : pipeline.fits[0].grid) {
    EXPECT_EQ(point.fold_auc.size(), 5u);
    EXPECT_LE(point.mean_auc, pipeline.fits[0].cv_auc);
  }
  EXPECT_EQ(pipeline.fits[1].grid.size(), 3u);  // its own
}

// The calibrated risk is the map of the plain one, and the map comes from training rows alone.
TEST(Pipeline, CalibratesInsideTheTuningFolds) {
  auto data = made_data();
  auto plan = made_plan();
  const auto plain = learned(data, plan);
  for (const char* kind : {"platt", "isotonic"}) {
    plan.tuning.calibration = kind;
    const auto pipeline = learned(data, plan);
    for (std::size_t f = 0; f < pipeline.fits.size(); ++f) {
      const auto before = risks(plain, data, f), after = risks(pipeline, data, f);
      EXPECT_NE(before, after) << kind << f;
      for (std::size_t i = 0; i < before.size(); ++i)
        EXPECT_EQ(pipeline.fits[f].calibrator.apply(before[i]), after[i]) << kind << f;
    }
    auto other = data;
    for (std::size_t i = 90; i < 120; ++i) other.outcome[i] = 1 - other.outcome[i];
    EXPECT_EQ(risks(learned(other, plan), data, 1), risks(pipeline, data, 1)) << kind;
  }
}

TEST(Pipeline, IsTheSameForAnyNumberOfThreads) {
  const auto data = made_data();
  auto plan = made_plan();
  plan.tuning.class_weight = "balanced";
  plan.tuning.calibration = "platt";
  plan.tuning.patience = 5;
  plan.tuning.most_rounds = 60;
  const auto one = learned(data, plan, 1), many = learned(data, plan, 3);
  for (std::size_t f = 0; f < one.fits.size(); ++f)
    EXPECT_EQ(risks(one, data, f), risks(many, data, f)) << f;
  EXPECT_EQ(one.fits[1].hyper.count("rounds"), 1u);
  EXPECT_EQ(one.fits[1].hyper.at("balanced"), 1);
}

}  // namespace
}  // namespace dlrr
