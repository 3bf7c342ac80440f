// A whole page from its parts: policy, style, contents, sections, script. Self-contained: it asks
// the network for nothing.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "report/chart.h"

namespace dlrr {

struct RenderedReport {
  std::string html;
  std::vector<Chart> charts;  // every figure of the page, in page order
};

RenderedReport render_report(const Json& report);

}  // namespace dlrr
