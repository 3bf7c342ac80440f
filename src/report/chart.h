// One figure, said once: from it come the SVG file, the CSV of its numbers and the Vega-Lite
// specification of the page, so that the three cannot disagree.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"

namespace dlrr {

struct ChartAxis {
  std::string title;
  double low = 0, high = 0;  // equal: from the data
  bool log = false;          // base 10
};

struct Series {
  enum class Kind {
    line,
    step,    // stays at y until the next x
    points,  // with whiskers where lower and upper (of y; of x when the chart has categories) are
             // given
    band,    // between lower and upper, y unused
    bars     // from 0 to x, one per category
  };
  Kind kind = Kind::line;
  std::string name;                  // "" : not in the legend
  std::vector<double> x, y;          // with categories, y is the index of the category
  std::vector<double> lower, upper;  // as long as x, or empty
  int colour = 0;                    // index into the palette; -1: grey
  bool dashed = false;
  std::vector<std::string> labels;  // text above each of the points, or empty
};

// A box of a flow chart; px from the upper left corner.
struct FlowBox {
  std::string title;               // "Set aside: ..."
  double n = 0;                    // patients
  std::vector<std::string> lines;  // beneath the title
  double x = 0, y = 0, width = 0, height = 0;
};
struct FlowArrow {
  double x1 = 0, y1 = 0, x2 = 0, y2 = 0;
  bool head = true;
};

struct Chart {
  std::string id, title;  // id: file name and anchor
  ChartAxis x, y;
  std::vector<std::string> categories;  // names on the y axis, top first; empty: y is a number
  std::vector<Series> series;           // drawn in this order; NaN breaks a line
  std::vector<std::pair<std::string, std::vector<std::string>>>
      under;                    // rows of text under the x axis
  std::vector<double> under_x;  // where their columns stand
  std::vector<FlowBox> boxes;   // a flow chart has these and no series
  std::vector<FlowArrow> arrows;
  double width = 340, height = 270;  // px of the plotting area

  bool empty() const;  // nothing finite to draw
};

std::string chart_svg(const Chart& chart, bool standalone);
// Columns series, kind, x, y, lower, upper (category in place of y where the chart has them), and
// label where a series has labels.
std::string chart_csv(const Chart& chart);
// A Vega-Lite 6 specification; data are inside.
Json chart_vega(const Chart& chart);

// The three for a chart of boxes (chart_flow.cpp).
std::string flow_svg(const Chart& chart, bool standalone);
std::string flow_csv(const Chart& chart);
Json flow_vega(const Chart& chart);

// Hexadecimal colour, readable on white and on dark grey, for all common kinds of colour vision
// (Okabe and Ito 2008).
std::string chart_colour(int index);
// Lengths of ink and gap of a line; empty: solid. Dotted where the colours begin anew, so that no
// two lines of a chart look alike.
std::vector<int> chart_dash(const Series& series);
// Low and high of the axis as drawn.
struct ChartRange {
  double low, high;
};
ChartRange chart_x_range(const Chart& chart);
ChartRange chart_y_range(const Chart& chart);
// Bars of whole numbers, whose axis must not be marked 0.5.
bool chart_counts(const Chart& chart);
// Round numbers that cover the range, at most `count` or so.
std::vector<double> chart_ticks(ChartRange range, int count, bool log);

}  // namespace dlrr
