#include "study/table_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "base/file.h"
#include "temporary_folder.h"

namespace dlrr {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class TableFiles : public testing::Test {
 protected:
  TableFile read(const std::string& name, const std::string& text) {
    write_file(folder / name, text);
    return read_table_file(folder / name, "", notes);
  }
  TemporaryFolder folder;
  ReadingNotes notes;
};

TEST_F(TableFiles, EveryColumnIsAFeatureOrIsListedWithItsReason) {
  const std::vector<TableFile> files = {read(
      "a.csv", "patient,diagnostics_Versions_Numpy,,site,x,y\nP1,1,4,north,0.5,\nP2,1,4,,inf,3\n")};
  const std::vector<std::string> patients = {"P2", "P1"};
  const Table table = feature_table(files, patients, {}, Origin::radiomics, notes);
  ASSERT_EQ(table.columns.size(), 2u);
  EXPECT_EQ(table.columns[0].name, "x");
  EXPECT_EQ(table.values(1, 0), 0.5);
  EXPECT_EQ(table.values(0, 1), 3);
  EXPECT_TRUE(std::isnan(table.values(0, 0)) && std::isnan(table.values(1, 1)));
  EXPECT_EQ(table.gaps.at({0, 0}), "infinite in a.csv");
  EXPECT_EQ(table.gaps.at({1, 1}), "missing in a.csv");
  std::vector<std::string> unused;
  for (const auto& one : notes.unused) unused.push_back(one.column + ": " + one.reason);
  EXPECT_THAT(unused, ElementsAre("diagnostics_Versions_Numpy: a diagnostic of PyRadiomics",
                                  "(column 3): has no name", "site: holds text"));
}

TEST_F(TableFiles, TextAmongNumbersNamesTheCell) {
  const std::vector<TableFile> files = {read("a.csv", "patient,x\nP1,1\nP2,about 2\n")};
  const std::vector<std::string> patients = {"P1", "P2"};
  try {
    feature_table(files, patients, {}, Origin::radiomics, notes);
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_THAT(e.what(), HasSubstr("a.csv: column 'x' holds 'about 2' in row 2 (patient P2)"));
  }
}

// Yes and no are 1 and 0 by themselves and beside 0 and 1; beside other numbers they are text.
TEST_F(TableFiles, TruthIsANumberOnlyAmongItsLike) {
  const std::vector<std::string> patients = {"P1", "P2"};
  const std::vector<TableFile> good = {
      read("a.csv", "patient,x,y,z\nP1,yes,TRUE,no\nP2,no,0,maybe\n")};
  const Table table = feature_table(good, patients, {}, Origin::radiomics, notes);
  ASSERT_EQ(table.columns.size(), 2u);
  EXPECT_EQ(table.values(0, 0), 1);
  EXPECT_EQ(table.values(0, 1), 1);
  EXPECT_EQ(table.values(1, 1), 0);
  EXPECT_EQ(notes.unused.back().column, "z");
  const std::vector<TableFile> bad = {read("b.csv", "patient,x\nP1,0.5\nP2,TRUE\n")};
  try {
    feature_table(bad, patients, {}, Origin::radiomics, notes);
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_THAT(e.what(), HasSubstr("b.csv: column 'x' holds 'TRUE' in row 2 (patient P2)"));
  }
}

TEST_F(TableFiles, PatientsOfOneFileOnlyAreExcludedFromBothSides) {
  const std::vector<TableFile> files = {read("a.csv", "patient,x\nP1,1\nP2,2\n"),
                                        read("b.csv", "ID,y\nP2,1\nP3,2\n")};
  std::vector<Exclusion> excluded;
  EXPECT_THAT(common_patients(files, excluded, notes), ElementsAre("P2"));
  ASSERT_EQ(excluded.size(), 2u);
  EXPECT_EQ(excluded[0].patient + " " + excluded[0].reason, "P3 not in a.csv");
  EXPECT_EQ(excluded[1].patient + " " + excluded[1].reason, "P1 not in b.csv");
  EXPECT_THAT(notes.notes, ElementsAre(HasSubstr("1 patients of a.csv are not in b.csv: P1")));
}

TEST_F(TableFiles, ColumnsOfTheSameNameGetTheFilesName) {
  const std::vector<TableFile> files = {read("a.csv", "patient,x\nP1,1\n"),
                                        read("b.csv", "patient,x,y\nP1,5,6\n")};
  const std::vector<std::string> patients = {"P1"};
  const Table table = feature_table(files, patients, {}, Origin::radiomics, notes);
  std::vector<std::string> names;
  for (const auto& column : table.columns) names.push_back(column.name);
  EXPECT_THAT(names, ElementsAre("a_x", "b_x", "y"));
  EXPECT_EQ(notes.notes.size(), 2u);
}

}  // namespace
}  // namespace dlrr
