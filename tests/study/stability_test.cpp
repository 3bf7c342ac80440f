#include "study/stability.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "base/random.h"

namespace dlrr {
namespace {

// 60 training patients and 20 others; f0 tells the outcome, f1 a little, eight more are noise.
LearningData made_data() {
  LearningData out;
  Random random(4, "stability test");
  for (int j = 0; j < 10; ++j)
    out.radiomics.columns.push_back({"f" + std::to_string(j), Origin::radiomics, {}});
  out.radiomics.values = Matrix(80, 10);
  for (std::size_t i = 0; i < 80; ++i) {
    out.radiomics.patients.push_back("P" + std::to_string(i));
    out.outcome.push_back(i % 3 == 0);
    out.set.push_back(i < 60 ? "train" : "internal");
    for (std::size_t j = 0; j < 10; ++j) out.radiomics.values(i, j) = random.normal();
    out.radiomics.values(i, 0) += 3 * out.outcome[i];
  }
  out.deep.patients = out.clinical.patients = out.radiomics.patients;
  out.deep.values = out.clinical.values = Matrix(80, 0);
  return out;
}

StudyPlan made_plan() {
  StudyPlan plan;
  plan.selection.blocks = false;
  plan.selection.subsamples = 20;
  return plan;
}

Stability frequency(const LearningData& data, const StudyPlan& plan, unsigned threads = 1) {
  return selection_frequency(data, data.rows_of("train"), plan, {threads, true});
}

TEST(Stability, TellsAFindingFromAccidents) {
  const auto found = frequency(made_data(), made_plan());
  EXPECT_EQ(found.of, 20);
  EXPECT_EQ(found.times.at("f0"), 20);
  for (const auto& [feature, times] : found.times)
    EXPECT_TRUE(feature == "f0" || times < 10) << feature << times;
}

TEST(Stability, IsTheSameForAnyNumberOfThreadsAndBlindToOtherSets) {
  auto data = made_data();
  const auto alone = frequency(data, made_plan());
  EXPECT_EQ(frequency(data, made_plan(), 3).times, alone.times);
  for (std::size_t i = 60; i < 80; ++i) {
    data.outcome[i] = 1 - data.outcome[i];
    data.radiomics.values(i, 0) = 1e6;
  }
  EXPECT_EQ(frequency(data, made_plan()).times, alone.times);
}

TEST(Stability, DrawsTheShareOfEitherOutcomeAndNeverDividesAPatient) {
  auto data = made_data();
  auto plan = made_plan();
  const auto rows = data.rows_of("train");
  const auto alone = stability_subsample(data, rows, plan, 3);
  EXPECT_EQ(alone.size(), 30u);
  EXPECT_EQ(std::ranges::count_if(alone, [&](std::size_t r) { return data.outcome[r] == 1; }), 10);
  EXPECT_NE(stability_subsample(data, rows, plan, 4), alone);
  // Pairs of rows: 30 patients, of whom 20 have the event in one row or in both.
  for (std::size_t i = 0; i < 80; ++i) data.group.push_back(static_cast<int>(i / 2));
  for (std::size_t k = 0; k < 10; ++k) {
    const auto part = stability_subsample(data, rows, plan, k);
    std::map<int, int> of;
    for (const auto row : part) ++of[data.group[row]];
    EXPECT_EQ(of.size(), 15u);
    for (const auto& [patient, n] : of) EXPECT_EQ(n, 2) << patient;
    EXPECT_TRUE(std::ranges::is_sorted(part));
  }
}

TEST(Stability, CountsNothingWhenSwitchedOffOrWhenNothingCanBeLearned) {
  auto plan = made_plan();
  plan.selection.subsamples = 0;
  EXPECT_EQ(frequency(made_data(), plan).of, 0);
  auto data = made_data();
  for (auto& outcome : data.outcome) outcome = 0;
  data.outcome[0] = 1;  // one event: no folds
  EXPECT_EQ(frequency(data, made_plan()).of, 0);
}

}  // namespace
}  // namespace dlrr
