// Do groups spread alike? Levene (1960) about the means, its form about the medians (Brown and
// Forsythe, JASA 1974) and Bartlett (Proc R Soc A 1937; needs normal data). They are told beside a
// comparison and never choose its test: Welch's needs no equal variances.
#pragma once

#include "evaluate/baseline.h"

namespace dlrr {

// Analysis of variance of the distances to the mean of the own group.
FTest levene(const Groups& groups);
// The same about the median.
FTest brown_forsythe(const Groups& groups);

struct BartlettTest {
  double k2 = 0, df = 0, p = 0;  // NaN when a group has one value or no spread
};
BartlettTest bartlett(const Groups& groups);

}  // namespace dlrr
