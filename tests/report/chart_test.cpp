#include "report/chart.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/csv.h"
#include "base/text.h"
#include "port/json_text.h"
#include "report/html.h"
#include "report/read.h"

namespace dlrr {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != text.npos;
}

Chart two_points() {
  Chart chart;
  chart.id = "two";
  chart.title = "Two points";
  chart.x = {"x", 0, 1};
  chart.y = {"y", 0, 1};
  chart.width = chart.height = 100;
  chart.series = {{Series::Kind::line, "a, \"b\"", {0, 1}, {0, 1}, {}, {}, 0, false}};
  return chart;
}

TEST(ChartTicks, AreRoundAndInsideTheRange) {
  EXPECT_EQ(chart_ticks({0, 1}, 6, false),
            (std::vector<double>{0, 0.2, 0.4, 0.6000000000000001, 0.8, 1}));
  EXPECT_EQ(chart_ticks({-3, 12}, 6, false), (std::vector<double>{0, 5, 10}));
  EXPECT_EQ(chart_ticks({0.5, 2000}, 6, true), (std::vector<double>{1, 10, 100, 1000}));
  EXPECT_EQ(chart_ticks({1, 30}, 6, true), (std::vector<double>{1, 2, 5, 10, 20}));
}

TEST(ChartTicks, StayFewForAnyRange) {
  for (const double scale : {1e-12, 1e-3, 1.0, 7.3, 1e9})
    for (const double low : {-1.0, 0.0, 0.3}) {
      const std::size_t n = chart_ticks({low * scale, (low + 1) * scale}, 6, false).size();
      EXPECT_GE(n, 2u);
      EXPECT_LE(n, 8u);
    }
}

TEST(ChartSvg, PutsTheCornersOfTheDataAtTheCornersOfThePlot) {
  const std::string svg = chart_svg(two_points(), true);
  EXPECT_TRUE(contains(svg, "d=\"M54.00 134.00L154.00 34.00\"")) << svg;
}

TEST(ChartSvg, BreaksALineAtAMissingValue) {
  Chart chart = two_points();
  chart.series[0].x = {0, 0.25, 0.5, 0.75, 1};
  chart.series[0].y = {0, 0, std::nan(""), 1, 1};
  const std::string svg = chart_svg(chart, true);
  EXPECT_TRUE(contains(svg, "M54.00 134.00L79.00 134.00M129.00 34.00L154.00 34.00"));
  EXPECT_FALSE(contains(svg, "nan"));
}

TEST(ChartSvg, DrawsAStepAlongTheOldValueFirst) {
  Chart chart = two_points();
  chart.series[0].kind = Series::Kind::step;
  EXPECT_TRUE(contains(chart_svg(chart, true), "M54.00 134.00L154.00 134.00L154.00 34.00"));
}

TEST(ChartSvg, EscapesNames) {
  Chart chart = two_points();
  chart.series[0].name = "<b>&";
  EXPECT_TRUE(contains(chart_svg(chart, true), "&lt;b&gt;&amp;"));
}

TEST(ChartCsv, GivesBackTheNumbersThatWereDrawn) {
  Chart chart = two_points();
  chart.series[0].x = {0.1, 1.0 / 3};
  chart.series[0].lower = {0, 0.125};
  chart.series[0].upper = {0.5, 0.75};
  const Csv table = parse_csv(chart_csv(chart), "chart");
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(table.rows[1][0], "a, \"b\"");
  EXPECT_EQ(parse_number(table.rows[1][2]), 1.0 / 3);
  EXPECT_EQ(table.rows[1][5], "0.75");
}

TEST(ChartCsv, NamesTheCategories) {
  Chart chart = two_points();
  chart.categories = {"tumour", "liver"};
  chart.series = {{Series::Kind::bars, "", {3, 4}, {0, 1}, {}, {}, 0, false}};
  const Csv table = parse_csv(chart_csv(chart), "chart");
  EXPECT_EQ(table.header[3], "category");
  EXPECT_EQ(table.rows[1][3], "liver");
}

TEST(ChartVega, CarriesTheSameNumbers) {
  const Json spec = chart_vega(two_points());
  const Json& values = spec.at("datasets").at("series0");
  ASSERT_EQ(values.size(), 2u);
  EXPECT_EQ(values.as_array()[1].at("y").as_number(), 1.0);
  EXPECT_FALSE(contains(json_text(spec), "\"url\""));
}

// Only null stops Vega-Lite from sorting the points by x, which draws vertical runs as zigzags.
TEST(ChartVega, JoinsPointsInTheirOrder) {
  const std::string spec = json_text(chart_vega(two_points()), -1);
  EXPECT_TRUE(contains(spec, "\"order\":{\"value\":null}")) << spec;
}

TEST(ChartVega, MarksCountsByWholeNumbersOnly) {
  Chart chart = two_points();
  chart.categories = {"one", "two"};
  chart.series = {{Series::Kind::bars, "", {1, 2}, {0, 1}, {}, {}, 0, false}};
  EXPECT_TRUE(chart_counts(chart));
  EXPECT_TRUE(contains(json_text(chart_vega(chart), -1), "\"tickMinStep\":1"));
  EXPECT_FALSE(contains(chart_svg(chart, false), ">0.5<"));
  chart.series[0].x[1] = 1.5;
  EXPECT_FALSE(chart_counts(chart));
}

// Vega joins the legends of colour and dash where both read the same field.
TEST(ChartVega, GivesEveryNamedLayerItsColourAndItsDash) {
  Chart chart = two_points();
  chart.series.push_back({Series::Kind::line, "dashed", {0, 1}, {1, 0}, {}, {}, 1, true});
  chart.series.push_back({Series::Kind::points, "points", {0.5}, {0.5}, {0.4}, {0.6}, 2, false});
  chart.series.push_back({Series::Kind::line, "", {0, 1}, {0, 0}, {}, {}, -1, true});
  std::string names;
  const Json spec = chart_vega(chart);
  for (const Json& layer : spec.at("layer").as_array()) {
    const Json* dash = layer.at("encoding").find("strokeDash");
    const Json& colour = layer.at("encoding").at("color");
    ASSERT_EQ(dash != nullptr, colour.find("field") != nullptr);
    if (!dash) continue;
    const Json& name = layer.at("transform").as_array().front();
    names += name.at("calculate").as_string();
    EXPECT_EQ(name.at("as").as_string(), dash->at("field").as_string());
    EXPECT_EQ(dash->at("field").as_string(), colour.at("field").as_string());
    EXPECT_EQ(json_text(dash->at("scale").at("range"), -1), "[[],[5,4],[]]");
    EXPECT_EQ(colour.at("scale").at("range").size(), 3u);
  }
  for (const char* one : {R"("a, \"b\"")", R"("dashed")", R"("points")"})
    EXPECT_TRUE(contains(names, one)) << names;
}

TEST(ChartVega, LeavesOutPointsInsideAStraightRun) {
  Chart chart = two_points();
  chart.series[0].x = {0, 0, 0, 0.5, 1, 1};
  chart.series[0].y = {0, 0.25, 0.5, 0.75, 1, 1};
  const Json spec = chart_vega(chart);
  EXPECT_EQ(spec.at("datasets").at("series0").size(), 4u);  // 0,0  0,0.5  1,1 and the last point
  EXPECT_EQ(parse_csv(chart_csv(chart), "chart").rows.size(), 6u);
}

TEST(Chart, IsEmptyWithoutAFinitePoint) {
  Chart chart = two_points();
  EXPECT_FALSE(chart.empty());
  chart.series[0].y = {std::nan(""), std::nan("")};
  EXPECT_TRUE(chart.empty());
}

TEST(ShowNumber, KeepsWhatAReaderNeeds) {
  EXPECT_EQ(show_number(0.8514), "0.851");
  EXPECT_EQ(show_number(12.0), "12");
  EXPECT_EQ(show_number(0.00001234), "1.23e-05");
  EXPECT_EQ(show_number(std::nan("")), "\u2013");
  EXPECT_EQ(show_number(Json(1502)), "1502");
  EXPECT_EQ(show_number(Json("NaN")), "\u2013");
  EXPECT_EQ(show_p(Json(0.0004)), "<0.001");
  EXPECT_EQ(show_p(Json(0.0494)), "0.049");
}

TEST(ShowEstimate, AddsTheIntervalWhenThereIsOne) {
  const Json full = Json::of({{"estimate", 0.85}, {"lower", 0.7}, {"upper", 1}});
  EXPECT_EQ(show_estimate(full), "0.850 (0.700 to 1.000)");
  EXPECT_EQ(show_estimate(Json::of({{"estimate", 0.85}, {"lower", nullptr}})), "0.850");
  EXPECT_EQ(show_estimate(Json(0.5)), "0.500");
}

TEST(Escape, LeavesNoMarkup) {
  EXPECT_EQ(escape("<a href='x'>\"&"), "&lt;a href=&#39;x&#39;&gt;&quot;&amp;");
  EXPECT_EQ(escape(std::string_view("a\0b", 3)),
            "a\xEF\xBF\xBD"
            "b");
}

TEST(Picture, IsShownOnlyWhenItIsAPng) {
  EXPECT_TRUE(contains(picture("iVBORw0KGgoAAAA=", "a"), "data:image/png;base64,iVBORw0KGgoAAAA="));
  EXPECT_FALSE(contains(picture("iVBORw0KGgo\" onload=\"x", "a"), "<img"));
  EXPECT_TRUE(contains(picture("R0lGODlh", "a<b"), "a&lt;b: the picture is not readable."));
}

TEST(Slug, IsSafeAsAFileName) {
  EXPECT_EQ(slug("roc-paper-../../etc"), "roc-paper-etc");
  EXPECT_EQ(slug("***"), "x");
}

TEST(FillTemplate, DoesNotSearchWhatItFilledIn) {
  EXPECT_EQ(fill_template("{{a}}-{{b}}", {{"a", "{{b}}"}, {"b", "2"}}), "{{b}}-2");
  EXPECT_ANY_THROW(fill_template("{{c}}", {}));
}

}  // namespace
}  // namespace dlrr
