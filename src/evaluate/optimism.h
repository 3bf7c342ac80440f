// Optimism of a model that is judged on the patients it was learned from, by bootstrap samples on
// which everything was learned again. Harrell, Lee and Mark, Stat Med 1996; .632+: Efron and
// Tibshirani, JASA 1997, with the AUC's no-information value of 0.5.
#pragma once

#include <span>

#include "base/json.h"

namespace dlrr {

// AUCs of a model learned on one bootstrap sample; NaN where one class is absent.
struct BootstrapAuc {
  double apparent = 0;    // on the sample itself
  double original = 0;    // on all training patients
  double out_of_bag = 0;  // on those who were not drawn
};

struct Optimism {
  double apparent = 0;    // of the final model on the training patients
  double optimism = 0;    // mean of apparent - original over samples
  double harrell = 0;     // apparent - optimism
  double out_of_bag = 0;  // mean
  double overfitting = 0, weight = 0;
  double plus632 = 0;
  std::size_t samples = 0;
};

// NaN in what no sample can tell.
Optimism bootstrap_optimism(double apparent, std::span<const BootstrapAuc> samples);

Json to_json(const Optimism& optimism);

}  // namespace dlrr
