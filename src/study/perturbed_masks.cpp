#include "study/perturbed_masks.h"

#include <algorithm>

#include "base/random.h"

namespace dlrr {

std::vector<std::size_t> perturbed_patients(const StabilityPlan& plan, const Cohort& cohort) {
  std::vector<std::size_t> rows;
  if (plan.perturbations == 0) return rows;
  for (std::size_t i = 0; i < cohort.patients.size(); ++i)
    if (cohort.patients[i].set == "train") rows.push_back(i);
  const auto limit = static_cast<std::size_t>(plan.patients);
  if (limit == 0 || rows.size() <= limit) return rows;
  std::ranges::sort(rows, {}, [&](std::size_t row) { return cohort.patients[row].name; });
  Random random(plan.seed, "patients whose masks are changed");
  random.shuffle(rows);
  rows.resize(limit);
  std::ranges::sort(rows);
  return rows;
}

MaskChange change_of_scan(const StabilityPlan& plan, const std::string& patient,
                          const std::vector<Scan>& scans, std::size_t at, int number) {
  const auto drawn = std::ranges::find(scans, scans[at].tumour, &Scan::tumour);
  return random_change(plan.range, plan.seed, patient + ", " + drawn->phase,
                       static_cast<std::uint64_t>(number));
}

}  // namespace dlrr
