#include "report/description_page.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "base/text.h"
#include "report/read.h"

namespace dlrr {

namespace {

struct Help {
  std::string_view table, text;
};

constexpr std::array<Help, 8> kHelp{{
    {"baseline",
     "One line per variable or level, one column per group. SMD tells how far groups lie apart "
     "whatever their size; a small p says that chance alone would rarely do this, and among many "
     "lines a few small ones are expected."},
    {"baseline_checks",
     "A small p of a test of normality or of equal spread says that the values are not so; among "
     "many patients trifles do. Report the p of the baseline table, whatever the others say."},
    {"missing", "How many patients lack each value, and which variables the rule leaves out."},
    {"regression",
     "OR above 1: more events with more of the variable. An interval that holds 1 leaves the "
     "direction open. The joint model tells each variable with the others held still."},
    {"nomogram",
     "Find a patient's value in each row, read its points off the axis, add them up; the total "
     "stands above the risk it means."},
    {"cutpoints",
     "The best cut of these patients, beside the models that need none. The lower AIC fits "
     "better; a small p in the last column says that a straight line is not enough."},
    {"outliers", "Values to look up at the source. None was removed."},
    {"agreement", "Kappa: agreement beyond chance; 1 is complete, 0 is what chance alone gives."},
}};

// Numbers, p values and gaps stand to the right, words to the left.
bool numeric(const Json& table, std::size_t column) {
  bool any = false;
  for (const Json& row : items_of(member(table, "rows"))) {
    const auto& cells = items_of(row);
    const std::string cell = column < cells.size() ? text_of(cells[column]) : std::string();
    if (cell.empty() || cell == "NA") continue;
    if (std::string_view("0123456789.-<>").find(cell.front()) == std::string_view::npos)
      return false;
    any = true;
  }
  return any;
}

void write_table(const Json& table, SectionWriter& out) {
  HtmlTable made{text_of(member(table, "name")), text_of(member(table, "title")), {}, {}, {}};
  for (const Json& title : items_of(member(table, "header"))) {
    const std::size_t column = made.columns.size();
    made.columns.push_back({text_of(title), column > 0 && numeric(table, column)});
  }
  for (const Json& row : items_of(member(table, "rows"))) {
    made.rows.emplace_back();
    for (const Json& cell : items_of(row)) made.rows.back().push_back(text_of(cell));
  }
  if (made.rows.empty()) out.text("None.");
  out.add(made);
  for (const Json& note : items_of(member(table, "notes"))) out.text(text_of(note));
  for (const Help& help : kHelp)
    if (help.table == made.id) out.how(help.text);
}

// One row of the nomogram: a line with labelled marks.
void add_scale(Chart& chart, const std::string& name, const std::vector<double>& x,
               const std::vector<std::string>& labels, int colour) {
  if (x.empty()) return;
  const std::vector<double> y(x.size(), static_cast<double>(chart.categories.size()));
  chart.categories.push_back(name);
  const auto [low, high] = std::minmax_element(x.begin(), x.end());
  chart.series.push_back(
      {Series::Kind::line, "", {*low, *high}, {y[0], y[0]}, {}, {}, colour, false, {}});
  chart.series.push_back({Series::Kind::points, "", x, y, {}, {}, colour, false, labels});
}

// Variables on the scale of points; total and risk on one that ends with the largest total.
Chart nomogram_chart(const Json& nomogram) {
  Chart out;
  out.id = "nomogram";
  out.title = "Nomogram of the joint model";
  out.x = {"Points of a variable", -4, 104, false};  // room for the labels at the ends
  out.width = 620;
  const double most = number_or_nan(member(nomogram, "most_points"));
  if (!(most > 0)) return out;
  for (const Json& row : items_of(member(nomogram, "rows"))) {
    std::vector<double> x;
    std::vector<std::string> labels;
    for (const Json& mark : items_of(member(row, "marks"))) {
      x.push_back(number_or_nan(member(mark, "points")));
      labels.push_back(text_of(member(mark, "label")));
    }
    add_scale(out, text_of(member(row, "variable")), x, labels, 0);
  }
  std::vector<double> total, risk;
  std::vector<std::string> totals, risks;
  for (const double t : chart_ticks({0, most}, 8, false)) {
    total.push_back(100 * t / most);
    totals.push_back(number_text(std::round(t * 1e6) / 1e6));
  }
  for (const Json& mark : items_of(member(nomogram, "risks"))) {
    risk.push_back(100 * number_or_nan(member(mark, "total")) / most);
    risks.push_back(fixed_text(100 * number_or_nan(member(mark, "risk")), 0) + "%");
  }
  add_scale(out, "Total points", total, totals, -1);
  add_scale(out, "Risk", risk, risks, 1);
  out.height = 46 * static_cast<double>(out.categories.size());
  return out;
}

void write_warnings(const Json& description, SectionWriter& out) {
  out.text("Table: " + text_of(member(description, "source")) + ".");
  std::string items;
  for (const Json& warning : items_of(member(description, "warnings")))
    items += "<li>" + escape(text_of(warning)) + "</li>";
  if (!items.empty()) out.html("<ul class=\"warnings\">" + items + "</ul>\n");
}

void write_gaps(const Json& description, SectionWriter& out) {
  HtmlTable made{"gaps", "Values of description.json that are not there", {}, {}, {}};
  made.columns = {{"Place", false}, {"Reason", false}};
  for (const Json& gap : items_of(member(description, "gaps")))
    made.rows.push_back({text_of(member(gap, "at")), text_of(member(gap, "reason"))});
  out.add(made);
}

}  // namespace

RenderedReport render_description(const Json& description) {
  std::vector<PageSection> sections = {{"summary", "What to know first", {}}};
  write_warnings(description, sections.back().content);
  for (const Json& table : items_of(member(description, "tables"))) {
    const std::string name = text_of(member(table, "name"));
    sections.push_back({slug(name), text_of(member(table, "title")), {}});
    if (name == "nomogram")
      sections.back().content.figures(
          {nomogram_chart(member(member(description, "numbers"), "nomogram"))});
    write_table(table, sections.back().content);
  }
  sections.push_back({"gaps", "Gaps", {}});
  write_gaps(description, sections.back().content);
  const Json about =
      Json::of({{"dlrr", member(description, "dlrr")}, {"study", "Description of the patients"}});
  return render_page(about, sections);
}

}  // namespace dlrr
