// The evaluations of report.json regrouped for panels: one panel per protocol and set, with every
// model in it.
#pragma once

#include <string>
#include <vector>

#include "report/chart.h"
#include "report/section.h"

namespace dlrr {

struct ModelEvaluation {
  std::string model;
  int colour = 0;  // the same for a model in every panel
  const Json* evaluation = nullptr;
};

struct Panel {
  std::string protocol, set;  // either may be empty
  std::vector<ModelEvaluation> models;

  std::string title() const;  // "Nested protocol, external set"
  std::string place() const;  // "nested, external", for a table
  std::string id(const std::string& what) const;
};

// Over Panel::place: "Protocol and set", or "Set" where there is no protocol.
std::string place_title(const std::vector<Panel>& panels);

// Paper before nested; sets in the order training, resampled, internal, external, then any others.
// The Json must outlive the panels.
std::vector<Panel> panels_of(const Json& report);

// "train" as "training", "resampled" as "resampled training".
std::string set_name(const std::string& set);

}  // namespace dlrr
