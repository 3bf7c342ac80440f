// One section of the page: a row {anchor, title, function}. The function reads its part of
// report.json and adds paragraphs, tables and charts; a section that adds nothing is left out of
// page and contents.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "report/chart.h"
#include "report/html.h"

namespace dlrr {

class SectionWriter {
 public:
  void add(const HtmlTable& table) { html_ += table.html(); }
  void html(const std::string& markup) { html_ += markup; }  // already escaped
  void title(std::string_view text) { html_ += heading(3, text); }
  void text(std::string_view text) { html_ += paragraph(text); }
  void how(std::string_view text) { html_ += how_to_read(text); }
  // Side by side; charts without data are left out. True when any is drawn.
  bool figures(std::vector<Chart> charts);

  const std::string& html() const { return html_; }
  const std::vector<Chart>& charts() const { return charts_; }

 private:
  std::string html_;
  std::vector<Chart> charts_;
};

struct Section {
  std::string id, title;
  void (*write)(const Json& report, SectionWriter& out);
};

// The list, in page order (src/report/sections.cpp).
std::span<const Section> sections();

// One per file in section/.
void write_summary_section(const Json& report, SectionWriter& out);
void write_article_section(const Json& report, SectionWriter& out);
void write_cohort_section(const Json& report, SectionWriter& out);
void write_baseline_section(const Json& report, SectionWriter& out);
void write_regression_section(const Json& report, SectionWriter& out);
void write_regions_section(const Json& report, SectionWriter& out);
void write_deep_section(const Json& report, SectionWriter& out);
void write_selection_section(const Json& report, SectionWriter& out);
void write_models_section(const Json& report, SectionWriter& out);
void write_survival_models_section(const Json& report, SectionWriter& out);
void write_performance_section(const Json& report, SectionWriter& out);
void write_protocols_section(const Json& report, SectionWriter& out);
void write_centres_section(const Json& report, SectionWriter& out);
void write_sample_size_section(const Json& report, SectionWriter& out);
void write_roc_section(const Json& report, SectionWriter& out);
void write_calibration_section(const Json& report, SectionWriter& out);
void write_decision_section(const Json& report, SectionWriter& out);
void write_comparisons_section(const Json& report, SectionWriter& out);
void write_survival_section(const Json& report, SectionWriter& out);
void write_predictions_section(const Json& report, SectionWriter& out);
void write_overlays_section(const Json& report, SectionWriter& out);
void write_gaps_section(const Json& report, SectionWriter& out);
void write_audit_section(const Json& report, SectionWriter& out);
void write_checklists_section(const Json& report, SectionWriter& out);
void write_methods_section(const Json& report, SectionWriter& out);

}  // namespace dlrr
