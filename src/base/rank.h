// The area under the ROC curve as the chance that an event outranks a non-event (Mann and Whitney
// 1947); equal risks count one half.
#pragma once

#include <span>

namespace dlrr {

// outcome: 0 or 1 per risk. NaN when one class is missing. A risk that is NaN is an Error.
double auc(std::span<const double> risk, std::span<const int> outcome);

}  // namespace dlrr
