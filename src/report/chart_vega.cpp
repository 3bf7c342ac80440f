// A chart as a Vega-Lite 6 specification. Values are inline; titles and names are plain strings,
// which Vega draws as text.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "port/json_text.h"
#include "report/chart.h"

namespace dlrr {

namespace {

// Five significant digits: finer than a pixel. The figure's CSV keeps every bit.
Json number(const std::vector<double>& values, std::size_t i) {
  if (i >= values.size() || !std::isfinite(values[i])) return {};
  char buffer[40];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, values[i], std::chars_format::general, 5).ptr;
  return parse_number(std::string_view(buffer, end)).value_or(values[i]);
}

std::string category(const Chart& chart, double y) {
  const auto at = static_cast<std::size_t>(std::max(0.0, std::round(y)));
  return at < chart.categories.size() ? chart.categories[at] : std::string();
}

// False inside a straight run of a line, where the drawing is the same without the point.
bool bends(const Series& s, std::size_t i) {
  if (s.kind != Series::Kind::line || i == 0 || i + 1 >= std::min(s.x.size(), s.y.size()))
    return true;
  const double ax = s.x[i] - s.x[i - 1], ay = s.y[i] - s.y[i - 1];
  const double bx = s.x[i + 1] - s.x[i], by = s.y[i + 1] - s.y[i];
  const double cross = ax * by - ay * bx, along = ax * bx + ay * by;
  return !(along > 0 && std::abs(cross) <= 1e-9 * along);  // also true for NaN
}

Json values_of(const Chart& chart, const Series& s) {
  Json values = Json::array();
  for (std::size_t i = 0; i < s.x.size(); ++i) {
    if (!bends(s, i)) continue;
    Json row = Json::of({{"x", number(s.x, i)}});
    if (!chart.categories.empty()) {
      row["y"] = category(chart, i < s.y.size() ? s.y[i] : 0);
    } else if (s.kind != Series::Kind::band) {
      row["y"] = number(s.y, i);
    }
    if (i < s.labels.size()) row["label"] = s.labels[i];
    if (i < s.lower.size()) row["lower"] = number(s.lower, i);
    if (i < s.upper.size()) row["upper"] = number(s.upper, i);
    values.push_back(std::move(row));
  }
  return values;
}

Json scale_of(const ChartAxis& axis, ChartRange range) {
  Json scale = Json::of({{"domain", Json::Array{range.low, range.high}}, {"nice", false}});
  if (axis.log)
    scale["type"] = "log";
  else
    scale["zero"] = false;
  return scale;
}

Json x_of(const Chart& chart, const char* field) {
  Json axis = Json::of({{"tickCount", 6}, {"labelOverlap", true}});
  if (chart_counts(chart)) axis["tickMinStep"] = 1;
  if (chart.x.log) axis["values"] = Json(chart_ticks(chart_x_range(chart), 6, true));
  return Json::of({{"field", field},
                   {"type", "quantitative"},
                   {"title", chart.x.title},
                   {"axis", std::move(axis)},
                   {"scale", scale_of(chart.x, chart_x_range(chart))}});
}

Json y_of(const Chart& chart, const char* field) {
  if (!chart.categories.empty())
    return Json::of({{"field", "y"},
                     {"type", "nominal"},
                     {"title", nullptr},
                     {"sort", nullptr},
                     {"axis", Json::of({{"labelLimit", 360}})},
                     {"scale", Json::of({{"domain", Json(chart.categories)}})}});
  return Json::of({{"field", field},
                   {"type", "quantitative"},
                   {"title", chart.y.title},
                   {"axis", Json::of({{"tickCount", 6}})},
                   {"scale", scale_of(chart.y, chart_y_range(chart))}});
}

bool is_line(const Series& s) {
  return s.kind == Series::Kind::line || s.kind == Series::Kind::step;
}

struct Legend {
  std::vector<std::string> names, colours;
  Json::Array dashes;
};

Json dash_of(const Series& s) {
  Json out = Json::array();
  for (const int length : chart_dash(s)) out.push_back(length);
  return out;
}

Legend legend_of(const Chart& chart) {
  Legend out;
  for (const Series& s : chart.series) {
    if (s.name.empty() || std::count(out.names.begin(), out.names.end(), s.name)) continue;
    out.names.push_back(s.name);
    out.colours.push_back(chart_colour(s.colour));
    out.dashes.push_back(dash_of(s));
  }
  return out;
}

Json colour_of(const Series& s, const Legend& legend) {
  if (s.name.empty()) return Json::of({{"value", chart_colour(s.colour)}});
  Json scale = Json::of({{"domain", Json(legend.names)}, {"range", Json(legend.colours)}});
  std::size_t longest = 0;
  for (const std::string& name : legend.names) longest = std::max(longest, name.size());
  const bool two = legend.names.size() > 4 && longest <= 14;
  return Json::of({{"field", "series"},
                   {"type", "nominal"},
                   {"scale", std::move(scale)},
                   {"title", nullptr},
                   {"legend", Json::of({{"columns", two ? 2 : 1}})}});
}

// Colour and dash of a series with a name, by one field: only then does Vega draw one legend.
void add_legend(const Series& s, const Legend& legend, Json& layer) {
  Json dash = colour_of(s, legend);
  layer["encoding"]["color"] = dash;
  if (s.name.empty()) return;
  dash["scale"]["range"] = Json(legend.dashes);
  layer["encoding"]["strokeDash"] = std::move(dash);
  layer["transform"] =
      Json::Array{Json::of({{"calculate", json_text(Json(s.name), -1)}, {"as", "series"}})};
}

Json mark_of(const Series& s) {
  Json mark = Json::object();
  switch (s.kind) {
    case Series::Kind::points:
      mark = Json::of({{"type", "circle"}, {"size", 52}, {"opacity", 1}, {"clip", true}});
      break;
    case Series::Kind::bars:
      mark = Json::of({{"type", "bar"}, {"height", Json::of({{"band", 0.7}})}});
      break;
    case Series::Kind::band:
      mark = Json::of(
          {{"type", "area"}, {"opacity", 0.14}, {"interpolate", "step-after"}, {"clip", true}});
      return mark;
    default:
      mark =
          Json::of({{"type", "line"}, {"strokeWidth", s.colour < 0 ? 1.2 : 1.8}, {"clip", true}});
      if (s.kind == Series::Kind::step) mark["interpolate"] = "step-after";
      if (s.name.empty() && s.dashed) mark["strokeDash"] = dash_of(s);
      return mark;
  }
  return mark;
}

// What the mouse is told, in the words of the axes.
Json tooltip_of(const Chart& chart) {
  Json x = Json::of({{"field", "x"}, {"type", "quantitative"}, {"title", chart.x.title}});
  Json y = Json::of({{"field", "y"}, {"type", "quantitative"}, {"title", chart.y.title}});
  if (!chart.categories.empty())
    y = Json::of({{"field", "y"}, {"type", "nominal"}, {"title", "row"}});
  return Json::Array{std::move(y), std::move(x)};
}

// Layers of one series share one data set.
Json data_of(const Chart& chart, const Series& s) {
  return Json::of({{"name", "series" + std::to_string(&s - chart.series.data())}});
}

Json layer_of(const Chart& chart, const Series& s, const Legend& legend) {
  Json encoding = Json::object();
  if (s.kind == Series::Kind::band) {
    encoding["y"] = y_of(chart, "lower");
    encoding["y2"] = Json::of({{"field", "upper"}});
  }
  if (is_line(s))
    encoding["order"] = Json::of({{"value", nullptr}});  // join in the order given, not by x
  Json layer = Json::of(
      {{"data", data_of(chart, s)}, {"mark", mark_of(s)}, {"encoding", std::move(encoding)}});
  add_legend(s, legend, layer);
  return layer;
}

Json whiskers_of(const Chart& chart, const Series& s, const Legend& legend) {
  const bool flat = !chart.categories.empty();
  Json encoding = Json::object();
  encoding[flat ? "x" : "y"] = flat ? x_of(chart, "lower") : y_of(chart, "lower");
  encoding[flat ? "x2" : "y2"] = Json::of({{"field", "upper"}});
  Json layer =
      Json::of({{"data", data_of(chart, s)},
                {"mark", Json::of({{"type", "rule"}, {"opacity", 0.6}, {"strokeWidth", 1.6}})},
                {"encoding", std::move(encoding)}});
  add_legend(s, legend, layer);
  return layer;
}

// Invisible points that answer the mouse along a line.
Json feelers_of(const Chart& chart, const Series& s, const Legend& legend) {
  Json layer = layer_of(chart, s, legend);
  layer["mark"] = Json::of({{"type", "circle"}, {"size", 60}, {"opacity", 0}, {"clip", true}});
  return layer;
}

// The value beside each bar, on the side to which it points.
void add_bar_values(const Chart& chart, const Series& s, Json& layers) {
  for (const bool left : {false, true}) {
    Json layer = Json::of({{"data", data_of(chart, s)}});
    layer["transform"] = Json::Array{Json::of({{"filter", left ? "datum.x < 0" : "datum.x >= 0"}})};
    layer["mark"] =
        Json::of({{"type", "text"}, {"align", left ? "right" : "left"}, {"dx", left ? -4 : 4}});
    Json value = Json::of({{"field", "x"}, {"type", "quantitative"}, {"format", ".3~g"}});
    layer["encoding"] = Json::of({{"text", std::move(value)}});
    layers.push_back(std::move(layer));
  }
}

Json labels_of(const Chart& chart, const Series& s) {
  return Json::of(
      {{"data", data_of(chart, s)},
       {"mark", Json::of({{"type", "text"}, {"dy", -12}, {"fontSize", 11}})},
       {"encoding", Json::of({{"text", Json::of({{"field", "label"}, {"type", "nominal"}})}})}});
}

Json main_view(const Chart& chart) {
  const Legend legend = legend_of(chart);
  Json layers = Json::array();
  for (const Series& s : chart.series) {
    if (!s.lower.empty() && s.kind == Series::Kind::points)
      layers.push_back(whiskers_of(chart, s, legend));
    layers.push_back(layer_of(chart, s, legend));
    if (!s.labels.empty()) layers.push_back(labels_of(chart, s));
    if (s.kind == Series::Kind::bars) add_bar_values(chart, s, layers);
    if (is_line(s) && s.colour >= 0 && s.x.size() <= 80)
      layers.push_back(feelers_of(chart, s, legend));
  }
  Json shared =
      Json::of({{"x", x_of(chart, "x")}, {"y", y_of(chart, "y")}, {"tooltip", tooltip_of(chart)}});
  return Json::of({{"width", chart.width},
                   {"height", chart.height},
                   {"encoding", std::move(shared)},
                   {"layer", std::move(layers)}});
}

Json under_view(const Chart& chart) {
  Json values = Json::array();
  std::vector<std::string> names;
  for (const auto& [name, cells] : chart.under) {
    names.push_back(name);
    for (std::size_t i = 0; i < std::min(cells.size(), chart.under_x.size()); ++i)
      values.push_back(Json::of({{"x", chart.under_x[i]}, {"row", name}, {"text", cells[i]}}));
  }
  Json x = x_of(chart, "x");
  x["axis"] = nullptr;
  Json y = Json::of(
      {{"field", "row"},
       {"type", "nominal"},
       {"title", nullptr},
       {"sort", nullptr},
       {"axis",
        Json::of({{"domain", false}, {"ticks", false}, {"grid", false}, {"labelPadding", 16}})},
       {"scale", Json::of({{"domain", Json(names)}})}});
  Json text = Json::of({{"field", "text"}, {"type", "nominal"}});
  return Json::of(
      {{"width", chart.width},
       {"height", 18 * names.size()},
       {"view", Json::of({{"stroke", nullptr}})},
       {"data", Json::of({{"values", std::move(values)}})},
       {"mark", Json::of({{"type", "text"}, {"fontSize", 11}})},
       {"encoding",
        Json::of({{"x", std::move(x)}, {"y", std::move(y)}, {"text", std::move(text)}})}});
}

}  // namespace

Json chart_vega(const Chart& chart) {
  if (!chart.boxes.empty()) return flow_vega(chart);
  Json spec = Json::of({{"$schema", "https://vega.github.io/schema/vega-lite/v6.json"}});
  Json view = main_view(chart);
  if (!chart.under.empty())
    view = Json::of({{"vconcat", Json::Array{std::move(view), under_view(chart)}}, {"spacing", 6}});
  for (const auto& [key, value] : view.as_object()) spec[key] = value;
  for (std::size_t i = 0; i < chart.series.size(); ++i)
    spec["datasets"]["series" + std::to_string(i)] = values_of(chart, chart.series[i]);
  return spec;
}

}  // namespace dlrr
