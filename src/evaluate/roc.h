// Discrimination: the area under the ROC curve with the variance of DeLong, the curve, the paired
// test of two scores and the Youden cut. The direction is fixed: a higher score means the event.
// DeLong, DeLong, Clarke-Pearson, Biometrics 1988; placements by ranks: Sun and Xu, IEEE SPL 2014.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/json.h"
#include "evaluate/interval.h"

namespace dlrr {

struct Auc {
  double auc = 0;       // share of (event, non-event) pairs in the right order, ties count one half
  double variance = 0;  // of DeLong; NaN with fewer than two events or non-events
  Interval interval;    // auc -+ z * se, clipped to [0, 1]
  bool degenerate = false;  // the variance is 0 or cannot be had, so the interval says nothing
  std::size_t events = 0, nonevents = 0;
};

// {"estimate", "lower", "upper", "method": "DeLong"[, "note"]}
Json to_json(const Auc& auc);

// O(n log n). NaN when one class is absent.
Auc area_under_curve(std::span<const double> score, std::span<const int> outcome,
                     double confidence = 0.95);

struct RocPoint {
  double threshold = 0;  // called positive when score >= threshold
  std::size_t tp = 0, fp = 0;
  double tpr = 0, fpr = 0;  // sensitivity, 1 - specificity
};

// At -Inf, the midpoints between sorted distinct scores, and +Inf, in rising order of the
// threshold.
std::vector<RocPoint> roc_curve(std::span<const double> score, std::span<const int> outcome);

// [[fpr, tpr, threshold], ...]
Json to_json(const std::vector<RocPoint>& curve);

struct PairedRoc {
  double auc_first = 0, auc_second = 0;
  Interval difference;  // first - second
  double covariance = 0, standard_error = 0;
  double z = 0, p = 0;  // two-sided normal; NaN when the standard error is 0
};

// {"auc_first", "auc_second", "difference": {...}, "z", "p", "method": "paired DeLong"}
Json to_json(const PairedRoc& test);

// Two scores of the same patients.
PairedRoc paired_delong(std::span<const double> first, std::span<const double> second,
                        std::span<const int> outcome, double confidence = 0.95);

struct UnpairedRoc {
  double difference = 0;  // first - second
  double t = 0, df = 0, p = 0;
};

// Two scores of different patients; t with the degrees of freedom of Welch and Satterthwaite.
UnpairedRoc unpaired_delong(const Auc& first, const Auc& second);

// {"difference", "t", "df", "p", "method": "unpaired DeLong"}
Json to_json(const UnpairedRoc& test);

struct Youden {
  double threshold = 0;     // the lowest optimal one, so the highest sensitivity
  double index = 0;         // sensitivity + specificity - 1
  std::size_t ties = 0;     // number of optimal thresholds
  std::vector<double> all;  // all of them, rising
  bool useful = false;      // false: no cut is better than chance
};

// {"threshold", "index", "ties", "useful"}
Json to_json(const Youden& cut);

// TP * n0 + TN * n1 is compared as an integer, so ties are exact. Youden, Cancer 1950.
Youden youden_cut(std::span<const double> score, std::span<const int> outcome);

}  // namespace dlrr
