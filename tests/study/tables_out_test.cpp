#include "study/tables_out.h"

#include <gtest/gtest.h>

#include <limits>

#include "base/file.h"
#include "temporary_folder.h"

namespace dlrr {
namespace {

Json list_of(Json item) {
  Json list = Json::array();
  list.push_back(std::move(item));
  return list;
}

TEST(TablesOut, WritesTheNumbersOfTheReport) {
  const TemporaryFolder folder;
  Json report = Json::object();
  report["tables"] = list_of(Json::of({{"number", "Table 1"},
                                       {"name", "baseline"},
                                       {"title", "Patients"},
                                       {"header", Json::Array{"variable", "train"}},
                                       {"rows", list_of(Json::Array{"age, years", "51.5"})},
                                       {"notes", Json::Array{"Mean."}},
                                       {"how", "One line per variable."}}));
  report["fits"] = list_of(
      Json::of({{"model", "Rad"}, {"dropped", true}, {"auc", 0.1}, {"grid", Json::array()}}));
  Json auc = Json::of({{"estimate", 0.75}, {"lower", 0.5}, {"upper", 1}, {"method", "DeLong"}});
  report["protocols"]["nested"]["Rad"]["resampled"] =
      Json::of({{"n", 20}, {"events", 8}, {"auc", auc}});
  report["optimism"]["Rad"] = Json::of({{"paper", 0.9}, {"nested", 0.75}, {"gap", Json()}});
  write_tables(report, folder / "tables");
  EXPECT_EQ(read_file(folder / "tables/baseline.csv"), "variable,train\n\"age, years\",51.5\n");
  const std::string page = read_file(folder / "tables/baseline.html");
  for (const char* const words : {"Table 1. Patients", "Mean.", "How to read: One line per"})
    EXPECT_NE(page.find(words), std::string::npos) << words;
  EXPECT_EQ(read_file(folder / "tables/fits.csv"), "model,dropped,auc\nRad,true,0.1\n");
  EXPECT_NE(read_file(folder / "tables/performance.csv")
                .find("nested,Rad,resampled,20,8,0.75,0.5,1,DeLong,"),
            std::string::npos);
  EXPECT_NE(read_file(folder / "tables/optimism.csv").find("Rad,0.9,,0.75,"), std::string::npos);
}

TEST(TablesOut, HoldNoNaNAndSayWhyANumberIsNotThere) {
  const TemporaryFolder folder;
  const double gap = std::numeric_limits<double>::quiet_NaN();
  Json report = Json::object();
  Json& one = report["protocols"]["paper"]["Cli"]["internal"];
  one = Json::of({{"n", 9}, {"events", 9}});
  for (const char* key : {"estimate", "lower", "upper"}) one["auc"][key] = gap;
  one["auc"]["method"] = "DeLong";
  one["calibration"] = Json::of({{"intercept", gap}, {"slope", gap}});
  one["operating"]["npv"]["estimate"] = gap;
  report["fits"] = Json::Array{Json::of({{"model", "Rad"}, {"cv_auc", 0.7}}),
                               Json::of({{"model", "DLR"}, {"cv_auc", gap}})};
  Json survival = Json::of({{"endpoint", "rfs"}, {"set", "internal"}, {"cutoff", 0.5}});
  survival["groups"] = Json::Array{Json::of({{"name", "low"}, {"n", 9}, {"events", 2}}),
                                   Json::of({{"name", "high"}, {"n", 0}, {"events", 0}})};
  report["survival"] = list_of(survival);
  survival["logrank"] = Json::of({{"chi2", 4.0}, {"df", 1}, {"p", 0.0455}});
  survival["hr"] = Json::of({{"estimate", 2.0}, {"lower", 1.1}, {"upper", 3.6}});
  report["survival"].push_back(survival);
  write_tables(report, folder / "tables");
  EXPECT_NE(read_file(folder / "tables/performance.csv")
                .find("paper,Cli,internal,9,9,,,,DeLong,,,,,,,,,,\"auc, auc_lower, auc_upper: one "
                      "class only, or fewer than two patients in a class; calibration_intercept, "
                      "calibration_slope: one class only"),
            std::string::npos)
      << read_file(folder / "tables/performance.csv");
  EXPECT_EQ(read_file(folder / "tables/fits.csv"),
            "model,cv_auc,note\nRad,0.7,\nDLR,NA,cv_auc: one class only\n");
  const std::string curves = read_file(folder / "tables/survival.csv");
  EXPECT_NE(curves.find(",9,2,0,0,\"log_rank, hazard_ratio: one risk group only"),
            std::string::npos);
  EXPECT_NE(curves.find(",4,1,0.0455,2,1.1,3.6,9,2,0,0,\n"), std::string::npos) << curves;
  for (const char* name : {"performance", "fits", "survival"})
    EXPECT_EQ(read_file(folder / ("tables/" + std::string(name) + ".csv")).find("nan"),
              std::string::npos);
}

TEST(TablesOut, WritesNoTableForWhatTheReportLacks) {
  const TemporaryFolder folder;
  write_tables(Json::object(), folder / "tables");
  EXPECT_FALSE(std::filesystem::exists(folder / "tables/performance.csv"));
  EXPECT_FALSE(std::filesystem::exists(folder / "tables/fits.csv"));
}

}  // namespace
}  // namespace dlrr
