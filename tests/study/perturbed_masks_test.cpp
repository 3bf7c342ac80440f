#include "study/perturbed_masks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "study/temp_study.h"

namespace dlrr {
namespace {

using testing::HasSubstr;

Cohort of_names(const std::vector<std::string>& names) {
  Cohort cohort;
  for (const auto& name : names) {
    Patient patient;
    patient.name = name;
    patient.set = name.front() == 'x' ? "external" : "train";
    cohort.patients.push_back(patient);
  }
  return cohort;
}

std::vector<std::string> chosen(const StabilityPlan& plan, const std::vector<std::string>& names) {
  std::vector<std::string> out;
  for (const auto row : perturbed_patients(plan, of_names(names))) out.push_back(names[row]);
  return out;
}

TEST(StabilityPlan, IsOffUnlessAskedForAndDoesNotChangeOtherHashes) {
  const TempStudy study;
  const auto off = study.plan(kShort);
  EXPECT_EQ(off.stability.perturbations, 0);
  EXPECT_EQ(off.hash, study.plan(std::string(kShort) + "stability: false\n").hash);
  const auto on = study.plan(std::string(kShort) + "stability: true\nseed: 7\n");
  EXPECT_EQ(on.stability.perturbations, 4);
  EXPECT_EQ(on.stability.range.grow_mm, 1);
  EXPECT_EQ(on.stability.seed, 7u);
  EXPECT_NE(on.hash, study.plan(std::string(kShort) + "seed: 7\n").hash);
}

TEST(StabilityPlan, GivesTheSamePlanFromItsOwnText) {
  const TempStudy study;
  const auto plan = study.plan(std::string(kShort) +
                               "stability: {perturbations: 3, grow: 0.5, rotate: 2.5, translate: "
                               "0, patients: 12, seed: 9}\n");
  EXPECT_THAT(plan.normalised_text,
              HasSubstr("stability: {perturbations: 3, grow: 0.5, rotate: 2.5, translate: 0, "
                        "patients: 12, seed: 9}\n"));
  EXPECT_EQ(study.plan(plan.normalised_text).hash, plan.hash);
}

TEST(StabilityPlan, RefusesWhatChangesNothingOrIsReadByNobody) {
  const TempStudy study;
  const auto says = [&](const std::string& yaml) {
    return message_of([&] { study.plan(std::string(kShort) + yaml); });
  };
  EXPECT_THAT(says("stability: {grow: 0, rotate: 0, translate: 0}\n"),
              HasSubstr("study.yaml, line 2: stability changes nothing"));
  EXPECT_THAT(says("stability: true\nselection: {icc: false}\n"), HasSubstr("icc is false"));
  EXPECT_THAT(says("stability: {perturbation: 3}\n"), HasSubstr("perturbations"));
  EXPECT_THAT(says("stability: {perturbations: 0}\n"), HasSubstr("1"));
}

TEST(PerturbedPatients, AreAllThatTrain) {
  StabilityPlan plan;
  EXPECT_TRUE(chosen(plan, {"a", "b"}).empty());
  plan.perturbations = 1;
  EXPECT_EQ(chosen(plan, {"a", "xb", "c"}), (std::vector<std::string>{"a", "c"}));
}

TEST(PerturbedPatients, AreTheSameFewInAnyOrderOfTheTable) {
  StabilityPlan plan;
  plan.perturbations = 1;
  plan.patients = 5;
  std::vector<std::string> names = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "xl"};
  auto first = chosen(plan, names);
  EXPECT_EQ(first.size(), 5u);
  std::ranges::reverse(names);
  auto second = chosen(plan, names);
  std::ranges::sort(first);
  std::ranges::sort(second);
  EXPECT_EQ(first, second);
  plan.seed = 2;
  auto other = chosen(plan, names);
  std::ranges::sort(other);
  EXPECT_NE(first, other);
}

TEST(ChangeOfScan, IsOneForPhasesThatShareAMaskAndAnotherForEachDrawing) {
  StabilityPlan plan;
  std::vector<Scan> scans(3);
  scans[0] = {"arterial", "a.nii", "one.nii", {}, {}};
  scans[1] = {"portal", "p.nii", "one.nii", {}, {}};
  scans[2] = {"delayed", "d.nii", "two.nii", {}, {}};
  const auto degrees = [&](std::size_t at, int number, const char* patient = "a") {
    return change_of_scan(plan, patient, scans, at, number).degrees;
  };
  EXPECT_EQ(degrees(0, 1), degrees(1, 1));
  EXPECT_NE(degrees(0, 1), degrees(2, 1));
  EXPECT_NE(degrees(0, 1), degrees(0, 2));
  EXPECT_NE(degrees(0, 1), degrees(0, 1, "b"));
}

}  // namespace
}  // namespace dlrr
