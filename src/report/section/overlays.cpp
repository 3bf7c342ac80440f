// Pictures of regions on the scans, as PNG bytes in base64.
#include "report/read.h"
#include "report/section.h"

namespace dlrr {

void write_overlays_section(const Json& report, SectionWriter& out) {
  std::string pictures;
  for (const Json& overlay : items_of(member(report, "overlays"))) {
    const std::string data = text_of(member(overlay, "png_base64"));
    if (data.empty()) continue;
    const std::string caption =
        text_of(member(overlay, "patient")) + ": " + text_of(member(overlay, "title"));
    pictures += picture(data, caption);
  }
  if (pictures.empty()) return;
  out.html("<div class=\"figures\">" + pictures + "</div>\n");
  out.how(
      "The outlines are the regions as they were measured. Check a few: a shifted outline means "
      "that image "
      "and mask do not belong together.");
}

}  // namespace dlrr
