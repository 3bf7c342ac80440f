#include "study/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "study/plan_parts.h"
#include "study/temp_study.h"

namespace dlrr {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> region_names(const StudyPlan& plan) {
  std::vector<std::string> out;
  for (const auto& r : plan.regions) out.push_back(r.name);
  return out;
}

std::string error_of(const std::string& extra) {
  const TempStudy study;
  return message_of([&] { study.plan(kShort + extra); });
}

TEST(ReadPlan, FillsEveryDefaultFromTheCasesTable) {
  const TempStudy study;
  study.write("cases.csv", "patient,phase,image,tumour,organ\na,late,x,y,z\na,early,x,y,\n");
  const auto plan = study.plan(kShort);
  EXPECT_EQ(plan.name, "study");
  EXPECT_THAT(plan.phases, ElementsAre("late", "early"));
  EXPECT_THAT(region_names(plan),
              ElementsAre("tumour", "organ", "inner_5mm", "rim_3mm", "rim_5mm", "rim_10mm"));
  EXPECT_EQ(plan.models.size(), 9u);  // the article's seven and two baselines
  EXPECT_TRUE(plan.models[7].baseline && plan.models[8].baseline);
  EXPECT_EQ(plan.algorithms.size(), 6u);
  EXPECT_TRUE(plan.protocol.paper && plan.protocol.nested);
  EXPECT_EQ(plan.radiomics_preset, "paper");
}

TEST(ReadPlan, LeavesTheOrganRegionOutWhenNoOrganMaskIsNamed) {
  const TempStudy study;
  EXPECT_THAT(region_names(study.plan(kShort)),
              ElementsAre("tumour", "inner_5mm", "rim_3mm", "rim_5mm", "rim_10mm"));
}

TEST(ReadPlan, LeavesModelsWithDeepScoreOutWhenThereAreNoDeepFeatures) {
  const TempStudy study;
  const auto plan = study.plan(std::string(kShort) + "deep: false\n");
  ASSERT_EQ(plan.models.size(), 5u);
  EXPECT_EQ(plan.models[2].name, "CR");
}

TEST(ReadPlan, NamesFileLineAndNearestKeyForAnUnknownKey) {
  EXPECT_THAT(error_of("radiomic: quick\n"),
              AllOf(HasSubstr("study.yaml, line 2"), HasSubstr("did you mean 'radiomics'")));
  EXPECT_THAT(error_of("selection:\n  lasso: {famly: gaussian}\n"),
              AllOf(HasSubstr("line 3"), HasSubstr("'family'")));
}

TEST(ReadPlan, RefusesContradictions) {
  EXPECT_THAT(error_of("phases: [ct, ct]\n"), HasSubstr("twice"));
  EXPECT_THAT(error_of("deltas: [ct-portal]\n"), HasSubstr("'portal' is no phase"));
  EXPECT_THAT(error_of("deltas: [ct-ct]\n"), HasSubstr("minus itself"));
  EXPECT_THAT(error_of("models: {A: [rad]}\n"), HasSubstr("unknown input 'rad'"));
  EXPECT_THAT(error_of("deep: false\nmodels: {A: [dl_score]}\n"), HasSubstr("deep is false"));
  EXPECT_THAT(error_of("regions: {a.b: {}}\n"), HasSubstr("column names"));
  EXPECT_THAT(error_of("regions: {a: {erode: 3, expand: 3}}\n"), HasSubstr("line 2"));
  EXPECT_THAT(error_of("regions: {a: {erode: -3}}\n"), HasSubstr("erode is -3"));
  EXPECT_THAT(error_of("algorithms: [lightbgm]\n"), HasSubstr("did you mean 'lightgbm'"));
  EXPECT_THAT(error_of("radiomics: missing.yaml\n"), HasSubstr("no file"));
  EXPECT_THAT(error_of("deep: {zscore: true, window: [0, 1]}\n"), HasSubstr("contradict"));
  EXPECT_THAT(error_of("protocol: papper\n"), HasSubstr("'paper'"));
  EXPECT_THAT(error_of("models: {Size: [clinical]}\n"), HasSubstr("the name of a baseline"));
  EXPECT_THAT(error_of("tuning: {grid: {svn: {C: 1}}}\n"), HasSubstr("did you mean 'svm'"));
  EXPECT_THAT(error_of("tuning: {grid: {lr: {c: 1}}}\n"), HasSubstr("'C'"));
  EXPECT_THAT(error_of("tuning: {grid: {lr: {C: -1}}}\n"), HasSubstr("C holds -1"));
  EXPECT_THAT(error_of("tuning: {grid: {knn: {k: 0}}}\n"), HasSubstr("a whole number from 1"));
  EXPECT_THAT(error_of("tuning: {grid: {svm: {rbf: 2}}}\n"), HasSubstr("0 or 1"));
  EXPECT_THAT(error_of("tuning: {calibration: plat}\n"), HasSubstr("did you mean 'platt'"));
  EXPECT_THAT(error_of("selection: {correlation: 2}\n"), HasSubstr("expected 0 to 1"));
  EXPECT_THAT(error_of("selection: {filter: {keep: 9}}\n"), HasSubstr("'use' is missing"));
  EXPECT_THAT(error_of("selection: {filter: {use: mrrm}}\n"), HasSubstr("did you mean 'mrmr'"));
  EXPECT_THAT(error_of("selection: {lasso: {mix: 0}}\n"), HasSubstr("mix is 0"));
}

TEST(ReadPlan, FindsMistakesOfTheParameterFileBeforeAnyImageIsRead) {
  const TempStudy study;
  study.write("p.yaml", "setting: {binWidht: 25}\n");
  const std::string yaml = std::string(kShort) + "radiomics: p.yaml\n";
  EXPECT_THAT(message_of([&] { study.plan(yaml); }), HasSubstr("binWidth"));
  EXPECT_THAT(error_of("radiomics: papper\n"), HasSubstr("did you mean 'paper'"));
}

TEST(ReadPlan, RefusesAnOutcomeThatIsBothColumnAndTime) {
  const TempStudy study;
  EXPECT_THAT(
      message_of([&] {
        study.plan(
            "cohort: {clinical: clinical.csv, images: cases.csv, outcome: {column: e, time: t}}\n");
      }),
      HasSubstr("found both"));
}

TEST(ReadPlan, TakesTheLabelOfTheEvent) {
  const TempStudy study;
  const auto plan = study.plan(
      "cohort: {clinical: clinical.csv, images: cases.csv, outcome: {column: e, event: dead}}\n");
  EXPECT_EQ(plan.cohort.outcome.describe(), "e = dead");
  EXPECT_THAT(plan.normalised_text, HasSubstr("outcome: {column: e, event: dead}"));
}

TEST(ReadPlan, TakesImputationByNameOrWithItsNumber) {
  const TempStudy study;
  EXPECT_THAT(study.plan(kShort).normalised_text, HasSubstr("imputation: median\n"));
  const auto chained = study.plan(std::string(kShort) + "imputation: chained\n");
  EXPECT_THAT(chained.normalised_text, HasSubstr("imputation: {use: chained, imputations: 5}\n"));
  const auto more =
      study.plan(std::string(kShort) + "imputation: {use: chained, imputations: 9}\n");
  EXPECT_EQ(more.imputation.imputations, 9);
  EXPECT_NE(more.hash, chained.hash);
  EXPECT_THAT(message_of([&] { study.plan(std::string(kShort) + "imputation: mode\n"); }),
              HasSubstr("'mode'"));
}

TEST(ReadPlan, FindsTheMinusSignAmongHyphensOfPhaseNames) {
  const TempStudy study;
  study.write("cases.csv", "patient,phase,image,tumour\na,pre-contrast,x,y\na,late-portal,x,y\n");
  const auto plan = study.plan(std::string(kShort) + "deltas: [late-portal-pre-contrast]\n");
  ASSERT_EQ(plan.deltas.size(), 1u);
  EXPECT_EQ(plan.deltas[0].minuend, "late-portal");
  EXPECT_EQ(plan.deltas[0].subtrahend, "pre-contrast");
}

TEST(ReadPlan, GivesTheSamePlanFromItsOwnNormalisedText) {
  const TempStudy study;
  study.write("cases.csv", "patient,phase,image,tumour,organ\na,art,x,y,z\na,por,x,y,z\n");
  study.write("p.yaml", "setting: {binWidth: 25}\n");
  const auto plan = study.plan(
      "study: a b\n"
      "cohort:\n  clinical: clinical.csv\n  images: cases.csv\n"
      "  outcome: {time: rfs, event: rec, horizon: 24.5}\n  survival: {os: {time: o, event: d}}\n"
      "  split: {centre: site, train_centres: [A, \"B c\"], train: 0.8, seed: 9}\n  ignore: [x]\n"
      "deltas: [art-por]\nregions: {rim: {expand: 10, shape: solid, clip: organ}, inner: {erode: "
      "2.5}}\n"
      "radiomics: p.yaml\ndeep: {size: [32, 48, 64], zscore: true, mask: crop, cube: 50, spacing: "
      "[1, 1, 2.5]}\n"
      "selection: {icc: false, rfe: false, correlation: 0.85, filter: {use: mrmr, keep: 30}, "
      "lasso: {lambda: 1se, family: binomial, repeats: 3, mix: 0.5}, "
      "stability: {subsamples: 20, share: 0.8}}\n"
      "baselines: {size: diameter}\ntuning: {class_weight: balanced, calibration: isotonic, "
      "early_stopping: {patience: 9}, "
      "grid: {svm: {C: [0.5, 2], rbf: [1]}, knn: {k: 3}}}\n"
      "protocol: {use: nested, outer_repeats: 3}\nseed: 5\n");
  const auto again = study.plan(plan.normalised_text);
  EXPECT_EQ(again.normalised_text, plan.normalised_text);
  EXPECT_EQ(again.hash, plan.hash);
  EXPECT_EQ(plan.hash.size(), 64u);
  EXPECT_EQ(plan.deep.seed, 5u);
  EXPECT_FALSE(again.regions[0].ring);
  EXPECT_EQ(again.selection.correlation_above, 0.85);
  EXPECT_EQ(again.selection.filter, "mrmr");
  EXPECT_EQ(again.selection.filter_keep, 30);
  EXPECT_EQ(again.selection.lasso_repeats, 3);
  EXPECT_EQ(again.selection.lasso_mix, 0.5);
  EXPECT_EQ(again.selection.subsamples, 20);
  EXPECT_THAT(again.models[7].inputs, ElementsAre("tumour_size", "diameter"));
  EXPECT_EQ(again.tuning.class_weight, "balanced");
  EXPECT_EQ(again.tuning.calibration, "isotonic");
  EXPECT_EQ(again.tuning.patience, 9);
  EXPECT_EQ(points_of(again.tuning.grid.at("svm")),
            (std::vector<HyperParameters>{{{"C", 0.5}, {"rbf", 1}}, {{"C", 2}, {"rbf", 1}}}));
  EXPECT_EQ(again.selection.subsample_share, 0.8);
}

TEST(ReadPlan, HashesTheContentOfTheParameterFileAndNoFolder) {
  const TempStudy one, other;
  for (const auto* study : {&one, &other}) study->write("p.yaml", "setting: {binWidth: 25}\n");
  const std::string yaml = std::string(kShort) + "radiomics: p.yaml\n";
  const auto plan = one.plan(yaml);
  EXPECT_EQ(plan.hash, other.plan(yaml).hash);
  EXPECT_THAT(plan.normalised_text, testing::Not(HasSubstr(one.path("").string())));
  one.write("p.yaml", "setting: {binWidth: 10}\n");
  EXPECT_NE(one.plan(yaml).hash, plan.hash);
}

TEST(ReadPlan, ReducesAbsolutePathsToNamesInTheHash) {
  const TempStudy study;
  const auto absolute = study.plan("cohort: {clinical: " + study.path("clinical.csv").string() +
                                   ", images: cases.csv, outcome: {column: event}}\n");
  EXPECT_EQ(absolute.hash, study.plan(kShort).hash);
}

// Every fenced YAML block of the documentation is a study file on the columns that its text speaks
// of.
TEST(StudyFileDocument, ShowsOnlyKeysThatAreAccepted) {
  const TempStudy study;
  study.write(
      "cases.csv",
      "patient,phase,image,tumour,organ\na,arterial,x,y,z\na,portal,x,y,z\na,delayed,x,y,z\n");
  study.write("radiomics.yaml", "setting: {binWidth: 25}\n");
  study.write("resnet18.safetensors", "");
  const auto text =
      read_file(std::filesystem::path(DLRR_TESTS_DIR) / ".." / "docs" / "study-file.md");
  int blocks = 0;
  for (std::size_t at = text.find("```yaml\n"); at != std::string::npos;
       at = text.find("```yaml\n", at)) {
    at += 8;
    const auto end = text.find("```", at);
    EXPECT_NO_THROW(study.plan(text.substr(at, end - at)))
        << message_of([&] { study.plan(text.substr(at, end - at)); });
    ++blocks;
    at = end + 3;
  }
  EXPECT_GE(blocks, 2);
}

}  // namespace
}  // namespace dlrr
