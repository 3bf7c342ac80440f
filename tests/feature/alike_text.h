// Texts that hold numbers, compared as PyRadiomics' diagnostics are.
#pragma once

#include <cmath>
#include <regex>
#include <string>

namespace dlrr {

// Equal but for the last digits of the numbers in it.
inline bool alike(const std::string& a, const std::string& b) {
  static const std::regex number(R"(-?[0-9.]+(e[-+]?[0-9]+)?)");
  if (a.size() == 40) return a == b;
  const std::string none;
  if (std::regex_replace(a, number, none) != std::regex_replace(b, number, none)) return false;
  std::sregex_iterator i(a.begin(), a.end(), number), j(b.begin(), b.end(), number), end;
  for (; i != end && j != end; ++i, ++j) {
    const double x = std::stod(i->str()), y = std::stod(j->str());
    if (!(std::fabs(x - y) <= 1e-9 + 1e-9 * std::fabs(y))) return false;
  }
  return i == end && j == end;
}

}  // namespace dlrr
