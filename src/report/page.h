// A whole page from its parts: policy, style, contents, sections, script. Self-contained: it asks
// the network for nothing.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "report/chart.h"
#include "report/section.h"

namespace dlrr {

struct RenderedReport {
  std::string html;
  std::vector<Chart> charts;  // every figure of the page, in page order
};

struct PageSection {
  std::string id, title;
  SectionWriter content;
};

// Sections in this order, those without content left out. about: "study" (the title), "dlrr",
// "plan_hash" (the foot).
RenderedReport render_page(const Json& about, const std::vector<PageSection>& sections);

// The page of report.json, with the sections of src/report/sections.cpp.
RenderedReport render_report(const Json& report);

}  // namespace dlrr
