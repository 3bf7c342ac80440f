#include "report/chart.h"

#include <algorithm>
#include <cmath>

#include "base/csv.h"
#include "base/text.h"

namespace dlrr {

namespace {

void widen(ChartRange& range, const std::vector<double>& values, bool positive) {
  for (const double v : values) {
    if (!std::isfinite(v) || (positive && v <= 0)) continue;
    range.low = std::min(range.low, v);
    range.high = std::max(range.high, v);
  }
}

ChartRange padded(ChartRange range, bool log) {
  if (!(range.low <= range.high)) return log ? ChartRange{0.1, 10} : ChartRange{0, 1};
  if (log) return {range.low / 1.2, range.high * 1.2};
  if (range.low == range.high) return {range.low - 0.5, range.high + 0.5};
  const double pad = 0.04 * (range.high - range.low);
  return {range.low - pad, range.high + pad};
}

double step_near(double raw) {
  const double power = std::pow(10.0, std::floor(std::log10(raw)));
  for (const double round : {1.0, 2.0, 5.0})
    if (raw <= round * power * 1.0001) return round * power;
  return 10 * power;
}

std::string kind_name(Series::Kind kind) {
  switch (kind) {
    case Series::Kind::line: return "line";
    case Series::Kind::step: return "step";
    case Series::Kind::points: return "points";
    case Series::Kind::band: return "band";
    case Series::Kind::bars: return "bars";
  }
  return {};
}

std::string cell(const std::vector<double>& values, std::size_t i) {
  return i < values.size() && !std::isnan(values[i]) ? number_text(values[i]) : std::string();
}

}  // namespace

bool Chart::empty() const {
  if (!boxes.empty()) return false;
  for (const Series& s : series)
    for (std::size_t i = 0; i < s.x.size(); ++i) {
      const bool band = s.kind == Series::Kind::band;
      const std::vector<double>& height_of = band ? s.lower : s.y;
      if (i < height_of.size() && std::isfinite(s.x[i]) && std::isfinite(height_of[i]))
        return false;
    }
  return true;
}

namespace {

constexpr const char* palette[] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                   "#c28a00", "#56b4e9", "#7b61c4"};

}  // namespace

std::string chart_colour(int index) {
  if (index < 0) return "#8a8f98";
  return palette[static_cast<std::size_t>(index) % std::size(palette)];
}

std::vector<int> chart_dash(const Series& series) {
  if (series.dashed) return {5, 4};
  const int round = series.colour / static_cast<int>(std::size(palette));
  if (series.colour < 0 || round == 0) return {};
  return round % 2 == 1 ? std::vector{2, 3} : std::vector{8, 3, 2, 3};
}

ChartRange chart_x_range(const Chart& chart) {
  if (chart.x.low < chart.x.high) return {chart.x.low, chart.x.high};
  ChartRange range{INFINITY, -INFINITY};
  bool from_zero = false;
  for (const Series& s : chart.series) {
    widen(range, s.x, chart.x.log);
    if (!chart.categories.empty()) {
      widen(range, s.lower, chart.x.log);
      widen(range, s.upper, chart.x.log);
    }
    from_zero |= s.kind == Series::Kind::bars;
  }
  if (from_zero) {
    const double low = std::min(0.0, range.low), high = std::max(0.0, range.high);
    const double pad = 0.18 * (high - low);  // room for the value beside the bar
    return {low < 0 ? low - pad : 0, high > 0 ? high + pad : 0};
  }
  return padded(range, chart.x.log);
}

ChartRange chart_y_range(const Chart& chart) {
  if (!chart.categories.empty()) return {-0.5, static_cast<double>(chart.categories.size()) - 0.5};
  if (chart.y.low < chart.y.high) return {chart.y.low, chart.y.high};
  ChartRange range{INFINITY, -INFINITY};
  for (const Series& s : chart.series) {
    if (s.kind != Series::Kind::band) widen(range, s.y, chart.y.log);
    widen(range, s.lower, chart.y.log);
    widen(range, s.upper, chart.y.log);
  }
  return padded(range, chart.y.log);
}

bool chart_counts(const Chart& chart) {
  const auto whole = [](double v) { return v == std::floor(v); };
  return !chart.series.empty() && std::ranges::all_of(chart.series, [&](const Series& s) {
    return s.kind == Series::Kind::bars && std::ranges::all_of(s.x, whole);
  });
}

std::vector<double> chart_ticks(ChartRange range, int count, bool log) {
  std::vector<double> out;
  if (log) {
    const int first = static_cast<int>(std::ceil(std::log10(range.low) - 1e-9));
    const int last = static_cast<int>(std::floor(std::log10(range.high) + 1e-9));
    if (last - first >= 2) {
      const int by = 1 + (last - first) / count;
      for (int e = first; e <= last; e += by) out.push_back(std::pow(10.0, e));
      return out;
    }
    for (int e = first - 1; e <= last; ++e)
      for (const double m : {1.0, 2.0, 5.0}) {
        const double value = m * std::pow(10.0, e);
        if (value >= range.low && value <= range.high) out.push_back(value);
      }
    return out;
  }
  const double step = step_near((range.high - range.low) / count);
  const long long first = static_cast<long long>(std::ceil(range.low / step - 1e-9));
  const long long last = static_cast<long long>(std::floor(range.high / step + 1e-9));
  for (long long k = first; k <= last; ++k) out.push_back(static_cast<double>(k) * step);
  return out;
}

std::string chart_csv(const Chart& chart) {
  if (!chart.boxes.empty()) return flow_csv(chart);
  const bool named = !chart.categories.empty();
  Csv table;
  table.header = {"series", "kind", "x", named ? "category" : "y", "lower", "upper"};
  const bool labels =
      std::ranges::any_of(chart.series, [](const Series& s) { return !s.labels.empty(); });
  if (labels) table.header.emplace_back("label");
  for (const Series& s : chart.series)
    for (std::size_t i = 0; i < s.x.size(); ++i) {
      std::string y = cell(s.y, i);
      if (named && i < s.y.size()) {
        const auto at = static_cast<std::size_t>(std::max(0.0, std::round(s.y[i])));
        y = at < chart.categories.size() ? chart.categories[at] : y;
      }
      table.rows.push_back(
          {s.name, kind_name(s.kind), cell(s.x, i), y, cell(s.lower, i), cell(s.upper, i)});
      if (labels) table.rows.back().push_back(i < s.labels.size() ? s.labels[i] : std::string());
    }
  return csv_text(table);
}

}  // namespace dlrr
