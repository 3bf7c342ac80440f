// What a feature is, as a row beside the code that computes it: the row feeds the CLI, the docs and
// the report. Nothing is typed twice.
#pragma once

#include <string_view>

namespace dlrr {

struct FeatureDefinition {
  std::string_view name;     // PyRadiomics' name inside its family: "Contrast"
  std::string_view ibsi;     // IBSI id ("ACUI"), two where IBSI lists one number twice; "" for none
  std::string_view unit;     // "mm", "mm2", "mm3", "intensity", "intensity2", "" for none
  std::string_view formula;  // TeX
  std::string_view reads;    // what a large value means, in words
  std::string_view undefined;  // when there is no value; "" for never
  bool by_name = false;        // only when asked for by name: deprecated in PyRadiomics
};

}  // namespace dlrr
