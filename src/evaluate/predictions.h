// Predicted risks with what became of the patients, read from a table of any spelling: one outcome
// (0/1 or two labels), times with events, or both; several risks of the same patients; sets.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "base/csv.h"

namespace dlrr {

// What to read. Empty names are columns that are not there.
struct PredictionColumns {
  std::vector<std::string> risks;
  std::vector<std::string> scores;        // those of `risks` that are no probabilities: order only
  std::string outcome, event_label;       // the label of `outcome` that means the event
  std::string time, event, status_label;  // the label of `event` that means the event
  std::string set;
  bool drop_missing = false;  // leave incomplete rows out, and say so, instead of stopping
};

struct Risk {
  std::string name;
  bool probability = true;
  std::vector<double> value;
};

struct Predictions {
  std::vector<Risk> risks;
  std::vector<int> outcome;  // empty: no binary outcome
  std::string outcome_name, event_label;
  std::vector<double> time;  // empty: no follow-up; in the unit of the table
  std::vector<int> event;
  std::string time_name, event_name;
  std::vector<std::string> set;  // per patient; empty: one cohort
  std::string set_name;
  std::vector<std::string> notes;  // what was left out or assumed, in words
  std::size_t size() const { return risks.front().value.size(); }
  // The patients of one set.
  Predictions of_set(const std::string& name) const;
  // The same patients by outcome, follow-up and risks, so that no statistic, not even a bootstrap,
  // depends on the order of the rows in a file.
  Predictions in_order() const;
};

// Comma, semicolon or tab, as the header row shows; with semicolons or tabs, numbers may have a
// decimal comma. Throws with the row of the table where a value cannot be used.
Predictions read_predictions(const std::filesystem::path& path, const PredictionColumns& columns);

}  // namespace dlrr
