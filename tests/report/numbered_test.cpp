#include "report/numbered.h"

#include <gtest/gtest.h>

#include "report/page.h"
#include "report/read.h"
#include "report/sample_report.h"

namespace dlrr {
namespace {

TEST(NumberedTables, EachIsShownOnceWithNumberNotesAndHowToReadIt) {
  const Json report = sample::report();
  const std::string page = render_report(report).html;
  for (const Json& table : items_of(report.at("tables"))) {
    const std::string caption = text_of(table.at("number")) + ". " + text_of(table.at("title"));
    const auto at = page.find(">" + caption + "<");
    ASSERT_NE(at, std::string::npos) << caption;
    EXPECT_EQ(page.find(">" + caption + "<", at + 1), std::string::npos) << caption;
    EXPECT_NE(page.find(text_of(table.at("how")), at), std::string::npos) << caption;
    for (const Json& row : items_of(table.at("rows")))
      for (const Json& cell : items_of(row))
        EXPECT_NE(page.find(">" + text_of(cell) + "</td>", at), std::string::npos) << text_of(cell);
  }
}

TEST(NumberedTables, OfNumbersAreAlignedAsNumbers) {
  SectionWriter out;
  add_numbered(sample::report(), "baseline", out);
  EXPECT_NE(out.html().find("<td class=\"num\">0.412</td>"), std::string::npos);
  EXPECT_NE(out.html().find("<td>Kruskal-Wallis</td>"), std::string::npos);
}

TEST(NumberedTables, OneThatIsNotThereAddsNothing) {
  SectionWriter out;
  add_numbered(sample::report(), "nomogram", out);
  EXPECT_EQ(out.html(), "");
}

TEST(RocSection, ShowsTheMainModelOfTheLastProtocolInEverySet) {
  for (const Chart& chart : render_report(sample::report()).charts) {
    if (chart.id != "roc-main") continue;
    ASSERT_EQ(chart.series.size(), 4u);  // chance, resampled, internal, external
    EXPECT_EQ(chart.title, "DLRR in every set, nested protocol");
    return;
  }
  FAIL() << "no figure roc-main";
}

}  // namespace
}  // namespace dlrr
