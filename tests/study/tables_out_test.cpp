#include "study/tables_out.h"

#include <gtest/gtest.h>

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

TEST(TablesOut, WritesNoTableForWhatTheReportLacks) {
  const TemporaryFolder folder;
  write_tables(Json::object(), folder / "tables");
  EXPECT_FALSE(std::filesystem::exists(folder / "tables/performance.csv"));
  EXPECT_FALSE(std::filesystem::exists(folder / "tables/fits.csv"));
}

}  // namespace
}  // namespace dlrr
