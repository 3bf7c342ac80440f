// Net benefit over treatment thresholds (Vickers and Elkin 2006).
#include <algorithm>
#include <cmath>

#include "report/evaluations.h"
#include "report/numbered.h"
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

// More of them in one panel hide each other: then the main model alone has its band, and those of
// the others stay in the JSON.
constexpr std::size_t kBands = 2;

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
    for (const auto* values : {&s.y, &s.upper})
      for (const double y : *values)
        if (std::isfinite(y)) best = std::max(best, y);
  return {"net benefit", -0.25 * best, 1.1 * best};
}

bool has_band(const Panel& panel, const std::string& model, const std::string& main) {
  return panel.models.size() <= kBands || model == main;
}

Chart decision_chart(const Panel& panel, const std::string& main) {
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
    if (has_band(panel, model.model, main)) chart.series.push_back(band(decision, model.colour));
    chart.series.push_back(curve(model.model, decision, "model", model.colour, false));
  }
  chart.y = benefit_axis(chart.series);
  return chart;
}

// What the shade is; nothing without one.
std::string band_words(const std::vector<Panel>& panels, const std::string& main) {
  for (const Panel& panel : panels)
    for (const ModelEvaluation& model : panel.models) {
      const std::string how = text_of(member(*model.evaluation, "decision", "band"));
      if (how.empty() || !has_band(panel, model.model, main)) continue;
      const bool many = panel.models.size() > kBands;
      return " The shade is the 95 % interval of " + (many ? main : "each model") + " (" + how +
             (many ? "); those of the other models stand in report.json." : ").");
    }
  return {};
}

}  // namespace

void write_decision_section(const Json& report, SectionWriter& out) {
  const std::string main = text_of(member(report, "main_model"));
  const auto panels = panels_of(report);
  std::vector<Chart> charts;
  for (const Panel& panel : panels) charts.push_back(decision_chart(panel, main));
  if (add_figures(report, "Figure 5", std::move(charts), out))
    out.how(
        "The threshold is the risk at which one would treat: at 0.2, one accepts four needless "
        "treatments "
        "for each needed one. A model helps where its line lies above both \"treat all\" and "
        "\"treat "
        "none\"; net benefit is in true positives per patient. Every number is in the figure's CSV "
        "file." +
        band_words(panels, main));
}

}  // namespace dlrr
