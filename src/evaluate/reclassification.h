// What a new model changes for the patients: net reclassification improvement, continuous and by
// categories, and integrated discrimination improvement. Pencina et al., Stat Med 2008 (variance
// under the null hypothesis) and Stat Med 2011 (multinomial variance, the default). Risks are
// compared bit for bit, never rounded.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "evaluate/interval.h"

namespace dlrr {

// The net share of one outcome that moves the right way: Wald, 95 %, with the multinomial variance
// (2011) and the z of the null hypothesis (2008). z and p are NaN when their variance is 0.
struct NriPart {
  Interval share;
  double se_2011 = 0, z_2011 = 0, p_2011 = 0;
  double z_2008 = 0, p_2008 = 0;
};

struct Nri {
  std::size_t events = 0, nonevents = 0;
  std::size_t up_event = 0, down_event = 0, up_nonevent = 0, down_nonevent = 0;
  NriPart event;     // P(up | event) - P(down | event)
  NriPart nonevent;  // P(down | non-event) - P(up | non-event)
  Interval nri;      // event + nonevent, -2 .. 2, never a per cent; Wald, 95 %, with se_2011
  double se_2011 = 0, z_2011 = 0, p_2011 = 0;  // z and p are NaN when the se is 0: not estimable
  double se_2008 = 0, z_2008 = 0, p_2008 = 0;
  // Of the categorical form: the cuts, and tables [old category][new category]; empty otherwise.
  std::vector<double> cuts;
  std::vector<std::vector<std::size_t>> table_event, table_nonevent;
};

// {"estimate", "lower", "upper", "event", "event_lower", "event_upper", "event_z", "event_p",
//  "event_z_2008", "event_p_2008", the same of "nonevent", "z", "p", "z_2008", "p_2008", "method",
//  "moved": {...}[, "cuts", "table_event", "table_nonevent"]}
Json to_json(const Nri& nri);

Nri continuous_nri(std::span<const double> old_risk, std::span<const double> new_risk,
                   std::span<const int> outcome);
// Categories [cut_k, cut_k+1): a risk equal to a cut belongs above it. Cuts must rise.
Nri categorical_nri(std::span<const double> old_risk, std::span<const double> new_risk,
                    std::span<const int> outcome, std::span<const double> cuts);

struct Idi {
  double mean_event_old = 0, mean_event_new = 0, mean_nonevent_old = 0, mean_nonevent_new = 0;
  double event = 0, nonevent = 0;  // rise of the mean risk in events; in non-events
  Interval idi;                    // event - nonevent; Wald, 95 %
  double se = 0, z = 0, p = 0;     // of the paired differences; NaN when the se is 0
};

// {"estimate", "lower", "upper", "event", "nonevent", "z", "p"}
Json to_json(const Idi& idi);

Idi idi(std::span<const double> old_risk, std::span<const double> new_risk,
        std::span<const int> outcome);

}  // namespace dlrr
