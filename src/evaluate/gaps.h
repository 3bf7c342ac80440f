// Numbers that cannot be had: null in the JSON, with the place and the reason in a list beside it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/json.h"

namespace dlrr {

// In words, for a place such as "risks.A.auc.lower" or "pairs[0].delong.p".
using GapReason = std::string (*)(const std::string& place);

// `value` with null for every NaN; each place is added to `gaps` once as {"at", "reason"}, that of
// a list of plain numbers as "NAME[]". An object with a key "reason" speaks for what is in it.
Json without_gaps(const Json& value, const std::string& place, GapReason reason, Json& gaps);

// The note of a row of a table: "auc, auc_lower: one class only; slope: a constant risk". Columns
// that follow each other and share a reason share the words.
class GapNote {
 public:
  void add(const std::string& column, const std::string& reason);
  std::string text() const;

 private:
  std::vector<std::pair<std::string, std::string>> parts_;  // columns, reason
};

}  // namespace dlrr
