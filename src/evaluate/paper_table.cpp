#include "evaluate/paper_table.h"

#include <algorithm>

#include "base/csv.h"
#include "base/file.h"
#include "evaluate/word_table.h"

namespace dlrr {

namespace {

std::string html(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else {
      out += c;
    }
  }
  return out;
}

std::string latex(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("&%$#_{}").find(c) != std::string_view::npos) {
      out += '\\';
      out += c;
    } else if (c == '\\') {
      out += "\\textbackslash{}";
    } else if (c == '~') {
      out += "\\textasciitilde{}";
    } else if (c == '^') {
      out += "\\textasciicircum{}";
    } else if (c == '|') {
      out += "\\textbar{}";
    } else if (c == '<' || c == '>') {
      out += std::string("$") + c + "$";
    } else {
      out += c;
    }
  }
  return out;
}

std::string html_row(const std::vector<std::string>& cells, const char* tag) {
  std::string out = "<tr>";
  for (const auto& cell : cells)
    out += std::string("<") + tag + ">" + html(cell) + "</" + tag + ">";
  return out + "</tr>\n";
}

std::string latex_row(const std::vector<std::string>& cells) {
  std::string out;
  for (std::size_t i = 0; i < cells.size(); ++i) out += (i ? " & " : "") + latex(cells[i]);
  return out + " \\\\\n";
}

// A column of sentences is as wide as a third of the text and wraps; the others are as wide as they
// need.
std::string latex_columns(const PaperTable& table) {
  constexpr std::size_t kSentence = 45;
  std::string out;
  for (std::size_t j = 0; j < table.header.size(); ++j) {
    std::size_t longest = table.header[j].size();
    for (const auto& row : table.rows) longest = std::max(longest, row[j].size());
    out += longest > kSentence ? "p{0.33\\linewidth}" : "l";
  }
  return out;
}

}  // namespace

std::string html_page(const PaperTable& table) {
  std::string out =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" +
      html(table.title) +
      "</title>\n<style>body{font:15px/1.4 system-ui,sans-serif;margin:2rem auto;max-width:75rem;"
      "padding:0 1rem}table{border-collapse:collapse;border-top:2px solid;border-bottom:2px solid}"
      "th,td{padding:.25rem .7rem;text-align:left;vertical-align:top}"
      "th{border-bottom:1px solid}p{font-size:13px}</style></head><body>\n<table><caption>" +
      html(table.title) + "</caption>\n<thead>" + html_row(table.header, "th") +
      "</thead><tbody>\n";
  for (const auto& row : table.rows) out += html_row(row, "td");
  out += "</tbody></table>\n";
  for (const auto& note : table.notes) out += "<p>" + html(note) + "</p>\n";
  return out + "</body></html>\n";
}

std::string latex_text(const PaperTable& table) {
  std::string out = "% needs \\usepackage{booktabs}\n\\begin{table}\n\\caption{" +
                    latex(table.title) + "}\n\\begin{tabular}{" + latex_columns(table) +
                    "}\n\\toprule\n" + latex_row(table.header) + "\\midrule\n";
  for (const auto& row : table.rows) out += latex_row(row);
  out += "\\bottomrule\n\\end{tabular}\n";
  for (const auto& note : table.notes) out += "\\par\\footnotesize " + latex(note) + "\n";
  return out + "\\end{table}\n";
}

void write_paper_table(const PaperTable& table, const std::filesystem::path& folder) {
  write_csv(folder / (table.name + ".csv"), Csv{table.header, table.rows});
  write_file(folder / (table.name + ".html"), html_page(table));
  write_file(folder / (table.name + ".tex"), latex_text(table));
  write_word_table(table, folder / (table.name + ".docx"));
}

Json to_json(const PaperTable& table) {
  Json rows = Json::array();
  for (const auto& row : table.rows) rows.push_back(Json(row));
  return Json::of({{"name", table.name},
                   {"title", table.title},
                   {"header", Json(table.header)},
                   {"rows", std::move(rows)},
                   {"notes", Json(table.notes)}});
}

}  // namespace dlrr
