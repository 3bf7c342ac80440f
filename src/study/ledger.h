// A record of every time a held-out set was looked at: a set that helped to choose no longer tests
// the choice.
#pragma once

#include <string>
#include <vector>

namespace dlrr {

struct Look {
  std::string set, step;  // "internal", "choice of the algorithm"
  int times = 0;
  bool chooses = false;  // whether anything was decided by what was seen
};

class Ledger {
 public:
  void look(const std::string& set, const std::string& step, bool chooses);
  // The last look, which decides nothing: all models together are one opening of the set.
  void open(const std::string& set);

  const std::vector<Look>& looks() const { return looks_; }
  int times(const std::string& set) const;     // all looks
  int choosing(const std::string& set) const;  // those that decided something

 private:
  std::vector<Look> looks_;
};

}  // namespace dlrr
