// The outcome as people write it: 0/1, yes/no, or two labels of which one is the event.
#pragma once

#include <string>
#include <vector>

namespace dlrr {

struct OutcomeLabels {
  std::vector<std::string> cells;  // "0", "1" or "" (missing)
  std::string event;               // the label that is the event; empty for plain 0/1
  std::string note;                // which label is the event; empty for plain 0/1
};

// `event`: the label that counts as 1; empty: 1, yes, true, else the larger number or the later
// word. More than two labels, or an event that does not occur, are Errors that list the labels.
OutcomeLabels read_outcome_labels(const std::vector<std::string>& cells, const std::string& event);

}  // namespace dlrr
