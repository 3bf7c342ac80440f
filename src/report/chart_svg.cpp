// A chart as SVG. Ink and rules carry classes, so that the page can recolour them for its dark
// side; the attributes alone make a correct drawing on white.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "report/chart.h"
#include "report/html.h"
#include "report/read.h"

namespace dlrr {

namespace {

struct Frame {
  double left, top, right, bottom;  // of the plotting area, in px
  ChartRange x, y;
  bool log_x, log_y, downward;  // downward: categories, first on top

  static double share(double v, ChartRange range, bool log) {
    if (log) return std::log(v / range.low) / std::log(range.high / range.low);
    return (v - range.low) / (range.high - range.low);
  }
  double px(double v) const { return left + share(v, x, log_x) * (right - left); }
  double py(double v) const {
    const double s = share(v, y, log_y);
    return downward ? top + s * (bottom - top) : bottom - s * (bottom - top);
  }
};

std::string at(double value) { return fixed_text(std::round(value * 100) / 100, 2); }

std::string text(double x, double y, std::string_view anchor, std::string_view words,
                 std::string_view more = {}) {
  return "<text class=\"ink\" fill=\"#222\" x=\"" + at(x) + "\" y=\"" + at(y) +
         "\" text-anchor=\"" + std::string(anchor) + "\"" + std::string(more) + ">" +
         escape(words) + "</text>\n";
}

std::string rule(double x1, double y1, double x2, double y2, std::string_view css) {
  const std::string colour = css == "grid" ? "#e6e8eb" : "#8a8f98";
  return "<line class=\"" + std::string(css) + "\" stroke=\"" + colour + "\" x1=\"" + at(x1) +
         "\" y1=\"" + at(y1) + "\" x2=\"" + at(x2) + "\" y2=\"" + at(y2) + "\"/>\n";
}

std::string tick_text(double value) {
  if (value == 0) return "0";
  if (std::abs(value) < 1e-4 || std::abs(value) >= 1e6) return show_number(value, 2);
  return number_text(std::round(value * 1e6) / 1e6);
}

std::string axes(const Chart& chart, const Frame& f) {
  std::string out;
  for (const double t : chart_ticks(f.x, 6, f.log_x)) {
    if (chart_counts(chart) && t != std::floor(t)) continue;
    out += rule(f.px(t), f.top, f.px(t), f.bottom, "grid");
    out += text(f.px(t), f.bottom + 16, "middle", tick_text(t));
  }
  if (f.downward) {
    for (std::size_t i = 0; i < chart.categories.size(); ++i)
      out += text(f.left - 8, f.py(static_cast<double>(i)) + 4, "end", chart.categories[i]);
  } else {
    for (const double t : chart_ticks(f.y, 6, f.log_y)) {
      out += rule(f.left, f.py(t), f.right, f.py(t), "grid");
      out += text(f.left - 8, f.py(t) + 4, "end", tick_text(t));
    }
    const std::string middle = at((f.top + f.bottom) / 2);
    out += text(0, 0, "middle", chart.y.title,
                " transform=\"translate(14 " + middle + ") rotate(-90)\"");
  }
  out += rule(f.left, f.bottom, f.right, f.bottom, "rule");
  out += rule(f.left, f.top, f.left, f.bottom, "rule");
  return out + text((f.left + f.right) / 2, f.bottom + 35, "middle", chart.x.title);
}

std::string stroke(const Series& s) {
  std::string dash;
  for (const int length : chart_dash(s)) dash += (dash.empty() ? "" : " ") + std::to_string(length);
  return " stroke=\"" + chart_colour(s.colour) + "\" stroke-width=\"" +
         (s.colour < 0 ? "1.2" : "1.8") + "\"" +
         (dash.empty() ? "" : " stroke-dasharray=\"" + dash + "\"");
}

bool visible(const Series& s, std::size_t i, const Frame& f) {
  const double x = s.x[i], y = s.y[i];
  return std::isfinite(x) && std::isfinite(y) && (!f.log_x || x > 0) && (!f.log_y || y > 0);
}

std::string path(const Series& s, const Frame& f) {
  std::string d;
  bool pen_down = false;
  double last_y = 0;
  for (std::size_t i = 0; i < std::min(s.x.size(), s.y.size()); ++i) {
    if (!visible(s, i, f)) {
      pen_down = false;
      continue;
    }
    const double x = f.px(s.x[i]), y = f.py(s.y[i]);
    if (pen_down && s.kind == Series::Kind::step) d += "L" + at(x) + " " + at(last_y);
    d += (pen_down ? "L" : "M") + at(x) + " " + at(y);
    pen_down = true;
    last_y = y;
  }
  return "<path fill=\"none\" stroke-linejoin=\"round\"" + stroke(s) + " d=\"" + d + "\"/>\n";
}

// The band's steps follow those of a survival curve.
std::string band(const Series& s, const Frame& f) {
  std::vector<std::size_t> use;
  for (std::size_t i = 0; i < std::min({s.x.size(), s.lower.size(), s.upper.size()}); ++i)
    if (std::isfinite(s.lower[i]) && std::isfinite(s.upper[i])) use.push_back(i);
  std::string d;
  for (std::size_t k = 0; k < use.size(); ++k) {
    const std::string x = at(f.px(s.x[use[k]]));
    if (k > 0) d += "L" + x + " " + at(f.py(s.upper[use[k - 1]]));
    d += (k == 0 ? "M" : "L") + x + " " + at(f.py(s.upper[use[k]]));
  }
  for (std::size_t k = use.size(); k-- > 0;) {
    const std::string x = at(f.px(s.x[use[k]]));
    d += "L" + x + " " + at(f.py(s.lower[use[k]]));
    if (k > 0) d += "L" + x + " " + at(f.py(s.lower[use[k - 1]]));
  }
  return d.empty() ? d
                   : "<path stroke=\"none\" fill-opacity=\"0.14\" fill=\"" +
                         chart_colour(s.colour) + "\" d=\"" + d + "Z\"/>\n";
}

std::string points(const Series& s, const Frame& f) {
  std::string out;
  for (std::size_t i = 0; i < std::min(s.x.size(), s.y.size()); ++i) {
    if (!visible(s, i, f)) continue;
    const bool whisker = i < s.lower.size() && i < s.upper.size() && std::isfinite(s.lower[i]) &&
                         std::isfinite(s.upper[i]);
    const double x = f.px(s.x[i]), y = f.py(s.y[i]);
    if (whisker) {
      const double x1 = f.downward ? f.px(s.lower[i]) : x, x2 = f.downward ? f.px(s.upper[i]) : x;
      const double y1 = f.downward ? y : f.py(s.lower[i]), y2 = f.downward ? y : f.py(s.upper[i]);
      out += "<line" + stroke(s) + " stroke-opacity=\"0.6\" x1=\"" + at(x1) + "\" y1=\"" + at(y1) +
             "\" x2=\"" + at(x2) + "\" y2=\"" + at(y2) + "\"/>\n";
    }
    out += "<circle fill=\"" + chart_colour(s.colour) + "\" cx=\"" + at(x) + "\" cy=\"" + at(y) +
           "\" r=\"3.6\"/>\n";
    if (i < s.labels.size()) out += text(x, y - 8, "middle", s.labels[i], " font-size=\"11\"");
  }
  return out;
}

std::string bars(const Series& s, const Frame& f) {
  std::string out;
  const double thick = std::min(18.0, 0.7 * std::abs(f.py(1) - f.py(0)));
  for (std::size_t i = 0; i < std::min(s.x.size(), s.y.size()); ++i) {
    if (!visible(s, i, f)) continue;
    const double zero = f.px(0), end = f.px(s.x[i]);
    out += "<rect fill=\"" + chart_colour(s.colour) + "\" x=\"" + at(std::min(zero, end)) +
           "\" y=\"" + at(f.py(s.y[i]) - thick / 2) + "\" width=\"" + at(std::abs(end - zero)) +
           "\" height=\"" + at(thick) + "\"/>\n";
    const bool left = end < zero;
    out +=
        text(end + (left ? -4 : 4), f.py(s.y[i]) + 4, left ? "end" : "start", show_number(s.x[i]));
  }
  return out;
}

std::string draw(const Series& s, const Frame& f) {
  switch (s.kind) {
    case Series::Kind::line:
    case Series::Kind::step: return path(s, f);
    case Series::Kind::points: return points(s, f);
    case Series::Kind::band: return band(s, f);
    case Series::Kind::bars: return bars(s, f);
  }
  return {};
}

std::vector<const Series*> legend_rows(const Chart& chart) {
  std::vector<const Series*> out;
  for (const Series& s : chart.series)
    if (!s.name.empty() && s.kind != Series::Kind::band) out.push_back(&s);
  return out;
}

std::string legend(const Chart& chart, double left, double top) {
  std::string out;
  for (const Series* s : legend_rows(chart)) {
    out += "<line" + stroke(*s) + " x1=\"" + at(left) + "\" y1=\"" + at(top - 4) + "\" x2=\"" +
           at(left + 18) + "\" y2=\"" + at(top - 4) + "\"/>\n" +
           text(left + 24, top, "start", s->name);
    top += 17;
  }
  return out;
}

std::string rows_under(const Chart& chart, const Frame& f) {
  std::string out;
  double y = f.bottom + 58;
  for (const auto& [name, cells] : chart.under) {
    out += text(f.left - 16, y, "end", name);
    for (std::size_t i = 0; i < std::min(cells.size(), chart.under_x.size()); ++i)
      if (chart.under_x[i] >= f.x.low && chart.under_x[i] <= f.x.high)
        out += text(f.px(chart.under_x[i]), y, "middle", cells[i]);
    y += 16;
  }
  return out;
}

// Characters, not bytes: UTF-8 continuation bytes do not count.
double text_width(std::string_view words) {
  const auto count =
      std::count_if(words.begin(), words.end(), [](char c) { return (c & 0xC0) != 0x80; });
  return 7.0 * static_cast<double>(count);
}

double left_margin(const Chart& chart) {
  double wide = 40;
  for (const std::string& name : chart.categories) wide = std::max(wide, text_width(name) + 4);
  for (const auto& [name, cells] : chart.under) wide = std::max(wide, text_width(name) + 12);
  return wide + (chart.categories.empty() ? 14 : 12);
}

}  // namespace

std::string chart_svg(const Chart& chart, bool standalone) {
  if (!chart.boxes.empty()) return flow_svg(chart, standalone);
  const double left = left_margin(chart), head = standalone ? 34 : 12;
  const double rows = static_cast<double>(legend_rows(chart).size());
  const double bottom = head + chart.height;
  const double under =
      16 * static_cast<double>(chart.under.size()) + (chart.under.empty() ? 0 : 14);
  const double legend_top = bottom + 42 + under + 16;
  const Frame f{left,
                head,
                left + chart.width,
                bottom,
                chart_x_range(chart),
                chart_y_range(chart),
                chart.x.log,
                chart.y.log,
                !chart.categories.empty()};
  const double width = f.right + 46, height = legend_top + 17 * rows;
  std::string out =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" role=\"img\" aria-label=\"" +
      escape(chart.title) + "\" width=\"" + at(width) + "\" height=\"" + at(height) +
      "\" viewBox=\"0 0 " + at(width) + " " + at(height) +
      "\" font-family=\"system-ui, sans-serif\" font-size=\"12\">\n";
  if (standalone) {
    out += "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n";
    out += text(f.left, 20, "start", chart.title, " font-weight=\"600\" font-size=\"13\"");
  }
  const std::string clip = "clip-" + slug(chart.id);
  out += axes(chart, f);
  out += "<clipPath id=\"" + clip + "\"><rect x=\"" + at(f.left - 1) + "\" y=\"" + at(f.top - 1) +
         "\" width=\"" + at(f.right - f.left + 46) + "\" height=\"" + at(f.bottom - f.top + 2) +
         "\"/></clipPath><g clip-path=\"url(#" + clip + ")\">\n";
  for (const Series& s : chart.series) out += draw(s, f);
  return out + "</g>\n" + rows_under(chart, f) + legend(chart, f.left, legend_top) + "</svg>\n";
}

}  // namespace dlrr
