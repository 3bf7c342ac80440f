// ROC curves, one panel per protocol and set.
#include "report/evaluations.h"
#include "report/numbered.h"
#include "report/read.h"

namespace dlrr {

namespace {

Chart roc_chart(const Panel& panel) {
  Chart chart;
  chart.id = panel.id("roc");
  chart.title = panel.title();
  chart.x = {"1 \u2212 specificity", 0, 1};
  chart.y = {"sensitivity", 0, 1};
  chart.height = chart.width = 245;
  chart.series.push_back({Series::Kind::line, "", {0, 1}, {0, 1}, {}, {}, -1, true});
  for (const ModelEvaluation& model : panel.models) {
    const Json& auc = member(*model.evaluation, "auc");
    Series s{Series::Kind::line,
             model.model + "  " + show_estimate(auc),
             {},
             {},
             {},
             {},
             model.colour,
             false};
    for (const Json& point : items_of(member(*model.evaluation, "roc"))) {
      const std::vector<double> xy = numbers_in(point);
      if (xy.size() < 2) continue;
      s.x.push_back(xy[0]);
      s.y.push_back(xy[1]);
    }
    if (!s.x.empty()) chart.series.push_back(std::move(s));
  }
  if (chart.series.size() == 1) chart.series.clear();
  return chart;
}

// Figure 4: the main model of the last protocol in every set.
Chart main_chart(const Json& report, const std::vector<Panel>& panels) {
  const std::string main = text_of(member(report, "main_model"));
  Chart chart;
  if (main.empty()) return chart;
  chart = roc_chart({"", "", {}});
  chart.id = "roc-main";
  chart.series = {{Series::Kind::line, "", {0, 1}, {0, 1}, {}, {}, -1, true}};
  int colour = 0;
  for (const Panel& panel : panels) {
    if (panel.protocol != panels.back().protocol) continue;
    for (const ModelEvaluation& model : panel.models) {
      if (model.model != main) continue;
      Chart one = roc_chart({panel.protocol, panel.set, {model}});
      if (one.series.empty()) continue;
      Series line = std::move(one.series.back());
      line.name = set_name(panel.set) + "  " + show_estimate(member(*model.evaluation, "auc"));
      line.colour = colour++;
      chart.series.push_back(std::move(line));
      chart.title = main + " in every set, " + panel.protocol + " protocol";
    }
  }
  if (chart.series.size() == 1) chart.series.clear();
  return chart;
}

std::vector<std::string> operating_row(const Panel& panel, const ModelEvaluation& model,
                                       const Json& at) {
  const std::string chosen = text_of(member(at, "chosen"));
  std::vector<std::string> row{
      panel.place(), model.model,
      show_number(member(at, "threshold")) + (chosen.empty() ? "" : " (" + chosen + ")")};
  for (const char* const key : {"tp", "fp", "tn", "fn"})
    row.push_back(show_number(member(at, key)));
  for (const char* const key : {"sensitivity", "specificity", "ppv", "npv", "accuracy", "f1"})
    row.push_back(show_estimate(member(at, key)));
  return row;
}

HtmlTable operating_table(const std::vector<Panel>& panels) {
  HtmlTable table = table_of("operating", "At the cut-off chosen for each model",
                             {place_title(panels), "Model", "Cut-off", "TP", "FP", "TN", "FN",
                              "Sensitivity", "Specificity", "PPV", "NPV", "Accuracy", "F1"});
  table.columns[1].numeric = false;
  for (const Panel& panel : panels)
    for (const ModelEvaluation& model : panel.models) {
      const Json& points = member(*model.evaluation, "operating_points");
      for (const Json& at : items_of(points)) table.rows.push_back(operating_row(panel, model, at));
      const Json& at = member(*model.evaluation, "operating");
      if (items_of(points).empty() && at.size() > 0)
        table.rows.push_back(operating_row(panel, model, at));
    }
  return table;
}

}  // namespace

void write_roc_section(const Json& report, SectionWriter& out) {
  const std::vector<Panel> panels = panels_of(report);
  std::vector<Chart> charts;
  for (const Panel& panel : panels) charts.push_back(roc_chart(panel));
  const bool drawn = add_figures(report, "Figure 3", std::move(charts), out);
  add_figures(report, "Figure 4", {main_chart(report, panels)}, out);
  const HtmlTable table = operating_table(panels);
  out.add(table);
  if (drawn || !table.rows.empty())
    out.how(
        "A curve shows sensitivity against false alarms as the cut-off moves; the nearer to the "
        "upper left "
        "corner, the better, and the dashed diagonal is chance. Numbers beside the names are AUCs "
        "with 95 % "
        "intervals. Training curves always look better than they are.");
}

}  // namespace dlrr
