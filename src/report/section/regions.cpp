// Volumes of the regions, and where a region could not be made.
#include <algorithm>

#include "report/read.h"
#include "report/section.h"

namespace dlrr {

namespace {

Chart volume_chart(const Json& summary) {
  Chart chart;
  chart.id = "region-volumes";
  chart.title = "Volume per phase and region: median, smallest to largest";
  chart.x = {"volume, mm\u00b3", 0, 0, true};
  Series dots{Series::Kind::points, "", {}, {}, {}, {}, 0, false};
  for (const Json& row : items_of(summary)) {
    dots.y.push_back(static_cast<double>(chart.categories.size()));
    dots.x.push_back(number_or_nan(member(row, "median_mm3")));
    dots.lower.push_back(number_or_nan(member(row, "min_mm3")));
    dots.upper.push_back(number_or_nan(member(row, "max_mm3")));
    chart.categories.push_back(text_of(member(row, "phase")) + " " +
                               text_of(member(row, "region")));
  }
  chart.height = 22.0 * static_cast<double>(std::max<std::size_t>(3, chart.categories.size()));
  chart.series = {dots};
  return chart;
}

// A sliver is a cut too: it must not read as none.
std::string lost(double fraction) {
  return fraction > 0 && fraction < 0.0005 ? "less than 0.1 %"
                                           : show_estimate(100 * fraction, 1) + " %";
}

}  // namespace

void write_regions_section(const Json& report, SectionWriter& out) {
  const Json& summary = member(report, "regions", "summary");
  HtmlTable table = table_of("regions", "Regions per phase",
                             {"Phase", "Region", "Cases", "Gaps", "Cut by the image edge",
                              "Median, mm\u00b3", "Smallest", "Largest"});
  table.columns[1].numeric = false;
  for (const Json& row : items_of(summary))
    table.rows.push_back(
        {text_of(member(row, "phase")), text_of(member(row, "region")),
         show_number(member(row, "n")), show_number(member(row, "gaps")),
         show_number(member(row, "cut")), show_number(member(row, "median_mm3"), 0),
         show_number(member(row, "min_mm3"), 0), show_number(member(row, "max_mm3"), 0)});
  HtmlTable gaps = table_of("region-gaps", "Gaps", {"Patient", "Phase", "Region", "Reason"});
  for (TableColumn& column : gaps.columns) column.numeric = false;
  for (const Json& row : items_of(member(report, "regions", "gaps")))
    gaps.rows.push_back({text_of(member(row, "patient")), text_of(member(row, "phase")),
                         text_of(member(row, "region")), text_of(member(row, "reason"))});
  HtmlTable cuts = table_of("region-cuts", "Cut by the image edge",
                            {"Patient", "Phase", "Region", "Lost outside the image"});
  cuts.columns[1].numeric = cuts.columns[2].numeric = false;
  for (const Json& row : items_of(member(report, "regions", "cuts")))
    cuts.rows.push_back({text_of(member(row, "patient")), text_of(member(row, "phase")),
                         text_of(member(row, "region")),
                         lost(number_or_nan(member(row, "fraction")))});
  if (table.rows.empty() && gaps.rows.empty()) return;
  if (!table.rows.empty()) out.figures({volume_chart(summary)});
  out.add(table);
  out.add(gaps);
  out.add(cuts);
  out.how(
      "Each dot is the median volume, its line runs from the smallest to the largest patient. A "
      "gap is a "
      "region that could not be made, for example because eroding left too few voxels: its "
      "features are "
      "missing for that patient. Cut counts expansions that ran over the edge of the image: what "
      "is left of them was measured "
      "unless the study's max_cut made it a gap.");
}

}  // namespace dlrr
