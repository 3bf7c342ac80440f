// Whose masks are changed, and how: the part of `stability` that knows patients.
#pragma once

#include <string>
#include <vector>

#include "study/cohort.h"

namespace dlrr {

// Rows of the cohort: training patients, all or as many as the plan allows, chosen by its seed;
// neither the order of the tables nor other patients' data change the choice.
std::vector<std::size_t> perturbed_patients(const StabilityPlan& plan, const Cohort& cohort);

// Change number 1, 2, ... of the mask of `scans[at]`. Phases that name the same mask file were
// drawn at once and change alike.
MaskChange change_of_scan(const StabilityPlan& plan, const std::string& patient,
                          const std::vector<Scan>& scans, std::size_t at, int number);

}  // namespace dlrr
