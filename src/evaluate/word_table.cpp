#include "evaluate/word_table.h"

#include <string_view>

#include "port/zip.h"

namespace dlrr {

namespace {

constexpr std::string_view kHead =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr std::string_view kTypes =
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
    "<Default Extension=\"rels\" "
    "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Override PartName=\"/word/document.xml\" ContentType=\"application/"
    "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
constexpr std::string_view kRelations =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/"
    "relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
// A4 across, margins of 2 cm, in twentieths of a point.
constexpr std::string_view kPage =
    "<w:sectPr><w:pgSz w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"/>"
    "<w:pgMar w:top=\"1134\" w:right=\"1134\" w:bottom=\"1134\" w:left=\"1134\" w:header=\"709\" "
    "w:footer=\"709\" w:gutter=\"0\"/></w:sectPr>";

// XML 1.0 has no control characters but tab and line ends, escaped or not.
std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (static_cast<unsigned char>(c) >= 0x20)
      out += c;
    else
      out += ' ';
  }
  return out;
}

// size: in half points.
std::string paragraph(const std::string& text, bool bold, int size) {
  return "<w:p><w:pPr><w:spacing w:before=\"20\" w:after=\"20\"/></w:pPr><w:r><w:rPr>"
         "<w:rFonts w:ascii=\"Arial\" w:hAnsi=\"Arial\" w:cs=\"Arial\"/>" +
         std::string(bold ? "<w:b/>" : "") + "<w:sz w:val=\"" + std::to_string(size) +
         "\"/></w:rPr><w:t xml:space=\"preserve\">" + escaped(text) + "</w:t></w:r></w:p>";
}

std::string rule(const char* side, int eighths_of_a_point) {
  return "<w:" + std::string(side) + " w:val=\"single\" w:sz=\"" +
         std::to_string(eighths_of_a_point) + "\" w:space=\"0\" w:color=\"auto\"/>";
}

std::string row(const std::vector<std::string>& cells, bool head) {
  std::string out = "<w:tr><w:trPr><w:cantSplit/>";
  if (head) out += "<w:tblHeader/>";  // again on every page
  out += "</w:trPr>";
  const std::string under =
      head ? "<w:tcPr><w:tcBorders>" + rule("bottom", 6) + "</w:tcBorders></w:tcPr>" : "";
  for (const auto& cell : cells) out += "<w:tc>" + under + paragraph(cell, head, 16) + "</w:tc>";
  return out + "</w:tr>\n";
}

std::string document(const PaperTable& table) {
  std::string out(kHead);
  out +=
      "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">"
      "<w:body>" +
      paragraph(table.title, true, 20) +
      "<w:tbl><w:tblPr><w:tblW w:w=\"0\" w:type=\"auto\"/><w:tblBorders>" + rule("top", 12) +
      rule("bottom", 12) + "</w:tblBorders></w:tblPr><w:tblGrid>";
  for (std::size_t j = 0; j < table.header.size(); ++j) out += "<w:gridCol/>";
  out += "</w:tblGrid>\n" + row(table.header, true);
  for (const auto& cells : table.rows) out += row(cells, false);
  out += "</w:tbl>\n";
  for (const auto& note : table.notes) out += paragraph(note, false, 16);
  return out + std::string(kPage) + "</w:body></w:document>\n";
}

}  // namespace

void write_word_table(const PaperTable& table, const std::filesystem::path& file) {
  write_zip(file, {{"[Content_Types].xml", std::string(kHead) + std::string(kTypes)},
                   {"_rels/.rels", std::string(kHead) + std::string(kRelations)},
                   {"word/document.xml", document(table)}});
}

}  // namespace dlrr
