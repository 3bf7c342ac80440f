// Harrell's C: the share of usable pairs in which the patient with the higher risk has the earlier
// event. Harrell et al., JAMA 1982; standard error by the infinitesimal jackknife (Therneau and
// Watson 2015).
#pragma once

#include <cstdint>
#include <span>

#include "base/json.h"
#include "evaluate/interval.h"

namespace dlrr {

struct Concordance {
  Interval c;  // Wald, 95 %, clipped to [0, 1]; NaN without usable pairs
  double se = 0;
  std::uint64_t concordant = 0, discordant = 0;
  std::uint64_t tied_risk = 0;  // usable pairs with equal risk, they count one half
  std::uint64_t tied_time = 0;  // two events at one time: left out
  std::uint64_t tied_both = 0;
};

// {"estimate", "lower", "upper", "concordant", "discordant", "tied_risk"}
Json to_json(const Concordance& concordance);

// time >= 0 in any unit, event 0 or 1, higher risk = worse. An event at the time of a censoring
// comes first. O(n log n).
Concordance harrell_c(std::span<const double> risk, std::span<const double> time,
                      std::span<const int> event);

}  // namespace dlrr
