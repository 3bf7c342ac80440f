// Pairs of risks of the same patients: what the second changes.
#include <algorithm>
#include <cmath>

#include "report/evaluations.h"
#include "report/numbered.h"
#include "report/read.h"
#include "report/section.h"

namespace dlrr {

namespace {

std::string place_of(const Json& pair) {
  const std::string set = text_of(member(pair, "set"));
  return set.empty() ? "all patients" : set_name(set);
}

std::string names_of(const Json& pair) {
  return text_of(member(pair, "b")) + " \u2212 " + text_of(member(pair, "a"));
}

HtmlTable auc_table(const Json& pairs) {
  HtmlTable table = table_of(
      "pairs", "Second risk against first",
      {"Set", "Pair", "Patients", "Events", "Difference of AUC", "DeLong p", "IDI", "IDI p"});
  table.columns[1].numeric = false;
  for (const Json& pair : items_of(pairs))
    table.rows.push_back({place_of(pair), names_of(pair), show_number(member(pair, "n")),
                          show_number(member(pair, "events")),
                          show_estimate(member(pair, "delong")),
                          show_p(member(pair, "delong", "p")), show_estimate(member(pair, "idi")),
                          show_p(member(pair, "idi", "p"))});
  return table;
}

std::string show_part(const Json& nri, const std::string& part) {
  return show_estimate(Json::of({{"estimate", member(nri, part)},
                                 {"lower", member(nri, part + "_lower")},
                                 {"upper", member(nri, part + "_upper")}}));
}

HtmlTable nri_table(const Json& pairs) {
  HtmlTable table = table_of("nri", "Net reclassification",
                             {"Set", "Pair", "Kind", "Patients", "Events", "NRI", "p", "of events",
                              "p of events", "of non-events", "p of non-events"});
  table.columns[1].numeric = table.columns[2].numeric = false;
  for (const Json& pair : items_of(pairs))
    for (const char* const kind : {"continuous", "categorical"}) {
      const Json& nri = member(pair, "nri", kind);
      if (nri.size() == 0) continue;
      table.rows.push_back({place_of(pair), names_of(pair), kind, show_number(member(pair, "n")),
                            show_number(member(pair, "events")), show_estimate(nri),
                            show_p(member(nri, "p")), show_part(nri, "event"),
                            show_p(member(nri, "event_p")), show_part(nri, "nonevent"),
                            show_p(member(nri, "nonevent_p"))});
    }
  return table;
}

// Old categories down, new ones across.
HtmlTable moves_table(const Json& pairs) {
  HtmlTable table = table_of("moves", "Reclassification",
                             {"Set", "Pair", "Patients", "Category before", "Categories after"});
  for (const std::size_t j : {1, 2, 3}) table.columns[j].numeric = false;
  for (const Json& pair : items_of(pairs)) {
    const Json& nri = member(pair, "nri", "categorical");
    for (const auto& [key, who] :
         {std::pair("table_event", "with the event"), std::pair("table_nonevent", "without")}) {
      std::size_t category = 0;
      for (const Json& row : items_of(member(nri, key))) {
        std::string counts;
        for (const Json& count : items_of(row))
          counts += (counts.empty() ? "" : " / ") + show_number(count);
        table.rows.push_back({place_of(pair), names_of(pair), who,
                              show_number(static_cast<double>(++category)), counts});
      }
    }
  }
  return table;
}

Chart benefit_chart(const Json& pair, std::size_t index) {
  Chart chart;
  chart.id = "net-benefit-" + std::to_string(index + 1);
  chart.title = "Net benefit, " + names_of(pair) + ", " + place_of(pair);
  chart.height = chart.width = 245;
  chart.x = {"threshold probability", 0, 1};
  const Json& benefit = member(pair, "net_benefit");
  const auto x = numbers_in(member(benefit, "threshold"));
  if (x.empty()) return chart;
  Series band{Series::Kind::band,
              "",
              x,
              {},
              numbers_in(member(benefit, "lower")),
              numbers_in(member(benefit, "upper")),
              0,
              false};
  Series line{Series::Kind::line,
              names_of(pair),
              x,
              numbers_in(member(benefit, "difference")),
              {},
              {},
              0,
              false};
  double reach = 0.02;
  // Beyond one half a handful of patients decides; the axis follows what lies before.
  for (std::size_t k = 0; k < x.size() && x[k] <= 0.5; ++k)
    for (const auto* side : {&band.lower, &band.upper, &line.y})
      if (k < side->size() && std::isfinite((*side)[k]))
        reach = std::max(reach, std::abs((*side)[k]));
  chart.y = {"difference of net benefit", -1.1 * reach, 1.1 * reach};
  if (!band.lower.empty()) chart.series.push_back(std::move(band));
  chart.series.push_back({Series::Kind::line, "", {0, 1}, {0, 0}, {}, {}, -1, true});
  chart.series.push_back(std::move(line));
  return chart;
}

}  // namespace

void write_comparisons_section(const Json& report, SectionWriter& out) {
  for (const char* const name : {"comparisons", "comparisons_all"}) add_numbered(report, name, out);
  const Json& pairs = member(report, "pairs");
  if (items_of(pairs).empty()) return;
  out.add(auc_table(pairs));
  out.add(nri_table(pairs));
  out.add(moves_table(pairs));
  std::vector<Chart> charts;
  for (const Json& pair : items_of(pairs)) charts.push_back(benefit_chart(pair, charts.size()));
  out.figures(std::move(charts));
  out.how(
      "Every difference is the second risk minus the first: above 0 the second is better. NRI adds "
      "the net share of events that move up and the net share of non-events that move down; it "
      "runs "
      "from \u22122 to 2, is no per cent of patients, and means little when a risk is "
      "miscalibrated. "
      "Reclassification counts patients by their category before and after.");
}

}  // namespace dlrr
