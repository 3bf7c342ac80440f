#include "report/page.h"

#include "port/json_text.h"
#include "report/asset.h"
#include "report/read.h"
#include "report/section.h"

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

RenderedReport render_report(const Json& report) {
  std::string contents, body;
  Json specifications = Json::object();
  RenderedReport out;
  for (const Section& section : sections()) {
    SectionWriter writer;
    section.write(report, writer);
    if (writer.html().empty()) continue;
    contents += "<li><a href=\"#" + section.id + "\">" + escape(section.title) + "</a></li>\n";
    body += "<section id=\"" + section.id + "\">\n" + heading(2, section.title) + writer.html() +
            "</section>\n";
    for (const Chart& chart : writer.charts()) {
      specifications[slug(chart.id)] = chart_vega(chart);
      out.charts.push_back(chart);
    }
  }
  const bool untrained = says_yes(report, "untrained_weights");
  out.html = fill_template(asset_page_template(), {{"mark", untrained_mark(untrained)},
                                                   {"title", escape(title_of(report))},
                                                   {"untrained", untrained_line(untrained)},
                                                   {"style", std::string(asset_page_style())},
                                                   {"contents", contents},
                                                   {"body", body},
                                                   {"footer", footer(report)},
                                                   {"figures", script_json(specifications)},
                                                   {"vega", std::string(asset_vega_bundle())},
                                                   {"script", std::string(asset_page_script())}});
  return out;
}

}  // namespace dlrr
