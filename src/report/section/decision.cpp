// Net benefit over treatment thresholds (Vickers and Elkin 2006).
#include <algorithm>
#include <cmath>

#include "report/evaluations.h"
#include "report/read.h"

namespace dlrr {

namespace {

Series curve(std::string name, const Json& decision, const char* key, int colour, bool dashed) {
  return {Series::Kind::line,
          std::move(name),
          numbers_in(member(decision, "threshold")),
          numbers_in(member(decision, key)),
          {},
          {},
          colour,
          dashed};
}

constexpr std::size_t kBands =
    2;  // more of them in one panel hide each other; they stay in the JSON

// Pointwise interval; without one the series draws nothing.
Series band(const Json& decision, int colour) {
  Series out{Series::Kind::band,
             "",
             {},
             {},
             numbers_in(member(decision, "lower")),
             numbers_in(member(decision, "upper")),
             colour,
             false};
  if (!out.lower.empty()) out.x = numbers_in(member(decision, "threshold"));
  return out;
}

// From a little below zero to a little above the best: "treat all" falls without bound and is
// clipped.
ChartAxis benefit_axis(const std::vector<Series>& series) {
  double best = 0.05;
  for (const Series& s : series)
    for (const double y : s.y)
      if (std::isfinite(y)) best = std::max(best, y);
  return {"net benefit", -0.25 * best, 1.1 * best};
}

Chart decision_chart(const Panel& panel) {
  Chart chart;
  chart.id = panel.id("decision");
  chart.title = panel.title();
  chart.height = chart.width = 245;
  chart.x = {"threshold probability", 0, 1};
  for (const ModelEvaluation& model : panel.models) {
    const Json& decision = member(*model.evaluation, "decision");
    if (decision.size() == 0) continue;
    if (chart.series.empty()) {
      chart.series.push_back(curve("treat all", decision, "all", -1, true));
      chart.series.push_back(curve("treat none", decision, "none", -1, false));
    }
    if (panel.models.size() <= kBands) chart.series.push_back(band(decision, model.colour));
    chart.series.push_back(curve(model.model, decision, "model", model.colour, false));
  }
  chart.y = benefit_axis(chart.series);
  return chart;
}

}  // namespace

void write_decision_section(const Json& report, SectionWriter& out) {
  std::vector<Chart> charts;
  for (const Panel& panel : panels_of(report)) charts.push_back(decision_chart(panel));
  if (out.figures(std::move(charts)))
    out.how(
        "The threshold is the risk at which one would treat: at 0.2, one accepts four needless "
        "treatments "
        "for each needed one. A model helps where its line lies above both \"treat all\" and "
        "\"treat "
        "none\"; net benefit is in true positives per patient. Every number is in the figure's CSV "
        "file.");
}

}  // namespace dlrr
