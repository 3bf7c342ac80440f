#include "report/flow.h"

#include <gtest/gtest.h>

#include "report/sample_report.h"

namespace dlrr {
namespace {

double n_of(const Chart& chart, const std::string& title) {
  for (const FlowBox& box : chart.boxes)
    if (box.title == title) return box.n;
  ADD_FAILURE() << "no box " << title;
  return 0;
}

TEST(FlowChart, CountsWhoIsLeftAfterEachStage) {
  const Chart chart = flow_chart(sample::report().at("cohort"));
  EXPECT_EQ(n_of(chart, "Enrolled"), 288);
  EXPECT_EQ(n_of(chart, "Not eligible by the tables"), 14);
  EXPECT_EQ(n_of(chart, "Left"), 274);
  EXPECT_EQ(n_of(chart, "Analysed"), 265);
  EXPECT_EQ(n_of(chart, "Training") + n_of(chart, "Internal") + n_of(chart, "External"), 265);
}

TEST(FlowChart, BoxesStandApartAndInsideTheDrawing) {
  const Chart chart = flow_chart(sample::report().at("cohort"));
  for (const FlowBox& a : chart.boxes) {
    EXPECT_LE(a.x + a.width, chart.width);
    EXPECT_LE(a.y + a.height, chart.height);
    for (const FlowBox& b : chart.boxes) {
      const bool apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y ||
                         b.y + b.height <= a.y;
      EXPECT_TRUE(&a == &b || apart) << a.title << " on " << b.title;
    }
  }
}

TEST(FlowChart, LongListsOfReasonsEndWithTheCountOfTheRest) {
  Json reasons = Json::array();
  for (int k = 1; k <= 9; ++k)
    reasons.push_back(Json::of({{"reason", "reason " + std::to_string(k)}, {"n", 10 - k}}));
  const Chart chart = flow_chart(
      Json::of({{"flow", Json::of({{"enrolled", Json::of({{"words", "in the tables"}, {"n", 60}})},
                                   {"aside", Json::Array{Json::of({{"words", "Not eligible"},
                                                                   {"n", 45},
                                                                   {"reasons", reasons}})}}})}}));
  ASSERT_EQ(chart.boxes.size(), 3u);
  EXPECT_EQ(chart.boxes[1].lines.size(), 7u);
  EXPECT_EQ(chart.boxes[1].lines.back(), "6  for other reasons");
  EXPECT_EQ(chart.boxes[2].n, 15);
}

TEST(FlowChart, IsEscapedInTheDrawingAndListedInTheCsv) {
  const Chart chart = flow_chart(
      Json::of({{"flow", Json::of({{"enrolled", Json::of({{"words", "in <b>"}, {"n", 2}})}})}}));
  EXPECT_NE(chart_svg(chart, true).find("in &lt;b&gt;"), std::string::npos);
  EXPECT_EQ(chart_csv(chart), "box,n,detail\nEnrolled,2,in <b>\n");
  EXPECT_TRUE(flow_chart(Json::object()).empty());
}

}  // namespace
}  // namespace dlrr
