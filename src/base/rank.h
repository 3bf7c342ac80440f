// Ranks: the order of values, and the area under the ROC curve as the chance that an event outranks
// a non-event (Mann and Whitney 1947); equal risks count one half.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace dlrr {

// Indices by rising value; equal values keep their order.
std::vector<std::size_t> rising_order(std::span<const double> values);

bool has_both_classes(std::span<const int> outcome);

// outcome: 0 or 1 per risk. NaN when one class is missing. A risk that is NaN is an Error.
double auc(std::span<const double> risk, std::span<const int> outcome);

}  // namespace dlrr
