// The real cohort: both example studies, and masks that do not fit their images.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/csv.h"
#include "study/check_images.h"
#include "study/temp_study.h"

namespace dlrr {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class SarcomaStudy : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(data_)) GTEST_SKIP() << "skipped: ../shared not there";
    for (const char* name : {"images", "mismatch"})
      fs::create_directory_symlink(data_ / name, study_.path(name));
    for (const char* name : {"clinical.csv", "cases.csv", "cases_pet_only.csv"}) {
      fs::remove(study_.path(name));
      fs::create_symlink(data_ / name, study_.path(name));
    }
  }
  StudyPlan example(const std::string& name) {
    return study_.plan(read_file(fs::path(DLRR_TESTS_DIR) / ".." / "examples" / name));
  }
  static int events(const Cohort& cohort) {
    return static_cast<int>(std::count_if(cohort.patients.begin(), cohort.patients.end(),
                                          [](const Patient& p) { return p.outcome == 1; }));
  }
  const fs::path data_ = fs::path(DLRR_SHARED_DIR) / "data" / "sts";
  TempStudy study_;
};

TEST_F(SarcomaStudy, ThreeImagesHaveTheKnownNumbers) {
  const auto cohort = read_cohort(example("sts-three-image.yaml"));
  EXPECT_EQ(cohort.patients.size(), 21u);
  EXPECT_EQ(events(cohort), 6);
  EXPECT_EQ(cohort.excluded.size(), 20u);
  for (const auto& e : cohort.excluded) EXPECT_THAT(e.reason, HasSubstr("no row in cases.csv"));
}

TEST_F(SarcomaStudy, PetAloneHasTheKnownNumbers) {
  const auto cohort = read_cohort(example("sts-pet-only.yaml"));
  EXPECT_EQ(cohort.patients.size(), 41u);
  EXPECT_EQ(events(cohort), 14);
  EXPECT_TRUE(cohort.clinical.find_column("sex=male") || cohort.clinical.find_column("sex=female"));
}

TEST_F(SarcomaStudy, PublishedFilesOfPetAreAllUsable) {
  const auto plan = example("sts-pet-only.yaml");
  for (const auto& f : check_images(plan, read_cohort(plan), {2, true}))
    EXPECT_TRUE(f.warning) << f.patient << " " << f.problem;
}

TEST_F(SarcomaStudy, ClinicalTableAsPublishedIsRead) {
  fs::create_symlink(data_ / "clinical_as_published.csv", study_.path("published.csv"));
  const auto plan = study_.plan(
      "cohort:\n  clinical: published.csv\n  images: cases_pet_only.csv\n  patient: Patient ID\n"
      "  outcome: {column: Grade}\n");
  EXPECT_THAT(message_of([&] { read_cohort(plan); }),
              HasSubstr("published.csv: outcome 'Grade': expected 0/1 or two labels, found 3"));
}

// One patient of the mismatch table, with another one that is in order.
TEST_F(SarcomaStudy, MasksThatDoNotFitAreNamedAndOthersPass) {
  const auto table = read_csv(data_ / "mismatch" / "cases.csv");
  const std::map<std::string, bool> wrong = {
      {"STS_004", true},  {"STS_010", false}, {"STS_014", true}, {"STS_015", false},
      {"STS_002", false}, {"STS_008", true},  {"STS_024", true}, {"STS_029", true}};
  std::string cases = "patient,phase,image,tumour\n", clinical = "patient,event\n";
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto& row = table.rows[i];
    cases += row[0] + ",any,mismatch/" + row[2] + ",mismatch/" + row[3] + "\n";
    clinical += row[0] + "," + std::to_string(i % 2) + "\n";
  }
  study_.write("mixed.csv", cases);
  study_.write("outcome.csv", clinical);
  const auto plan = study_.plan(
      "cohort:\n  clinical: outcome.csv\n  images: mixed.csv\n  outcome: {column: event}\n"
      "  split: {train: 1}\n");
  std::map<std::string, std::string> found;
  for (const auto& f : check_images(plan, read_cohort(plan), {2, true}))
    if (!f.warning) found[f.patient] = f.problem;
  for (const auto& [patient, bad] : wrong)
    EXPECT_EQ(found.contains(patient), bad) << patient << found[patient];
  EXPECT_THAT(found["STS_014"], HasSubstr("mm"));
}

}  // namespace
}  // namespace dlrr
