// Both protocols and their self-tests on a made cohort: who teaches, who is looked at, what chance
// gives.
#include "study/protocol.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/random.h"
#include "port/json_text.h"
#include "study/outer_folds.h"
#include "study/protocol_checks.h"
#include "study/protocol_parts.h"
#include "study/temp_study.h"

namespace dlrr {
namespace {

// 90 rows of 45 patients and three centres; two of twelve features know the outcome, `effect` SDs.
LearningData made_data(double effect, bool grouped) {
  LearningData data;
  Random random(5, "protocol test");
  for (int j = 0; j < 12; ++j)
    data.radiomics.columns.push_back({"f" + std::to_string(j), Origin::radiomics, {}});
  data.radiomics.values = Matrix(90, 12);
  for (std::size_t i = 0; i < 90; ++i) {
    data.radiomics.patients.push_back("P" + std::to_string(i));
    data.outcome.push_back(i / 2 % 2 == 0);
    data.set.emplace_back(i < 60 ? "train" : i < 76 ? "internal" : "external");
    data.centre.emplace_back(1, "ABC"[i / 2 % 3]);
    if (grouped) data.group.push_back(static_cast<int>(i / 2));
    for (std::size_t j = 0; j < 12; ++j)
      data.radiomics.values(i, j) = random.normal() + (j < 2 ? effect * data.outcome[i] : 0);
  }
  data.clinical.patients = data.deep.patients = data.radiomics.patients;
  data.clinical.values = data.deep.values = Matrix(90, 0);
  return data;
}

StudyPlan made_plan() {
  StudyPlan plan;
  plan.selection.blocks = false;
  plan.models = {{"Rad", {"rad_score"}}};
  plan.algorithms = {"lr", "knn"};
  plan.cohort.centre = "centre";
  return plan;
}

const Resources kQuiet{2, true, false, false};

TEST(Protocols, WriteDownEveryLook) {
  const auto protocols = run_protocols(made_data(1, false), made_plan(), kQuiet);
  ASSERT_EQ(protocols.size(), 2u);
  const auto& paper = protocols[0].ledger;
  EXPECT_EQ(paper.choosing("internal"), 3);  // two algorithms and the cut-off of one model
  EXPECT_EQ(paper.times("internal"), 4);
  EXPECT_EQ(paper.choosing("external"), 0);
  EXPECT_EQ(paper.times("external"), 1);
  const auto& nested = protocols[1].ledger;
  EXPECT_EQ(nested.choosing("internal"), 0);
  EXPECT_EQ(nested.times("internal"), 1);
  EXPECT_EQ(nested.times("external"), 1);
}

// The paper's rule chooses between algorithms; a baseline has one, so the rule has no word on it.
TEST(Protocols, TheGapRuleLeavesBaselinesAlone) {
  auto plan = made_plan();
  plan.models.push_back({"MeanZ", {"mean_z"}, true});
  plan.protocol.max_gap = 0;
  const auto paper = run_protocols(made_data(1, false), plan, kQuiet).front();
  ASSERT_EQ(paper.notes.size(), 1u);
  EXPECT_NE(paper.notes[0].find("every algorithm of Rad differs"), std::string::npos);
  ASSERT_EQ(paper.lines.size(), 3u);
  EXPECT_TRUE(paper.lines[0].dropped && paper.lines[1].dropped);
  EXPECT_FALSE(paper.lines[2].dropped);
  EXPECT_TRUE(paper.lines[2].chosen);
  EXPECT_EQ(paper.ledger.choosing("internal"), 4);  // two algorithms, two cut-offs
  EXPECT_EQ(paper.ledger.times("internal"), 6);     // and the baseline's AUC, and the estimate
}

TEST(OuterFolds, KeepTheRowsOfAPatientTogether) {
  const auto data = made_data(1, true);
  const auto folds = outer_folds(data, made_plan());
  ASSERT_EQ(folds.size(), 5u);
  for (const auto& fold : folds) {
    std::set<int> left_out;
    for (const auto row : fold.test) left_out.insert(data.group[row]);
    for (const auto row : fold.train) EXPECT_FALSE(left_out.contains(data.group[row]));
    EXPECT_EQ(fold.test.size() + fold.train.size(), 60u);
  }
}

TEST(OuterFolds, LeaveOneCentreOut) {
  auto data = made_data(1, true);
  data.centre[0] = "B";  // patient 0 is in A and in B: the other row does not train for B
  auto plan = made_plan();
  plan.protocol.outer = "centre";
  const auto folds = outer_folds(data, plan);
  ASSERT_EQ(folds.size(), 3u);
  for (const auto& fold : folds) {
    for (const auto row : fold.test) EXPECT_EQ(data.centre[row], fold.centre);
    for (const auto row : fold.train) EXPECT_NE(data.centre[row], fold.centre);
  }
  EXPECT_EQ(std::ranges::count(folds[1].train, 1u), 0);
  std::ranges::fill(data.centre, "A");
  EXPECT_NE(message_of([&] { outer_folds(data, plan); }).find("needs 2 centres or more"),
            std::string::npos);
}

TEST(Pipeline, NeverDividesARowThatWasDrawnTwice) {
  const auto data = made_data(1, false);
  EXPECT_TRUE(groups_of(data, std::vector<std::size_t>{3, 1, 2}).empty());
  EXPECT_EQ(groups_of(data, std::vector<std::size_t>{3, 1, 3}), (std::vector<int>{3, 1, 3}));
}

TEST(Permutation, TellsSignalFromChance) {
  const auto data = made_data(1.5, false);
  auto plan = made_plan();
  plan.protocol.permute = 19;
  const auto json = permutation_json(data, plan, run_protocols(data, plan, kQuiet), kQuiet);
  int seen = 0;
  for (const auto& row : json.at("rows").as_array()) {
    EXPECT_EQ(row.at("auc").size(), 19u);
    if (row.at("protocol").as_string() != "nested") continue;
    ++seen;
    EXPECT_NEAR(row.at("p").as_number(), 1.0 / 20, 1e-12);
    EXPECT_NEAR(row.at("mean").as_number(), 0.5, 0.06);
  }
  EXPECT_EQ(seen, 1);
  Resources one = kQuiet;
  one.threads = 1;
  EXPECT_EQ(json_text(permutation_json(data, plan, run_protocols(data, plan, one), one)),
            json_text(json));
}

TEST(Permutation, ShowsWhatTrainingAucsInvent) {
  const auto data = made_data(0, false);
  auto plan = made_plan();
  plan.selection.lasso_lambda = "min";
  plan.algorithms = {"rf"};
  plan.protocol.permute = 8;
  const auto json = permutation_json(data, plan, run_protocols(data, plan, kQuiet), kQuiet);
  for (const auto& row : json.at("rows").as_array())
    if (row.at("set").as_string() == "train") {
      EXPECT_GT(row.at("mean").as_number(), 0.6);
    }
}

TEST(Bootstrap, CorrectsDownwards) {
  const auto data = made_data(0.8, false);
  auto plan = made_plan();
  plan.protocol.bootstrap = 12;
  const auto protocols = run_protocols(data, plan, kQuiet);
  const auto json = bootstrap_json(data, plan, protocols.back(), kQuiet);
  const auto& row = json.at("rows").as_array().at(0);
  EXPECT_GT(row.at("optimism").as_number(), 0);
  EXPECT_LT(row.at("plus632").as_number(), row.at("apparent").as_number());
  EXPECT_GT(row.at("plus632").as_number(), 0.5);
}

TEST(LearningCurve, EndsAtTheNestedEstimate) {
  const auto data = made_data(1.5, true);
  const auto plan = made_plan();
  const auto curve = learning_curve_json(data, plan, kQuiet);
  ASSERT_EQ(curve.size(), 4u);
  double before = 0;
  for (const auto& row : curve.as_array()) {
    EXPECT_GT(row.at("patients").as_number(), before);
    before = row.at("patients").as_number();
  }
  EXPECT_NEAR(before, 48, 1e-9);  // four fifths of 60
  const auto nested = run_protocols(data, plan, kQuiet).back();
  const auto& left_out = nested.models.front().estimates.front();
  EXPECT_NEAR(curve.as_array().back().at("auc").at("estimate").as_number(),
              estimate_auc(left_out, data, plan).auc, 1e-12);
}

// Centres that shift every feature by their own amount: without harmonisation the score follows
// the centre; with it, a known centre is moved and an unknown one is not.
TEST(Harmonisation, IsLearnedFromTrainingRowsAndFrozen) {
  auto data = made_data(1.5, false);
  for (std::size_t i = 0; i < 90; ++i)
    for (std::size_t j = 0; j < 12; ++j)
      data.radiomics.values(i, j) += 20 * (data.centre[i][0] - 'A');
  auto plan = made_plan();
  plan.harmonise = "combat";
  const auto train = data.rows_of("train");
  const auto pipeline = learn_pipeline(data, train, plan, 1, 1);
  ASSERT_FALSE(pipeline.radiomics.empty());
  EXPECT_GT(pipeline.fits[0].train_auc, 0.8);
  EXPECT_LT(learn_pipeline(data, train, made_plan(), 1, 1).fits[0].train_auc,
            pipeline.fits[0].train_auc);
  auto changed = data;
  for (const auto row : data.rows_of("external"))
    for (std::size_t j = 0; j < 12; ++j) changed.radiomics.values(row, j) *= -3;
  EXPECT_EQ(json_text(to_json(learn_pipeline(changed, train, plan, 1, 1).radiomics)),
            json_text(to_json(pipeline.radiomics)));
  EXPECT_TRUE(pipeline.mean_z.terms.empty());  // no model reads it
  const std::vector<std::string> unknown = {"Z"};
  const auto row = data.radiomics.rows(std::vector<std::size_t>{4});
  const auto kept = score_columns(pipeline, pipeline.rad_score, row, unknown);
  for (std::size_t j = 0; j < kept.columns.size(); ++j)
    EXPECT_EQ(kept.values(0, j), row.values(0, *row.find_column(kept.columns[j].name)));
  const auto again =
      harmoniser_from_json(parse_json(json_text(to_json(pipeline.radiomics)), "harmonise.json"));
  EXPECT_EQ(harmonised(again, row, std::vector<std::string>{"C"}).values.column(0),
            harmonised(pipeline.radiomics, row, std::vector<std::string>{"C"}).values.column(0));
}

// The averaged z-score reads the harmonised columns; a size keeps its unit.
TEST(Harmonisation, ReachesTheAveragedZScore) {
  auto data = made_data(1.5, false);
  auto plan = made_plan();
  plan.models = {{"Size", {"tumour_size"}, true}, {"MeanZ", {"mean_z"}, true}};
  plan.baselines.size = "f0";
  const auto train = data.rows_of("train");
  const auto plain = learn_pipeline(data, train, plan, 1, 1);
  for (std::size_t i = 0; i < 90; ++i)
    for (std::size_t j = 0; j < 12; ++j)
      data.radiomics.values(i, j) += 20 * (data.centre[i][0] - 'A');
  const auto shifted = learn_pipeline(data, train, plan, 1, 1);
  plan.harmonise = "combat";
  const auto pipeline = learn_pipeline(data, train, plan, 1, 1);
  EXPECT_GT(pipeline.fits[1].train_auc, shifted.fits[1].train_auc);
  EXPECT_NEAR(pipeline.fits[1].train_auc, plain.fits[1].train_auc, 0.05);
  EXPECT_EQ(pipeline.fits[0].train_auc, shifted.fits[0].train_auc);
  const Table inputs = inputs_of(pipeline, data);
  EXPECT_EQ(inputs.values(4, *inputs.find_column("tumour_size")), data.radiomics.values(4, 0));
  const auto seen =
      harmonised(learn_harmoniser(data.radiomics, train, data.centre), data.radiomics, data.centre);
  const auto direct = apply_score(pipeline.mean_z, seen);
  for (std::size_t i = 0; i < 90; ++i)
    EXPECT_NEAR(inputs.values(i, *inputs.find_column("mean_z")), direct[i], 1e-12);
}

}  // namespace
}  // namespace dlrr
