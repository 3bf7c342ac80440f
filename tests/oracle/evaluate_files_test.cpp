// No file of the folders of statistics lies there unread: each stands in an expected.json by the
// name under which a test of this folder reads it.
#include <set>

#include "oracle/evaluate_data.h"

namespace dlrr::oracle {
namespace {

using Names = std::set<std::string>;

void add_keys(const Json& object, const std::string& before, const std::string& after, Names& out) {
  for (const auto& [key, value] : object.as_object()) out.insert(before + key + after);
}

void expect_read(const std::string& name, Names read) {
  read.insert({"README.md", "expected.json"});
  Names there;
  for (const auto& entry : std::filesystem::directory_iterator(folder(name)))
    there.insert(entry.path().filename().string());
  for (const auto& file : there) EXPECT_TRUE(read.contains(file)) << name << "/" << file;
  for (const auto& file : read) EXPECT_TRUE(there.contains(file)) << name << "/" << file;
}

TEST(OracleFiles, OfRocCurvesAreAllRead) {  // evaluate_roc_test, evaluate_bootstrap_test
  DLRR_NEEDS_ORACLE("01_roc");
  const Json all = expected("01_roc");
  Names read;
  add_keys(all.at("files"), "", ".csv", read);
  add_keys(all.at("bootstrap_given_indices"), "boot_", ".csv.gz", read);
  expect_read("01_roc", read);
}

TEST(OracleFiles, OfReclassificationAreAllRead) {  // evaluate_reclassification_test
  DLRR_NEEDS_ORACLE("02_nri_idi");
  Names read;
  add_keys(expected("02_nri_idi").at("pairs"), "", ".csv", read);
  expect_read("02_nri_idi", read);
}

TEST(OracleFiles, OfCalibrationAreAllRead) {  // evaluate_calibration_test
  DLRR_NEEDS_ORACLE("03_calibration_dca");
  Names read;
  add_keys(expected("03_calibration_dca").at("cases"), "", ".csv", read);
  expect_read("03_calibration_dca", read);
}

TEST(OracleFiles, OfSurvivalAreAllRead) {  // evaluate_survival_test
  DLRR_NEEDS_ORACLE("04_survival");
  const Json all = expected("04_survival");
  Names read;
  add_keys(all.at("sets"), "", ".csv", read);
  add_keys(all.at("edge"), "edge_", ".csv", read);
  expect_read("04_survival", read);
}

TEST(OracleFiles, OfBaselineTablesAreAllRead) {  // evaluate_baseline_test, evaluate_describe_test
  DLRR_NEEDS_ORACLE("05_baseline");
  Names read = {"paper_table1.csv"};
  add_keys(expected("05_baseline").at("continuous"), "", ".csv", read);
  expect_read("05_baseline", read);
}

TEST(OracleFiles, OfRegressionAreAllRead) {  // evaluate_regression_test, evaluate_imputation_test
  DLRR_NEEDS_ORACLE("06_logistic_mi");
  const Json all = expected("06_logistic_mi");
  Names read;
  add_keys(all.at("logistic"), "", ".csv", read);
  add_keys(all.at("separation"), "separation_", ".csv", read);
  const Json& imputed = all.at("multiple_imputation");
  add_keys(imputed, "mi_", "_incomplete.csv", read);
  for (int k = 1; k <= 5; ++k)
    add_keys(imputed, "mi_", "_completed_" + std::to_string(k) + ".csv", read);
  expect_read("06_logistic_mi", read);
}

TEST(OracleFiles, OfReadersAreAllRead) {  // select_icc_test
  DLRR_NEEDS_ORACLE("07_icc");
  Names read = {"expected_two_reader.csv", "reader1.csv", "reader2.csv"};
  add_keys(expected("07_icc").at("matrices"), "", ".csv", read);
  expect_read("07_icc", read);
}

TEST(OracleFiles, OfThePaperAreAllRead) {  // evaluate_audit_test
  DLRR_NEEDS_ORACLE("11_paper_audit");
  expect_read("11_paper_audit", {"paper_table2.csv", "paper_table3.csv"});
}

}  // namespace
}  // namespace dlrr::oracle
