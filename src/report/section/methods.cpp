// What was done, in words, and every setting.
#include "report/read.h"
#include "report/section.h"

namespace dlrr {

void write_methods_section(const Json& report, SectionWriter& out) {
  for (const Json& method : items_of(member(report, "methods"))) {
    out.title(text_of(member(method, "title")));
    out.text(text_of(member(method, "text")));
  }
  const std::string settings = text_of(member(report, "settings"));
  if (settings.empty()) return;
  out.title("Settings");
  out.how(
      "Every setting that changes numbers, defaults included. The same file and the same data give "
      "the same "
      "report.");
  out.html("<details open><summary>study.yaml, completed</summary><pre>" + escape(settings) +
           "</pre></details>\n");
}

}  // namespace dlrr
