#include "feature/conformance/conformance.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "image/read.h"

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
  const double off = std::fabs(three_digits(got) - three_digits(want));
  if (tolerance > 0) result.worst = std::max(result.worst, off / tolerance);
  // Written so that a NaN is outside.
  if (!(off <= tolerance + rounding)) result.misses.push_back({name, got, want, tolerance});
}

ConformanceScan read_conformance_scan(const std::filesystem::path& folder) {
  ConformanceScan scan{read_image(folder / "image.nii.gz"), read_mask(folder / "mask.nii.gz", 1)};
  scan.mask = fit_mask_to(scan.mask, scan.image.geometry);
  return scan;
}

std::vector<ConformanceCase> conformance_cases(const std::filesystem::path& data) {
  std::vector<ConformanceCase> out;
  const auto add = [&](std::vector<ConformanceCase> cases) {
    for (ConformanceCase& one : cases) out.push_back(std::move(one));
  };
  const auto ibsi1 = data / "ibsi1", ibsi2 = data / "ibsi2";
  if (std::filesystem::is_directory(ibsi1)) add(ibsi1_cases(ibsi1));
  if (std::filesystem::is_directory(ibsi2)) {
    add(ibsi2_map_cases(ibsi2));
    if (std::filesystem::is_directory(ibsi1)) add(ibsi2_value_cases(ibsi2, ibsi1 / "ct_phantom"));
  }
  if (out.empty())
    throw Error(data.string() +
                ": neither a folder ibsi1 nor a folder ibsi2 is here; expected the reference data "
                "of the IBSI, see docs/conformance.md");
  return out;
}

}  // namespace dlrr
