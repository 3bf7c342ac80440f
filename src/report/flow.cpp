#include "report/flow.h"

#include <algorithm>

#include "report/evaluations.h"
#include "report/read.h"

namespace dlrr {

namespace {

constexpr double kWide = 300, kAside = 390, kGap = 36, kBetween = 26, kLine = 17, kSet = 150;
constexpr std::size_t kLetters = 52;  // of a line in a box to the right
constexpr std::size_t kReasons = 6;   // the rest is counted together

double height_of(const FlowBox& box) { return 32 + kLine * static_cast<double>(box.lines.size()); }

// Lines of at most kLetters, broken at spaces; later ones are set in.
std::vector<std::string> wrapped(const std::string& text) {
  std::vector<std::string> out(1);
  std::size_t from = 0;
  while (from < text.size()) {
    const auto to = std::min(text.find(' ', from), text.size());
    const std::string word = text.substr(from, to - from);
    if (!out.back().empty() && out.back().size() + 1 + word.size() > kLetters)
      out.push_back("    " + word);
    else
      out.back() += (out.back().empty() ? "" : " ") + word;
    from = to + 1;
  }
  return out;
}

FlowBox aside_box(const Json& stage) {
  FlowBox box{text_of(member(stage, "words")), number_or_nan(member(stage, "n")), {}};
  std::size_t shown = 0;
  double rest = 0;
  for (const Json& reason : items_of(member(stage, "reasons"))) {
    if (shown == kReasons) {
      rest += number_or_nan(member(reason, "n"));
      continue;
    }
    ++shown;
    for (auto& line :
         wrapped(show_number(member(reason, "n")) + "  " + text_of(member(reason, "reason"))))
      box.lines.push_back(std::move(line));
  }
  if (rest > 0) box.lines.push_back(show_number(rest) + "  for other reasons");
  box.x = kWide + kGap;
  box.width = kAside;
  box.height = height_of(box);
  return box;
}

// Puts the box under the last one of the left column, with an arrow.
void go_down(Chart& chart, FlowBox box, double y) {
  box.y = y;
  box.width = kWide;
  box.height = height_of(box);
  if (!chart.boxes.empty()) {
    const auto last = std::find_if(chart.boxes.rbegin(), chart.boxes.rend(),
                                   [](const FlowBox& b) { return b.x == 0; });
    chart.arrows.push_back({kWide / 2, last->y + last->height, kWide / 2, y});
  }
  chart.boxes.push_back(std::move(box));
}

double foot_of(const Chart& chart) {
  double foot = 0;
  for (const FlowBox& box : chart.boxes) foot = std::max(foot, box.y + box.height);
  return foot;
}

void add_sets(const Json& sets, Chart& chart) {
  const double top = foot_of(chart), bar = top + kBetween / 2, y = top + kBetween;
  double x = 0, first = 0, last = 0;
  for (const auto& [set, size] : members_of(sets)) {
    FlowBox box{set_name(set), number_or_nan(member(size, "n")), {}, x, y, kSet, 0};
    box.title.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(box.title[0])));
    box.lines.push_back(show_number(member(size, "events")) + " with the event");
    box.height = height_of(box);
    const double middle = x + kSet / 2;
    if (x == 0) first = middle;
    last = middle;
    chart.arrows.push_back({middle, bar, middle, y});
    chart.boxes.push_back(std::move(box));
    x += kSet + 15;
  }
  if (x == 0) return;
  chart.arrows.push_back({kWide / 2, top, kWide / 2, bar, false});
  chart.arrows.push_back({std::min(first, kWide / 2), bar, std::max(last, kWide / 2), bar, false});
}

}  // namespace

Chart flow_chart(const Json& cohort) {
  const Json& flow = member(cohort, "flow");
  Chart chart;
  chart.id = "flow";
  chart.title = "Figure 1. From enrolment to the sets";
  const Json& enrolled = member(flow, "enrolled");
  if (!has(enrolled, "n")) return chart;
  double left = number_or_nan(member(enrolled, "n"));
  go_down(chart, {"Enrolled", left, {text_of(member(enrolled, "words"))}}, 0);
  for (const Json& stage : items_of(member(flow, "aside"))) {
    FlowBox aside = aside_box(stage);
    aside.y = foot_of(chart) + kBetween / 2;
    left -= aside.n;
    const double y = aside.y + aside.height + kBetween / 2, middle = aside.y + aside.height / 2;
    chart.arrows.push_back({kWide / 2, middle, aside.x, middle});
    chart.boxes.push_back(std::move(aside));
    const bool end = &stage == &items_of(member(flow, "aside")).back();
    go_down(chart, {end ? "Analysed" : "Left", left, {}}, y);
  }
  add_sets(member(cohort, "sets"), chart);
  for (const FlowBox& box : chart.boxes) chart.width = std::max(chart.width, box.x + box.width);
  chart.height = foot_of(chart);
  return chart;
}

}  // namespace dlrr
