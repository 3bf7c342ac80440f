#include "study/ledger.h"

#include <algorithm>

namespace dlrr {

void Ledger::look(const std::string& set, const std::string& step, bool chooses) {
  const auto known = std::ranges::find_if(
      looks_, [&](const Look& look) { return look.set == set && look.step == step; });
  if (known != looks_.end())
    ++known->times;
  else
    looks_.push_back({set, step, 1, chooses});
}

void Ledger::open(const std::string& set) {
  constexpr const char* step = "final estimate of all models";
  const bool opened = std::ranges::any_of(
      looks_, [&](const Look& look) { return look.set == set && look.step == step; });
  if (!opened) look(set, step, false);
}

int Ledger::times(const std::string& set) const {
  int sum = 0;
  for (const auto& look : looks_)
    if (look.set == set) sum += look.times;
  return sum;
}

int Ledger::choosing(const std::string& set) const {
  int sum = 0;
  for (const auto& look : looks_)
    if (look.set == set && look.chooses) sum += look.times;
  return sum;
}

}  // namespace dlrr
