// Do predicted risks mean what they say?
#include "report/evaluations.h"
#include "report/numbered.h"
#include "report/read.h"

namespace dlrr {

namespace {

Chart calibration_chart(const Panel& panel) {
  Chart chart;
  chart.id = panel.id("calibration");
  chart.title = panel.title();
  chart.x = {"predicted risk", 0, 1};
  chart.y = {"observed share of events", 0, 1};
  chart.height = chart.width = 245;
  chart.series.push_back({Series::Kind::line, "", {0, 1}, {0, 1}, {}, {}, -1, true});
  for (const ModelEvaluation& model : panel.models) {
    Series s{Series::Kind::line, model.model, {}, {}, {}, {}, model.colour, false};
    for (const Json& point : items_of(member(member(*model.evaluation, "calibration"), "curve"))) {
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

// "0.93 (0.71 to 1.15)"; the estimate alone where no interval was written.
std::string with_interval(const Json& c, const std::string& key) {
  if (!has(c, key + "_lower")) return show_estimate(member(c, key));
  return show_estimate(Json::of({{"estimate", member(c, key)},
                                 {"lower", member(c, key + "_lower")},
                                 {"upper", member(c, key + "_upper")}}));
}

std::vector<std::string> row_of(const Panel& panel, const ModelEvaluation& model) {
  const Json& e = *model.evaluation;
  const Json& c = member(e, "calibration");
  const Json& fit = member(c, "hosmer_lemeshow");
  return {panel.place(),
          model.model,
          show_number(member(e, "n")),
          show_number(member(e, "events")),
          show_estimate(member(c, "intercept")),
          with_interval(c, "slope"),
          with_interval(c, "in_the_large"),
          show_estimate(member(c, "o_e")),
          show_estimate(member(c, "ici")),
          show_number(member(fit, "chi2"), 2),
          show_number(member(fit, "df")),
          show_p(member(fit, "p")),
          show_estimate(member(e, "brier")),
          show_estimate(member(e, "scaled_brier"))};
}

}  // namespace

void write_calibration_section(const Json& report, SectionWriter& out) {
  const std::vector<Panel> panels = panels_of(report);
  HtmlTable table = table_of("calibration", "Calibration",
                             {place_title(panels), "Model", "Patients", "Events", "Intercept",
                              "Slope", "In the large", "Observed / expected", "ICI",
                              "Hosmer-Lemeshow \u03c7\u00b2", "df", "p", "Brier", "Scaled Brier"});
  table.columns[1].numeric = false;
  std::vector<Chart> charts;
  for (const Panel& panel : panels) {
    charts.push_back(calibration_chart(panel));
    for (const ModelEvaluation& model : panel.models) {
      const Json& c = member(*model.evaluation, "calibration");
      if (c.size() > 0 || has(*model.evaluation, "brier"))
        table.rows.push_back(row_of(panel, model));
    }
  }
  const bool drawn = add_figures(report, "Figure 5", std::move(charts), out);
  out.add(table);
  if (drawn || !table.rows.empty())
    out.how(
        "On the dashed diagonal, of 100 patients with a predicted risk of 30 % about 30 have the "
        "event. "
        "A slope below 1 says that risks are too extreme (overfitting), an intercept away from 0 "
        "that they "
        "are too high or too low overall. The scaled Brier score is 1 for perfect and 0 for no "
        "better than "
        "giving everybody the mean risk.");
}

}  // namespace dlrr
