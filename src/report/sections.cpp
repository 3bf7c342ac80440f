#include <algorithm>

#include "report/section.h"

namespace dlrr {

std::span<const Section> sections() {
  static const Section list[] = {
      {"summary", "Summary", write_summary_section},
      {"article", "Tables and figures", write_article_section},
      {"cohort", "Cohort", write_cohort_section},
      {"baseline", "Baseline table", write_baseline_section},
      {"regression", "What goes with the event", write_regression_section},
      {"regions", "Regions", write_regions_section},
      {"deep", "Deep features", write_deep_section},
      {"selection", "Feature selection", write_selection_section},
      {"models", "Models", write_models_section},
      {"survival-models", "Models of the time to an event", write_survival_models_section},
      {"performance", "Performance", write_performance_section},
      {"protocols", "Protocols", write_protocols_section},
      {"centres", "Centres", write_centres_section},
      {"sample-size", "Sample size", write_sample_size_section},
      {"roc", "Discrimination", write_roc_section},
      {"calibration", "Calibration", write_calibration_section},
      {"decision", "Decision curves", write_decision_section},
      {"comparisons", "Comparisons", write_comparisons_section},
      {"survival", "Survival", write_survival_section},
      {"predictions", "Predictions", write_predictions_section},
      {"overlays", "Overlays", write_overlays_section},
      {"gaps", "What could not be estimated", write_gaps_section},
      {"audit", "Audit of these tables", write_audit_section},
      {"checklists", "Checklists", write_checklists_section},
      {"methods", "Methods and settings", write_methods_section},
  };
  return list;
}

bool SectionWriter::figures(std::vector<Chart> charts) {
  std::string inside;
  for (Chart& chart : charts) {
    if (chart.empty()) continue;
    // Sets of a user may differ only in what an id cannot hold.
    const auto taken = [&](const std::string& id) {
      return std::any_of(charts_.begin(), charts_.end(),
                         [&](const Chart& other) { return slug(other.id) == id; });
    };
    const std::string wanted = chart.id;
    for (int k = 2; taken(slug(chart.id)); ++k) chart.id = wanted + "-" + std::to_string(k);
    const std::string id = slug(chart.id);
    inside += "<figure id=\"figure-" + id + "\"><figcaption>" + escape(chart.title) +
              "</figcaption><div class=\"plot\" data-figure=\"" + id + "\">" +
              chart_svg(chart, false) + "</div></figure>\n";
    charts_.push_back(std::move(chart));
  }
  if (inside.empty()) return false;
  html_ += "<div class=\"figures\">" + inside + "</div>\n";
  return true;
}

}  // namespace dlrr
