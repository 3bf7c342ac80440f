#include "study/simulate.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/rank.h"
#include "study/check_images.h"
#include "study/phantom.h"
#include "temporary_folder.h"

namespace dlrr {
namespace {

PhantomPlan small_plan(double effect, double risk) {
  PhantomPlan out;
  out.seed = 3;
  out.patient = 4;
  out.effect = effect;
  out.risk = risk;
  out.phases = 1;
  return out;
}

// SD of the first phase inside the tumour, HU.
double tumour_sd(const Phantom& phantom) {
  double n = 0, sum = 0, squares = 0;
  for (std::size_t i = 0; i < phantom.tumour.voxels.size(); ++i)
    if (phantom.tumour.voxels[i]) {
      const double v = phantom.phases[0].voxels[i];
      ++n, sum += v, squares += v * v;
    }
  return std::sqrt(squares / n - sum / n * (sum / n));
}

TEST(Phantom, HasATumourInsideTheOrganOnOneGrid) {
  PhantomPlan plan = small_plan(1, 0.5);
  plan.phases = 3;
  const auto phantom = make_phantom(plan);
  ASSERT_EQ(phantom.phases.size(), 3u);
  const auto voxels = count_voxels(phantom.tumour);
  EXPECT_GT(static_cast<double>(voxels) * phantom.tumour.geometry.voxel_volume(), 2000);
  for (std::size_t i = 0; i < phantom.tumour.voxels.size(); ++i)
    ASSERT_LE(phantom.tumour.voxels[i], phantom.organ.voxels[i]);
  for (const auto& image : phantom.phases)
    EXPECT_EQ(grid_difference(image.geometry, phantom.tumour.geometry), "");
}

TEST(Phantom, SecondReaderDrawsNearlyTheSameTumour) {
  const auto phantom = make_phantom(small_plan(0, 0));
  double both = 0;
  for (std::size_t i = 0; i < phantom.tumour.voxels.size(); ++i)
    both += phantom.tumour.voxels[i] && phantom.second_reader.voxels[i];
  const double dice =
      2 * both /
      static_cast<double>(count_voxels(phantom.tumour) + count_voxels(phantom.second_reader));
  EXPECT_GT(dice, 0.75);
  EXPECT_LT(dice, 0.99);
}

TEST(Phantom, IsUntouchedByTheRiskWhenNoEffectIsPlanted) {
  EXPECT_EQ(make_phantom(small_plan(0, -2)).phases[0].voxels,
            make_phantom(small_plan(0, 2)).phases[0].voxels);
}

TEST(Phantom, HasACoarserTumourForAHigherRisk) {
  EXPECT_GT(tumour_sd(make_phantom(small_plan(1, 1.5))),
            1.5 * tumour_sd(make_phantom(small_plan(1, -1.5))));
}

SimulationPlan cohort_plan(double effect, int patients) {
  SimulationPlan out;
  out.patients = patients;
  out.effect = effect;
  out.seed = 11;
  return out;
}

// AUC of the latent risk for recurrence within 24 months, among those followed long enough.
double risk_auc(const std::vector<SimulatedPatient>& patients, double& share) {
  std::vector<double> risk;
  std::vector<int> outcome;
  double events = 0;
  for (const auto& p : patients) {
    if (!p.recurred && p.rfs_months < 24) continue;
    risk.push_back(p.risk);
    outcome.push_back(p.recurred && p.rfs_months <= 24);
    events += outcome.back();
  }
  share = events / static_cast<double>(outcome.size());
  const double area = auc(risk, outcome);
  EXPECT_EQ(truth_auc(patients), area);
  return area;
}

TEST(SimulatedCohort, RecursInFourOfTenWhateverTheEffect) {
  double share = 0;
  EXPECT_GT(risk_auc(simulate_patients(cohort_plan(1, 4000)), share), 0.8);
  EXPECT_NEAR(share, 0.4, 0.04);
  EXPECT_NEAR(risk_auc(simulate_patients(cohort_plan(0, 4000)), share), 0.5, 0.03);
  EXPECT_NEAR(share, 0.4, 0.04);
}

TEST(SimulatedCohort, HasNoClinicalEffectWhenNonePlanted) {
  std::vector<double> age;
  std::vector<int> outcome;
  for (const auto& p : simulate_patients(cohort_plan(0, 4000))) {
    age.push_back(p.age);
    outcome.push_back(p.recurred);
  }
  EXPECT_NEAR(auc(age, outcome), 0.5, 0.03);
}

TEST(SimulatedCohort, NeverDiesBeforeItsRecurrenceTime) {
  for (const auto& p : simulate_patients(cohort_plan(1, 500))) EXPECT_GE(p.os_months, p.rfs_months);
}

TEST(SimulatedCohort, GivesAPatientTheSameStoryInALargerCohort) {
  const auto few = simulate_patients(cohort_plan(1, 5)),
             many = simulate_patients(cohort_plan(1, 50));
  for (std::size_t i = 0; i < few.size(); ++i) {
    EXPECT_EQ(few[i].risk, many[i].risk);
    EXPECT_EQ(few[i].rfs_months, many[i].rfs_months);
  }
}

TEST(SimulatedStudy, PassesItsOwnCheckAndHasTheSameBytesForAnyThreads) {
  const TemporaryFolder folder;
  SimulationPlan plan = cohort_plan(1, 6);
  plan.phases = 1;
  const auto file = simulate_study(plan, folder / "a", 1, true);
  simulate_study(plan, folder / "b", 3, true);
  for (const char* name : {"clinical.csv", "cases.csv", "images/P003_arterial.nii.gz",
                           "masks/P006_tumour_reader2.nii.gz"})
    EXPECT_EQ(read_file(folder / "a" / name), read_file(folder / "b" / name)) << name;
  const auto study = read_plan(file);
  const auto cohort = read_cohort(study);
  EXPECT_GE(cohort.patients.size(), 4u);
  EXPECT_EQ(cohort.patients[0].second_reader.size(), 1u);
  for (const auto& finding : check_images(study, cohort, {1, true}))
    EXPECT_TRUE(finding.warning) << finding.patient << ": " << finding.problem;
}

}  // namespace
}  // namespace dlrr
