#include "study/cohort.h"

#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "study/temp_study.h"

namespace dlrr {
namespace {

using testing::Contains;
using testing::HasSubstr;

// p0 .. p(n-1), one phase; the outcome is 1 for every third patient.
struct Made {
  TempStudy study;
  std::string header = "patient,event", cases = "patient,phase,image,tumour,reader\n";
  std::vector<std::string> rows;

  explicit Made(int n) {
    for (int i = 0; i < n; ++i) {
      const auto name = "p" + std::to_string(i);
      cases += name + ",ct," + name + ".nii," + name + "m.nii,1\n";
      rows.push_back(name + "," + (i % 3 == 0 ? "1" : "0"));
    }
  }
  // A column with the value of f(i) in each row.
  template <class F>
  Made& column(const std::string& name, F f) {
    header += "," + name;
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] += "," + std::string(f(i));
    return *this;
  }
  Cohort read(const std::string& cohort_extra = {}) {
    study.write("cases.csv", cases);
    std::string text = header + "\n";
    for (const auto& row : rows) text += row + "\n";
    study.write("clinical.csv", text);
    return read_cohort(
        study.plan("cohort:\n  clinical: clinical.csv\n  images: cases.csv\n" +
                   (cohort_extra.empty() ? "  outcome: {column: event}\n" : cohort_extra)));
  }
};

std::string reason_of(const Cohort& cohort, const std::string& patient) {
  for (const auto& e : cohort.excluded)
    if (e.patient == patient) return e.reason;
  return "not excluded";
}

TEST(ReadCohort, DerivesTheOutcomeFromTimeEventAndHorizon) {
  Made made(6);
  const char* times[] = {"10", "24", "24.1", "24", "23.9", "N/A"};
  const char* events[] = {"1", "1", "1", "0", "0", "1"};
  made.column("t", [&](std::size_t i) { return times[i]; });
  made.column("e", [&](std::size_t i) { return events[i]; });
  const auto cohort =
      made.read("  outcome: {time: t, event: e, horizon: 24}\n  split: {train: 1}\n");
  ASSERT_EQ(cohort.patients.size(), 4u);
  EXPECT_EQ(cohort.patients[0].outcome, 1);
  EXPECT_EQ(cohort.patients[1].outcome, 1);
  EXPECT_EQ(cohort.patients[2].outcome, 0) << "the event came after the horizon";
  EXPECT_EQ(cohort.patients[3].outcome, 0) << "seen event-free up to the horizon";
  EXPECT_THAT(reason_of(cohort, "p4"), HasSubstr("less than the horizon"));
  EXPECT_THAT(reason_of(cohort, "p5"), HasSubstr("'t' is empty"));
}

TEST(ReadCohort, SaysWhyEachPatientIsLeftOut) {
  Made made(6);
  made.cases += "stranger,ct,s.nii,sm.nii,1\n";
  made.rows.push_back("nobody,1");
  made.rows[1] = "p1,--";
  const auto cohort = made.read("  outcome: {column: event}\n  split: {train: 1}\n");
  EXPECT_THAT(reason_of(cohort, "stranger"), HasSubstr("no row in clinical.csv"));
  EXPECT_THAT(reason_of(cohort, "nobody"), HasSubstr("no row in cases.csv"));
  EXPECT_THAT(reason_of(cohort, "p1"), HasSubstr("no outcome"));
  EXPECT_EQ(cohort.patients.size(), 5u);
}

TEST(ReadCohort, RefusesDuplicatesAndOneOutcomeClass) {
  Made twice(6);
  twice.rows.push_back("p2,0");
  EXPECT_THAT(message_of([&] { twice.read(); }), HasSubstr("'p2' stands here twice"));
  Made scans(6);
  scans.cases += "p2,ct,again.nii,m.nii,1\n";
  EXPECT_THAT(message_of([&] { scans.read(); }), HasSubstr("phase 'ct' twice"));
  Made one(1);
  EXPECT_THAT(message_of([&] { one.read(); }), HasSubstr("all 1 patients have the event"));
}

TEST(ReadCohort, TakesTwoLabelsAndSaysWhichIsTheEvent) {
  Made made(6);
  made.column("state", [](std::size_t i) { return i == 5 ? "" : i % 2 == 0 ? "well" : "ill"; });
  const auto cohort = made.read("  outcome: {column: state}\n  split: {train: 1}\n");
  EXPECT_EQ(cohort.event_label, "well") << "the later word";
  EXPECT_THAT(cohort.notes, Contains(HasSubstr("outcome 'state': 'well' is the event; labels: "
                                               "'ill' (2), 'well' (3)")));
  EXPECT_EQ(cohort.patients.size(), 5u);
  EXPECT_EQ(cohort.patients[0].outcome, 1);
  EXPECT_EQ(cohort.patients[1].outcome, 0);
  EXPECT_EQ(made.read("  outcome: {column: state, event: ill}\n  split: {train: 1}\n")
                .patients[1]
                .outcome,
            1);
  EXPECT_THAT(
      message_of([&] { made.read("  outcome: {column: state, event: sick}\n"); }),
      HasSubstr("clinical.csv: outcome 'state': no patient has the label 'sick', found 'ill'"));
  Made three(6);
  three.column("grade", [](std::size_t i) { return std::string(1, "ABC"[i % 3]); });
  EXPECT_THAT(message_of([&] { three.read("  outcome: {column: grade}\n"); }),
              HasSubstr("expected 0/1 or two labels, found 3: 'A' (2), 'B' (2), 'C' (2)"));
}

TEST(ReadCohort, KeepsTheSecondReaderApart) {
  Made made(6);
  made.cases += "p3,ct,p3.nii,p3_second.nii,2\n";
  const auto cohort = made.read();
  EXPECT_TRUE(cohort.patients[0].second_reader.empty());
  ASSERT_EQ(cohort.patients[3].second_reader.size(), 1u);
  EXPECT_EQ(cohort.patients[3].second_reader[0].tumour.filename(), "p3_second.nii");
  EXPECT_EQ(cohort.patients[3].scans[0].tumour, made.study.path("p3m.nii"));
}

TEST(ReadCohort, SplitsEachOutcomeClassWhateverTheRowOrder) {
  Made made(60), turned(60);
  std::reverse(turned.rows.begin(), turned.rows.end());
  const auto a = made.read(), b = turned.read();
  int train = 0, events = 0;
  for (std::size_t i = 0; i < 60; ++i) {
    EXPECT_EQ(a.patients[i].set, b.patients[59 - i].set);
    train += a.patients[i].set == "train";
    events += a.patients[i].set == "train" && a.patients[i].outcome;
  }
  EXPECT_EQ(train, 42);
  EXPECT_EQ(events, 14);
}

TEST(ReadCohort, TrainsOnTheLargestCentreAndKeepsTheOthersExternal) {
  Made made(60);
  made.column("site", [](std::size_t i) { return i < 40 ? "Main" : i < 50 ? "B" : "C"; });
  const auto cohort = made.read("  outcome: {column: event}\n  split: {centre: site}\n");
  for (std::size_t i = 0; i < 60; ++i) EXPECT_EQ(cohort.patients[i].set == "external", i >= 40);
  EXPECT_EQ(cohort.clinical.columns.size(), 0u) << "the centre is no input";
  EXPECT_THAT(
      message_of([&] {
        made.read("  outcome: {column: event}\n  split: {centre: site, train_centres: [Mian]}\n");
      }),
      HasSubstr("did you mean 'Main'"));
}

TEST(ReadCohort, TakesTheSetFromAColumn) {
  Made made(9);
  made.column("set", [](std::size_t i) { return i < 6 ? "Training" : "external"; });
  const auto cohort = made.read("  outcome: {column: event}\n  split: {column: set}\n");
  EXPECT_EQ(cohort.patients[0].set, "train");
  EXPECT_EQ(cohort.patients[8].set, "external");
}

TEST(ReadCohort, TurnsCategoriesIntoColumnsWithTheMostFrequentLevelAsReference) {
  Made made(12);
  made.column("sex", [](std::size_t i) { return i % 4 == 1 ? "female" : i == 2 ? "NA" : "male"; });
  made.column("age", [](std::size_t i) { return i == 3 ? "--" : std::to_string(40 + i * 7 % 12); });
  const auto cohort = made.read("  outcome: {column: event}\n  split: {train: 1}\n");
  ASSERT_EQ(cohort.clinical.columns.size(), 2u);
  EXPECT_EQ(cohort.clinical.columns[0].name, "sex=female");
  EXPECT_EQ(cohort.clinical.values(1, 0), 1);
  EXPECT_EQ(cohort.clinical.values(0, 0), 0);
  EXPECT_TRUE(std::isnan(cohort.clinical.values(2, 0)));
  EXPECT_EQ(cohort.clinical.gaps.at({2, 0}), "missing in the clinical table");
  EXPECT_TRUE(std::isnan(cohort.clinical.values(3, 1)));
  EXPECT_EQ(cohort.clinical.columns[1].name, "age");
}

TEST(ReadCohort, NotesTheColumnsItDoesNotUse) {
  Made made(12);
  made.column("often_missing", [](std::size_t i) { return i < 4 ? "" : std::to_string(i); });
  made.column("constant", [](std::size_t) { return "7"; });
  made.column("free_text", [](std::size_t i) { return "text" + std::to_string(i); });
  made.column("disguise", [](std::size_t i) { return i % 3 == 0 ? "9" : "2"; });
  const auto cohort = made.read("  outcome: {column: event}\n  split: {train: 1}\n");
  EXPECT_THAT(cohort.notes, Contains(HasSubstr("'often_missing' is not used: 33 %")));
  EXPECT_THAT(cohort.notes, Contains(HasSubstr("'constant' is not used: one value")));
  EXPECT_THAT(cohort.notes, Contains(HasSubstr("'free_text' is not used: 12 different texts")));
  EXPECT_THAT(cohort.notes, Contains(HasSubstr("'disguise' nearly separates the outcome")));
  ASSERT_EQ(cohort.clinical.columns.size(), 1u);
}

TEST(ReadCohort, RefusesTheOutcomeAsAnInput) {
  Made made(12);
  EXPECT_THAT(message_of([&] { made.read("  outcome: {column: event}\n  inputs: [event]\n"); }),
              HasSubstr("cannot be an input"));
  EXPECT_THAT(message_of([&] { made.read("  outcome: {column: evnt}\n"); }),
              HasSubstr("did you mean 'event'"));
}

TEST(ReadCohort, TruncatesSurvivalAtItsHorizon) {
  Made made(6);
  made.column("os", [](std::size_t i) { return std::to_string(10 * (i + 1)); });
  made.column("dead", [](std::size_t i) { return i == 5 ? "" : "1"; });
  const auto cohort = made.read(
      "  outcome: {column: event}\n  survival: {os: {time: os, event: dead, horizon: 25}}\n"
      "  split: {train: 1}\n");
  EXPECT_EQ(cohort.patients[1].survival_time[0], 20);
  EXPECT_EQ(cohort.patients[1].survival_event[0], 1);
  EXPECT_EQ(cohort.patients[2].survival_time[0], 25);
  EXPECT_EQ(cohort.patients[2].survival_event[0], 0);
  EXPECT_TRUE(std::isnan(cohort.patients[5].survival_time[0]));
}

}  // namespace
}  // namespace dlrr
