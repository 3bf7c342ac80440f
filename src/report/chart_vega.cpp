// A chart as a Vega-Lite 6 specification. Values are inline; titles and names are plain strings, which Vega
// draws as text.
#include <algorithm>
#include <cmath>

#include "report/chart.h"

namespace dlrr {

namespace {

Json number(const std::vector<double>& values, std::size_t i) {
  if (i >= values.size() || !std::isfinite(values[i])) return {};
  return values[i];
}

std::string category(const Chart& chart, double y) {
  const auto at = static_cast<std::size_t>(std::max(0.0, std::round(y)));
  return at < chart.categories.size() ? chart.categories[at] : std::string();
}

Json values_of(const Chart& chart, const Series& s) {
  Json values = Json::array();
  for (std::size_t i = 0; i < s.x.size(); ++i) {
    Json row = Json::of({{"x", number(s.x, i)}});
    if (!chart.categories.empty()) {
      row["y"] = category(chart, i < s.y.size() ? s.y[i] : 0);
    } else if (s.kind != Series::Kind::band) {
      row["y"] = number(s.y, i);
    }
    if (i < s.lower.size()) row["lower"] = number(s.lower, i);
    if (i < s.upper.size()) row["upper"] = number(s.upper, i);
    if (!s.name.empty()) row["series"] = s.name;
    values.push_back(std::move(row));
  }
  return Json::of({{"values", std::move(values)}});
}

Json scale_of(const ChartAxis& axis, ChartRange range) {
  Json scale = Json::of({{"domain", Json::Array{range.low, range.high}}, {"nice", false}, {"zero", false}});
  if (axis.log) scale["type"] = "log";
  return scale;
}

Json x_of(const Chart& chart, const char* field) {
  Json axis = Json::of({{"tickCount", 6}, {"labelOverlap", true}});
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

struct Legend { std::vector<std::string> names, colours; };

Legend legend_of(const Chart& chart) {
  Legend out;
  for (const Series& s : chart.series) {
    if (s.name.empty() || std::count(out.names.begin(), out.names.end(), s.name)) continue;
    out.names.push_back(s.name);
    out.colours.push_back(chart_colour(s.colour));
  }
  return out;
}

Json colour_of(const Series& s, const Legend& legend) {
  if (s.name.empty()) return Json::of({{"value", chart_colour(s.colour)}});
  Json scale = Json::of({{"domain", Json(legend.names)}, {"range", Json(legend.colours)}});
  return Json::of({{"datum", s.name}, {"type", "nominal"}, {"scale", std::move(scale)}, {"title", nullptr}});
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
      mark = Json::of({{"type", "area"}, {"opacity", 0.14}, {"interpolate", "step-after"}, {"clip", true}});
      return mark;
    default:
      mark = Json::of({{"type", "line"}, {"strokeWidth", s.colour < 0 ? 1.2 : 1.8}, {"clip", true}});
      if (s.kind == Series::Kind::step) mark["interpolate"] = "step-after";
      if (s.dashed) mark["strokeDash"] = Json::Array{5, 4};
      return mark;
  }
  mark["tooltip"] = Json::of({{"content", "data"}});
  return mark;
}

Json layer_of(const Chart& chart, const Series& s, const Legend& legend) {
  const bool band = s.kind == Series::Kind::band;
  Json encoding = Json::of({{"x", x_of(chart, "x")}, {"y", y_of(chart, band ? "lower" : "y")}});
  if (band) encoding["y2"] = Json::of({{"field", "upper"}});
  if (s.kind == Series::Kind::line || s.kind == Series::Kind::step)
    encoding["order"] = Json::of({{"value", 0}});  // join in the order given, not by x
  encoding["color"] = colour_of(s, legend);
  return Json::of({{"data", values_of(chart, s)}, {"mark", mark_of(s)}, {"encoding", std::move(encoding)}});
}

Json whiskers_of(const Chart& chart, const Series& s, const Legend& legend) {
  const bool flat = !chart.categories.empty();
  Json encoding = Json::of({{"x", x_of(chart, flat ? "lower" : "x")}, {"y", y_of(chart, flat ? "y" : "lower")}});
  encoding[flat ? "x2" : "y2"] = Json::of({{"field", "upper"}});
  encoding["color"] = colour_of(s, legend);
  return Json::of({{"data", values_of(chart, s)},
                   {"mark", Json::of({{"type", "rule"}, {"opacity", 0.6}, {"strokeWidth", 1.6}})},
                   {"encoding", std::move(encoding)}});
}

// Invisible points that answer the mouse along a line.
Json feelers_of(const Chart& chart, const Series& s, const Legend& legend) {
  Json layer = layer_of(chart, s, legend);
  layer["mark"] = Json::of({{"type", "circle"}, {"size", 60}, {"opacity", 0}, {"clip", true},
                            {"tooltip", Json::of({{"content", "data"}})}});
  return layer;
}

Json main_view(const Chart& chart) {
  const Legend legend = legend_of(chart);
  Json layers = Json::array();
  for (const Series& s : chart.series) {
    if (!s.lower.empty() && s.kind == Series::Kind::points) layers.push_back(whiskers_of(chart, s, legend));
    layers.push_back(layer_of(chart, s, legend));
    const bool line = s.kind == Series::Kind::line || s.kind == Series::Kind::step;
    if (line && s.colour >= 0 && s.x.size() <= 80) layers.push_back(feelers_of(chart, s, legend));
  }
  return Json::of({{"width", chart.width}, {"height", chart.height}, {"layer", std::move(layers)}});
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
  Json y = Json::of({{"field", "row"}, {"type", "nominal"}, {"title", nullptr}, {"sort", nullptr},
                     {"axis", Json::of({{"domain", false}, {"ticks", false}, {"grid", false}})},
                     {"scale", Json::of({{"domain", Json(names)}})}});
  Json text = Json::of({{"field", "text"}, {"type", "nominal"}});
  return Json::of({{"width", chart.width},
                   {"height", 18 * names.size()},
                   {"view", Json::of({{"stroke", nullptr}})},
                   {"data", Json::of({{"values", std::move(values)}})},
                   {"mark", Json::of({{"type", "text"}, {"fontSize", 11}})},
                   {"encoding", Json::of({{"x", std::move(x)}, {"y", std::move(y)}, {"text", std::move(text)}})}});
}

}  // namespace

Json chart_vega(const Chart& chart) {
  Json spec = Json::of({{"$schema", "https://vega.github.io/schema/vega-lite/v6.json"}});
  Json view = main_view(chart);
  if (!chart.under.empty())
    view = Json::of({{"vconcat", Json::Array{std::move(view), under_view(chart)}}, {"spacing", 6}});
  for (const auto& [key, value] : view.as_object()) spec[key] = value;
  return spec;
}

}  // namespace dlrr
