// Pictures of regions on the scans, as PNG bytes in base64.
#include "report/read.h"
#include "report/section.h"

namespace dlrr {

namespace {

// The colours of the outlines; the texts come from the study, so a colour must look like one.
std::string key_of(const Json& outlines) {
  std::string items;
  for (const Json& outline : items_of(outlines)) {
    const std::string colour = text_of(member(outline, "colour"));
    const bool safe = colour.size() == 7 && colour[0] == '#' &&
                      colour.find_first_not_of("0123456789abcdef", 1) == colour.npos;
    if (!safe) continue;
    items += "<li><i style=\"background:" + colour + "\"></i>" +
             escape(text_of(member(outline, "region"))) + "</li>";
  }
  return items.empty() ? std::string() : "<ul class=\"key\">" + items + "</ul>\n";
}

}  // namespace

void write_overlays_section(const Json& report, SectionWriter& out) {
  std::string pictures, key;
  for (const Json& overlay : items_of(member(report, "overlays"))) {
    const std::string data = text_of(member(overlay, "png_base64"));
    if (data.empty()) continue;
    if (key.empty()) key = key_of(member(overlay, "outlines"));
    const std::string caption = text_of(member(overlay, "title"));
    pictures += picture(data, caption);
  }
  if (pictures.empty()) return;
  out.html("<div class=\"figures\">" + pictures + "</div>\n" + key);
  out.how(
      "The outlines are the regions as they were measured. Check a few: a shifted outline means "
      "that image "
      "and mask do not belong together.");
}

}  // namespace dlrr
