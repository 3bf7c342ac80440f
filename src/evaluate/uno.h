// Discrimination under censoring, with patients weighted by the inverse chance of still being
// watched: Uno's C (Uno et al., Stat Med 2011) and the cumulative/dynamic AUC at a time (Uno et
// al., JASA 2007; Hung and Chiang 2010). An event at the time of a censoring comes first.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "evaluate/bootstrap.h"
#include "evaluate/interval.h"

namespace dlrr {

// G(t-) at each row: the chance of being uncensored just before the row's time.
std::vector<double> uncensored_before(std::span<const double> time, std::span<const int> event);

// Over events before or at tau (infinite: all); weights 1 / G(t-)^2. NaN without a usable pair.
double uno_c(std::span<const double> risk, std::span<const double> time, std::span<const int> event,
             double tau);

struct AucAt {
  double time = 0;
  double auc = 0;            // NaN without a case or without a control
  std::size_t cases = 0;     // event at or before the time
  std::size_t controls = 0;  // still watched after it
  std::size_t censored = 0;  // watched no longer, without the event: in the weights only
};
AucAt auc_at(std::span<const double> risk, std::span<const double> time, std::span<const int> event,
             double at);

// Uno's C followed by the AUC at each time, with percentile intervals over patients drawn anew.
struct CensoredDiscrimination {
  Interval c;
  std::vector<AucAt> at;
  std::vector<Interval> at_interval;
};
CensoredDiscrimination censored_discrimination(std::span<const double> risk,
                                               std::span<const double> time,
                                               std::span<const int> event, double tau,
                                               std::span<const double> times, const Bootstrap& how);

}  // namespace dlrr
