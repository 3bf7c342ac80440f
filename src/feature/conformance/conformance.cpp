#include "feature/conformance/conformance.h"

#include <cmath>

#include "base/error.h"

namespace dlrr {

namespace {

double three_digits(double value) {
  if (value == 0 || !std::isfinite(value)) return value;
  const double unit = std::pow(10.0, std::floor(std::log10(std::fabs(value))) - 2);
  return std::round(value / unit) * unit;
}

}  // namespace

void compare_value(const std::string& name, double got, double want, double tolerance,
                   ConformanceResult& result) {
  ++result.compared;
  const double rounding = 1e-9 * std::fabs(want) + 1e-12;
  // Written so that a NaN is outside.
  if (!(std::fabs(three_digits(got) - three_digits(want)) <= tolerance + rounding))
    result.misses.push_back({name, got, want, tolerance});
}

std::vector<ConformanceCase> conformance_cases(const std::filesystem::path& data) {
  std::vector<ConformanceCase> out;
  const auto add = [&](const char* folder, auto cases_of) {
    if (!std::filesystem::is_directory(data / folder)) return;
    for (ConformanceCase& one : cases_of(data / folder)) out.push_back(std::move(one));
  };
  add("ibsi1", ibsi1_cases);
  if (out.empty())
    throw Error(data.string() +
                ": neither a folder ibsi1 nor a folder ibsi2 is here; expected the reference data "
                "of the IBSI, see docs/conformance.md");
  return out;
}

}  // namespace dlrr
