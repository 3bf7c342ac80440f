// Kaplan-Meier curves of the risk groups, with numbers at risk.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "report/evaluations.h"
#include "report/numbered.h"
#include "report/read.h"
#include "report/section.h"

namespace dlrr {

namespace {

std::string name_of(const Json& survival) {
  const std::string endpoint = text_of(member(survival, "endpoint"));
  const std::string set = text_of(member(survival, "set"));
  const std::string model = text_of(member(survival, "risk_model"));
  return endpoint + (set.empty() ? "" : ", " + set_name(set) + " set") +
         (model.empty() ? "" : ", groups by " + model);
}

std::string place_of(const Json& survival) {
  const std::string set = text_of(member(survival, "set"));
  return set.empty() ? "all patients" : set_name(set);
}

std::string reached(double time) { return std::isnan(time) ? "not reached" : fixed_text(time, 1); }

// With its interval: often the curve comes down to one half and its upper limit does not.
std::string median_of(const Json& group) {
  if (number_or_nan(member(group, "n")) == 0.0) return "\u2013";
  const Json& median = member(group, "median");
  const double at = number_or_nan(member(median, "estimate"));
  const double lower = number_or_nan(member(median, "lower"));
  const double upper = number_or_nan(member(median, "upper"));
  if (std::isnan(at) || (std::isnan(lower) && std::isnan(upper))) return reached(at);
  return reached(at) + " (" + reached(lower) + " to " + reached(upper) + ")";
}

int group_colour(const std::string& name, std::size_t index) {
  return name == "high" ? 1 : name == "low" ? 0 : static_cast<int>(index) + 2;
}

void add_group(const Json& group, std::size_t index, Chart& chart) {
  const std::string name = text_of(member(group, "name"));
  const int colour = group_colour(name, index);
  Series band{Series::Kind::band, "", {}, {}, {}, {}, colour, false};
  Series step{Series::Kind::step, name + " risk", {}, {}, {}, {}, colour, false};
  for (const Json& point : items_of(member(group, "curve"))) {
    const std::vector<double> row = numbers_in(point);
    if (row.size() < 2) continue;
    step.x.push_back(row[0]);
    step.y.push_back(row[1]);
    band.x.push_back(row[0]);
    band.lower.push_back(row.size() > 3 ? row[2] : std::nan(""));
    band.upper.push_back(row.size() > 3 ? row[3] : std::nan(""));
  }
  std::vector<std::string> cells;
  std::vector<double> times;
  for (const Json& point : items_of(member(group, "at_risk"))) {
    const std::vector<double> row = numbers_in(point);
    if (row.size() < 2) continue;
    times.push_back(row[0]);
    cells.push_back(show_number(row[1]));
  }
  if (!times.empty()) chart.under.emplace_back(name, cells);
  if (times.size() > chart.under_x.size()) chart.under_x = times;
  chart.series.push_back(std::move(band));
  chart.series.push_back(std::move(step));
}

Chart survival_chart(const Json& survival, std::size_t index) {
  Chart chart;
  chart.id = "survival-" + std::to_string(index + 1) + "-" + text_of(member(survival, "endpoint")) +
             "-" + text_of(member(survival, "set"));
  chart.title = name_of(survival);
  const std::string unit = text_of(member(survival, "time"));
  chart.x = {unit.empty() ? "time" : unit, 0, 0};
  chart.y = {"event-free share", 0, 1.02};
  std::size_t k = 0;
  for (const Json& group : items_of(member(survival, "groups"))) add_group(group, k++, chart);
  double last = 0;
  for (const Series& s : chart.series)
    for (const double t : s.x) last = std::isfinite(t) ? std::max(last, t) : last;
  for (const double t : chart.under_x) last = std::max(last, t);
  if (last > 0) chart.x.high = last * 1.02;
  return chart;
}

// Of evaluations that judge the order of times as well.
void write_concordance(const Json& report, SectionWriter& out) {
  HtmlTable table = table_of("concordance", "Order of events and Cox model",
                             {"Set", "Risk", "Patients", "Events", "Harrell's C", "Uno's C",
                              "Hazard ratio per SD", "p", "Proportional hazards p"});
  HtmlTable times =
      table_of("time-auc", "AUC at times",
               {"Set", "Risk", "Time", "Cases", "Controls", "Censored before", "AUC"});
  table.columns[1].numeric = times.columns[1].numeric = false;
  for (const Json& survival : items_of(member(report, "survival"))) {
    if (!has(survival, "harrell_c")) continue;
    const std::string place = place_of(survival);
    const std::string risk = text_of(member(survival, "risk_model"));
    const Json& cox = member(survival, "cox");
    table.rows.push_back(
        {place, risk, show_number(member(survival, "n")), show_number(member(survival, "events")),
         show_estimate(member(survival, "harrell_c")), show_estimate(member(survival, "uno_c")),
         show_estimate(member(cox, "hazard_ratio"), 2), show_p(member(cox, "p")),
         show_p(member(cox, "proportional_hazards", "p"))});
    for (const Json& at : items_of(member(survival, "auc_at")))
      times.rows.push_back({place, risk, show_number(member(at, "time"), 1),
                            show_number(member(at, "cases")), show_number(member(at, "controls")),
                            show_number(member(at, "censored_before")), show_estimate(at)});
  }
  if (table.rows.empty()) return;
  out.add(table);
  out.add(times);
  out.how(
      "C is the share of pairs in which the patient with the higher risk has the earlier event; "
      "Uno's C and the AUC at a time weigh patients so that censoring does not decide it. A small "
      "p "
      "of proportional hazards says that the hazard ratio changes over the follow-up.");
}

}  // namespace

void write_survival_section(const Json& report, SectionWriter& out) {
  std::vector<Chart> charts;
  HtmlTable table = table_of("survival", "Risk groups",
                             {"Endpoint", "Set", "Risk by", "Cut-off", "Group", "Events", "Median",
                              "Log-rank \u03c7\u00b2", "df", "p", "Hazard ratio (95 % interval)"});
  for (const std::size_t j : {1, 2, 4}) table.columns[j].numeric = false;
  for (const Json& survival : items_of(member(report, "survival"))) {
    charts.push_back(survival_chart(survival, charts.size()));
    bool first = true;
    for (const Json& group : items_of(member(survival, "groups"))) {
      std::vector<std::string> row{text_of(member(survival, "endpoint")),
                                   place_of(survival),
                                   text_of(member(survival, "risk_model")),
                                   show_number(member(survival, "cutoff")),
                                   text_of(member(group, "name")),
                                   show_events(group),
                                   median_of(group)};
      const Json& logrank = member(survival, "logrank");
      for (const char* const key : {"chi2", "df"})
        row.push_back(first ? show_number(member(logrank, key), 2) : "");
      row.push_back(first ? show_p(member(logrank, "p")) : "");
      row.push_back(first ? show_estimate(member(survival, "hr"), 2) : "");
      table.rows.push_back(std::move(row));
      first = false;
    }
  }
  if (charts.empty()) return;
  add_figures(report, "Figure 6", std::move(charts), out);
  out.add(table);
  out.how(
      "Each curve is the share of a group still without the event; it steps down at each event, "
      "and the shade is "
      "its 95 % interval. Below stand the patients still under observation: where they are few, "
      "the curve says "
      "little. The hazard ratio compares high with low risk.");
  write_concordance(report, out);
}

}  // namespace dlrr
