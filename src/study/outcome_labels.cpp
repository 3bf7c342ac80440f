#include "study/outcome_labels.h"

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/text.h"
#include "study/cohort_parts.h"

namespace dlrr {

namespace {

std::string counted(const std::map<std::string, std::size_t>& labels) {
  std::vector<std::string> parts;
  for (const auto& [label, n] : labels) {
    if (parts.size() == 6) {
      parts.push_back("...");
      break;
    }
    parts.push_back("'" + label + "' (" + std::to_string(n) + ")");
  }
  return join(parts, ", ");
}

// The larger number, or the later word.
std::string later(const std::string& a, const std::string& b) {
  const auto x = parse_number(a), y = parse_number(b);
  if (x && y) return *x > *y ? a : b;
  return lower(a) > lower(b) ? a : b;
}

std::string event_of(const std::map<std::string, std::size_t>& labels, const std::string& wanted) {
  if (!wanted.empty()) {
    if (labels.contains(wanted)) return wanted;
    throw Error("no patient has the label '" + wanted + "', found " + counted(labels));
  }
  if (labels.size() < 2)
    throw Error("every patient has the same label " + counted(labels) +
                "; two are needed to learn anything");
  return later(labels.begin()->first, labels.rbegin()->first);
}

}  // namespace

OutcomeLabels read_outcome_labels(const std::vector<std::string>& cells, const std::string& event) {
  std::map<std::string, std::size_t> labels;
  for (const auto& cell : cells)
    if (!is_missing(cell)) ++labels[trim(cell)];
  if (labels.empty()) throw Error("every cell is empty");
  OutcomeLabels out;
  const bool truth = event.empty() && std::ranges::all_of(labels, [](const auto& label) {
                       return truth_value(label.first).has_value();
                     });
  if (!truth && labels.size() > 2)
    throw Error("expected 0/1 or two labels, found " + std::to_string(labels.size()) + ": " +
                counted(labels));
  const std::string chosen = truth ? "" : event_of(labels, event);
  for (const auto& cell : cells) {
    const bool one = truth ? truth_value(cell) == 1 : trim(cell) == chosen;
    out.cells.push_back(is_missing(cell) ? "" : one ? "1" : "0");
  }
  out.event = chosen;
  if (!truth) out.note = "'" + chosen + "' is the event; labels: " + counted(labels);
  return out;
}

}  // namespace dlrr
