// How far two (or k) readers' masks give the same feature: intraclass correlation of a single
// rating or of the mean of k ratings (Shrout and Fleiss 1979) with 95 % intervals (McGraw and Wong
// 1996).
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dlrr {

enum class IccForm {
  one_way,      // ICC(1,1)
  agreement,    // ICC(2,1): two-way random, absolute agreement
  consistency,  // ICC(3,1)
  // The mean of all readers' ratings instead of one reader's.
  one_way_mean,      // ICC(1,k)
  agreement_mean,    // ICC(2,k)
  consistency_mean,  // ICC(3,k)
};

struct Icc {
  double estimate = 0;  // NaN when there is none; may be below -1, is never clipped
  double lower = 0, upper = 0;
  std::size_t n = 0;   // cases with every reader's number
  std::string reason;  // why there is no estimate, or what to know about it; usually empty
};

// "1,1", "2,1", "3,1", "1,k", "2,k" or "3,k"; anything else is an Error.
IccForm icc_form(std::string_view text);

// One column per reader (at least two), equally long, cases in the same order. A case with a gap
// (NaN) in any column is left out.
Icc icc(std::span<const std::vector<double>> readers, IccForm form = IccForm::agreement);

}  // namespace dlrr
