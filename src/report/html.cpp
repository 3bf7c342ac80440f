#include "report/html.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "report/report.h"

namespace dlrr {

std::string escape(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default:
        if (static_cast<unsigned char>(c) < 32 && c != '\n' && c != '\t')
          out += "\xEF\xBF\xBD";
        else
          out += c;
    }
  }
  return out;
}

std::string slug(std::string_view text) {
  std::string out;
  for (const char c : lower(text)) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (word)
      out += c;
    else if (!out.empty() && out.back() != '-')
      out += '-';
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out.empty() ? "x" : out;
}

std::string heading(int level, std::string_view text) {
  const std::string tag = "h" + std::to_string(level);
  return "<" + tag + ">" + escape(text) + "</" + tag + ">\n";
}

std::string paragraph(std::string_view text) { return "<p>" + escape(text) + "</p>\n"; }

std::string how_to_read(std::string_view text) {
  return "<p class=\"howto\"><b>How to read this.</b> " + escape(text) + "</p>\n";
}

std::string untrained_line(bool untrained) {
  if (!untrained) return {};
  const auto colon = untrained_notice.find(':') + 1;
  return "<p class=\"untrained\" role=\"note\"><b>" + escape(untrained_notice.substr(0, colon)) +
         "</b>" + escape(untrained_notice.substr(colon)) + "</p>\n";
}

std::string untrained_mark(bool untrained) {
  return untrained ? "<!-- " + std::string(untrained_notice) + " -->" : std::string();
}

std::string picture(std::string_view png_base64, std::string_view caption) {
  const std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
  const std::string text = escape(caption);
  const bool png = png_base64.starts_with("iVBORw0KGgo");  // the signature of every PNG
  if (!png || png_base64.find_first_not_of(alphabet) != png_base64.npos)
    return paragraph(std::string(caption) + ": the picture is not readable.");
  return "<figure class=\"overlay\"><img alt=\"" + text + "\" src=\"data:image/png;base64," +
         std::string(png_base64) + "\"><figcaption>" + text + "</figcaption></figure>\n";
}

std::string HtmlTable::html() const {
  if (rows.empty()) return {};
  const auto css = [this](std::size_t j) {
    return j < columns.size() && columns[j].numeric ? " class=\"num\"" : "";
  };
  std::string out = std::string("<div class=\"table") + (prose ? " prose" : "") +
                    "\"><div class=\"bar\"><span class=\"caption\">" + escape(caption) +
                    "</span><button type=\"button\" class=\"csv\" data-name=\"" + slug(id) +
                    "\">CSV</button></div><div class=\"scroll\" tabindex=\"0\"><table id=\"" +
                    slug("table " + id) + "\"><thead><tr>";
  for (std::size_t j = 0; j < columns.size(); ++j)
    out += std::string("<th scope=\"col\"") + css(j) + ">" + escape(columns[j].title) + "</th>";
  out += "</tr></thead><tbody>\n";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    out += i < strong.size() && strong[i] ? "<tr class=\"strong\">" : "<tr>";
    for (std::size_t j = 0; j < rows[i].size(); ++j)
      out += std::string("<td") + css(j) + ">" + escape(rows[i][j]) + "</td>";
    out += "</tr>\n";
  }
  return out + "</tbody></table></div></div>\n";
}

HtmlTable table_of(std::string id, std::string caption, const std::vector<std::string>& titles) {
  HtmlTable table{std::move(id), std::move(caption), {}, {}, {}};
  for (const std::string& title : titles) table.columns.push_back({title, !table.columns.empty()});
  return table;
}

std::string fill_template(std::string_view text,
                          const std::vector<std::pair<std::string, std::string>>& values) {
  std::string out;
  for (;;) {
    const auto open = text.find("{{");
    const auto close = open == text.npos ? text.npos : text.find("}}", open);
    if (close == text.npos) return out.append(text);
    out.append(text.substr(0, open));
    const auto name = text.substr(open + 2, close - open - 2);
    const auto found = std::find_if(values.begin(), values.end(),
                                    [&](const auto& value) { return value.first == name; });
    if (found == values.end())
      throw Error(ErrorKind::internal, "page template: unknown place '" + std::string(name) + "'");
    out += found->second;
    text.remove_prefix(close + 2);
  }
}

}  // namespace dlrr
