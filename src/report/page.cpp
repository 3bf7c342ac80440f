#include "report/page.h"

#include "port/json_text.h"
#include "report/asset.h"
#include "report/read.h"

namespace dlrr {

namespace {

// JSON inside a script element: no "<" at all, so that no text of the user can end the element.
std::string script_json(const Json& value) {
  std::string out;
  for (const char c : json_text(value, -1)) {
    if (c == '<')
      out += "\\u003c";
    else
      out += c;
  }
  return out;
}

std::string footer(const Json& report) {
  std::string out = "dlrr " + text_of(member(report, "dlrr"));
  const std::string hash = text_of(member(report, "plan_hash"));
  if (!hash.empty()) out += " \u00b7 settings " + hash;
  return escape(out);
}

std::string title_of(const Json& report) {
  const std::string study = text_of(member(report, "study"));
  return study.empty() ? "Study report" : study;
}

}  // namespace

RenderedReport render_page(const Json& about, const std::vector<PageSection>& sections) {
  std::string contents, body;
  Json specifications = Json::object();
  RenderedReport out;
  for (const PageSection& section : sections) {
    if (section.content.html().empty()) continue;
    contents += "<li><a href=\"#" + section.id + "\">" + escape(section.title) + "</a></li>\n";
    body += "<section id=\"" + section.id + "\">\n" + heading(2, section.title) +
            section.content.html() + "</section>\n";
    for (const Chart& chart : section.content.charts()) {
      specifications[slug(chart.id)] = chart_vega(chart);
      out.charts.push_back(chart);
    }
  }
  const bool untrained = says_yes(about, "untrained_weights");
  out.html = fill_template(asset_page_template(), {{"mark", untrained_mark(untrained)},
                                                   {"title", escape(title_of(about))},
                                                   {"untrained", untrained_line(untrained)},
                                                   {"style", std::string(asset_page_style())},
                                                   {"contents", contents},
                                                   {"body", body},
                                                   {"footer", footer(about)},
                                                   {"figures", script_json(specifications)},
                                                   {"vega", std::string(asset_vega_bundle())},
                                                   {"script", std::string(asset_page_script())}});
  return out;
}

RenderedReport render_report(const Json& report) {
  std::vector<PageSection> out;
  for (const Section& section : sections()) {
    out.push_back({section.id, section.title, {}});
    section.write(report, out.back().content);
  }
  return render_page(report, out);
}

}  // namespace dlrr
