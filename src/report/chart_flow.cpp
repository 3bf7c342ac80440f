// Boxes and arrows: who was enrolled, set aside, analysed.
#include <cmath>

#include "base/csv.h"
#include "base/text.h"
#include "report/chart.h"
#include "report/html.h"
#include "report/read.h"

namespace dlrr {

namespace {

constexpr double kLine = 17, kHead = 34;

std::string at(double value) { return fixed_text(value, 1); }

std::string words(double x, double y, const std::string& text, bool bold) {
  return "<text class=\"ink\" fill=\"#222\" x=\"" + at(x) + "\" y=\"" + at(y) + "\"" +
         (bold ? " font-weight=\"600\"" : "") + ">" + escape(text) + "</text>\n";
}

std::string heading_of(const FlowBox& box) {
  return box.title + " (n = " + show_number(box.n) + ")";
}

std::string box_svg(const FlowBox& box, double down) {
  std::string out = "<rect class=\"rule\" fill=\"none\" stroke=\"#8a8f98\" rx=\"3\" x=\"" +
                    at(box.x) + "\" y=\"" + at(box.y + down) + "\" width=\"" + at(box.width) +
                    "\" height=\"" + at(box.height) + "\"/>\n";
  double y = box.y + down + 21;
  out += words(box.x + 10, y, heading_of(box), true);
  for (const std::string& line : box.lines) out += words(box.x + 10, y += kLine, line, false);
  return out;
}

std::string arrow_svg(const FlowArrow& arrow, double down) {
  std::string out = "<line class=\"rule\" stroke=\"#8a8f98\" x1=\"" + at(arrow.x1) + "\" y1=\"" +
                    at(arrow.y1 + down) + "\" x2=\"" + at(arrow.x2) + "\" y2=\"" +
                    at(arrow.y2 + down) + "\"/>\n";
  if (!arrow.head) return out;
  const double x = arrow.x2, y = arrow.y2 + down;
  const std::string wings = arrow.x1 == arrow.x2
                                ? at(x - 4) + " " + at(y - 7) + "L" + at(x + 4) + " " + at(y - 7)
                                : at(x - 7) + " " + at(y - 4) + "L" + at(x - 7) + " " + at(y + 4);
  return out + "<path fill=\"#8a8f98\" d=\"M" + at(x) + " " + at(y) + "L" + wings + "Z\"/>\n";
}

// A place in px: no scale, no axis.
Json pixel(const char* field) {
  return Json::of(
      {{"field", field}, {"type", "quantitative"}, {"scale", nullptr}, {"axis", nullptr}});
}

Json text_layer(const char* field, double down, const Json& weight) {
  return Json::of(
      {{"data", Json::of({{"name", "boxes"}})},
       {"mark", Json::of({{"type", "text"},
                          {"align", "left"},
                          {"baseline", "top"},
                          {"dx", 10},
                          {"dy", down},
                          {"fontSize", 12},
                          {"lineHeight", kLine},
                          {"lineBreak", "\n"},
                          {"fontWeight", weight}})},
       {"encoding", Json::of({{"x", pixel("x")},
                              {"y", pixel("y")},
                              {"text", Json::of({{"field", field}, {"type", "nominal"}})}})}});
}

Json box_layer() {
  return Json::of({{"data", Json::of({{"name", "boxes"}})},
                   {"mark", Json::of({{"type", "rect"},
                                      {"filled", false},
                                      {"stroke", "#8a8f98"},
                                      {"strokeWidth", 1},
                                      {"cornerRadius", 3}})},
                   {"encoding", Json::of({{"x", pixel("x")},
                                          {"x2", Json::of({{"field", "x2"}})},
                                          {"y", pixel("y")},
                                          {"y2", Json::of({{"field", "y2"}})}})}});
}

Json arrow_layer() {
  return Json::of({{"data", Json::of({{"name", "arrows"}})},
                   {"mark", Json::of({{"type", "rule"}, {"color", "#8a8f98"}})},
                   {"encoding", Json::of({{"x", pixel("x")},
                                          {"x2", Json::of({{"field", "x2"}})},
                                          {"y", pixel("y")},
                                          {"y2", Json::of({{"field", "y2"}})}})}});
}

Json tip_layer() {
  return Json::of({{"data", Json::of({{"name", "tips"}})},
                   {"mark", Json::of({{"type", "point"},
                                      {"shape", "triangle-down"},
                                      {"filled", true},
                                      {"opacity", 1},
                                      {"size", 45},
                                      {"color", "#8a8f98"}})},
                   {"encoding", Json::of({{"x", pixel("x")},
                                          {"y", pixel("y")},
                                          {"angle", Json::of({{"field", "angle"},
                                                              {"type", "quantitative"},
                                                              {"scale", nullptr}})}})}});
}

Json boxes_json(const Chart& chart) {
  Json out = Json::array();
  for (const FlowBox& box : chart.boxes)
    out.push_back(Json::of({{"x", box.x},
                            {"x2", box.x + box.width},
                            {"y", box.y},
                            {"y2", box.y + box.height},
                            {"title", heading_of(box)},
                            {"lines", join(box.lines, "\n")}}));
  return out;
}

Json arrows_json(const Chart& chart, bool tips) {
  Json out = Json::array();
  for (const FlowArrow& a : chart.arrows) {
    const bool down = a.x1 == a.x2;
    if (!tips)
      out.push_back(Json::of({{"x", a.x1}, {"x2", a.x2}, {"y", a.y1}, {"y2", a.y2}}));
    else if (a.head)
      out.push_back(Json::of(
          {{"x", a.x2 - (down ? 0 : 4)}, {"y", a.y2 - (down ? 4 : 0)}, {"angle", down ? 0 : -90}}));
  }
  return out;
}

}  // namespace

std::string flow_svg(const Chart& chart, bool standalone) {
  const double down = standalone ? kHead : 1;
  std::string out =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" role=\"img\" aria-label=\"" +
      escape(chart.title) + "\" width=\"" + at(chart.width + 2) + "\" height=\"" +
      at(chart.height + down + 1) + "\" viewBox=\"-1 0 " + at(chart.width + 2) + " " +
      at(chart.height + down + 1) + "\" font-family=\"system-ui, sans-serif\" font-size=\"12\">\n";
  if (standalone) {
    out += "<rect x=\"-1\" width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n";
    out += words(0, 20, chart.title, true);
  }
  for (const FlowArrow& arrow : chart.arrows) out += arrow_svg(arrow, down);
  for (const FlowBox& box : chart.boxes) out += box_svg(box, down);
  return out + "</svg>\n";
}

std::string flow_csv(const Chart& chart) {
  Csv table;
  table.header = {"box", "n", "detail"};
  for (const FlowBox& box : chart.boxes)
    table.rows.push_back({box.title, number_text(box.n), join(box.lines, "; ")});
  return csv_text(table);
}

Json flow_vega(const Chart& chart) {
  Json layers = Json::array();
  layers.push_back(arrow_layer());
  layers.push_back(tip_layer());
  layers.push_back(box_layer());
  layers.push_back(text_layer("title", 10, "bold"));
  layers.push_back(text_layer("lines", 10 + kLine, "normal"));
  return Json::of({{"$schema", "https://vega.github.io/schema/vega-lite/v6.json"},
                   {"width", chart.width},
                   {"height", chart.height},
                   {"layer", std::move(layers)},
                   {"datasets", Json::of({{"boxes", boxes_json(chart)},
                                          {"arrows", arrows_json(chart, false)},
                                          {"tips", arrows_json(chart, true)}})}});
}

}  // namespace dlrr
