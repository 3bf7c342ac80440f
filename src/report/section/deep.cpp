// Which network made the deep features, from which weights, and what it saw.
#include "report/read.h"
#include "report/section.h"

namespace dlrr {

namespace {

std::string words_of(const Json& list) {
  std::string out;
  for (const Json& word : items_of(list)) out += (out.empty() ? "" : ", ") + text_of(word);
  return out;
}

void write_network(const Json& deep, SectionWriter& out) {
  HtmlTable table = table_of("network", "The network and its input", {"Setting", "Value"});
  table.columns[1].numeric = false;
  const auto add = [&](const std::string& name, const std::string& value) {
    if (!value.empty()) table.rows.push_back({name, value});
  };
  add("network", text_of(member(deep, "network")));
  add("layout", text_of(member(deep, "layout")));
  add("shortcut", text_of(member(deep, "shortcut")));
  add("width", show_number(member(deep, "width")));
  add("weights", text_of(member(deep, "origin")));
  if (has(deep, "untrained")) add("trained", says_yes(deep, "untrained") ? "no" : "yes");
  add("weights, SHA-256", text_of(member(deep, "weights")));
  add("precision", text_of(member(deep, "precision")));
  add("pooling", words_of(member(deep, "pooling")));
  add("values per phase and region", show_number(member(deep, "values")));
  for (const auto& [key, value] : members_of(member(deep, "input")))
    add("input: " + key, text_of(value));
  out.add(table);
}

void write_mosaics(const Json& deep, SectionWriter& out) {
  std::string pictures;
  for (const Json& mosaic : items_of(member(deep, "mosaics"))) {
    const std::string data = text_of(member(mosaic, "png_base64"));
    if (data.empty()) continue;
    pictures +=
        picture(data, text_of(member(mosaic, "title")) +
                          ". Rows from the top: " + words_of(member(mosaic, "rows")) +
                          ". Columns from the left: " + words_of(member(mosaic, "columns")) + ".");
  }
  if (pictures.empty()) return;
  out.title("What the network saw");
  out.html("<div class=\"figures mosaics\">" + pictures + "</div>\n");
  out.how(
      "Each field is the axial slice through the middle of a region's crop, after resampling, "
      "masking and scaling: the network reads these numbers and nothing else. A crossed field is a "
      "region that could not be made. Fields that are all black or all white mean that the window "
      "does not suit the images.");
}

}  // namespace

void write_deep_section(const Json& report, SectionWriter& out) {
  const Json& deep = member(report, "deep");
  if (deep.size() == 0) return;
  out.text("Input: " + text_of(member(deep, "input_text")) + ".");
  write_network(deep, out);
  write_mosaics(deep, out);
}

}  // namespace dlrr
