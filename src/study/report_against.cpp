// Every model against the two baselines on the same patients.
#include <algorithm>
#include <cmath>

#include "base/rank.h"
#include "evaluate/roc.h"
#include "study/protocol_parts.h"
#include "study/report_parts.h"

namespace dlrr {

namespace {

const Estimate* estimate_of(const ModelResult& model, const std::string& set) {
  for (const auto& one : model.estimates)
    if (one.set == set && !one.rows.empty()) return &one;
  return nullptr;
}

struct FoldAucs {
  double mean = 0;  // difference, over folds with both outcomes
  int won = 0, folds = 0;
};

// Fold by fold, because risks of different folds come from different models.
FoldAucs over_folds(const LearningData& data, const Estimate& model, const Estimate& baseline) {
  FoldAucs out;
  const int count = *std::ranges::max_element(model.fold) + 1;
  for (int k = 0; k < count; ++k) {
    std::vector<double> first, second;
    std::vector<int> outcome;
    for (std::size_t i = 0; i < model.rows.size(); ++i)
      if (model.fold[i] == k) {
        first.push_back(model.risk[i]);
        second.push_back(baseline.risk[i]);
        outcome.push_back(data.outcome[model.rows[i]]);
      }
    if (!has_both_classes(outcome)) continue;
    const double difference = auc(first, outcome) - auc(second, outcome);
    out.mean += difference;
    out.won += difference > 0;
    ++out.folds;
  }
  if (out.folds) out.mean /= out.folds;
  return out;
}

Json row_of(const Results& r, const std::string& protocol, const ModelResult& model,
            const ModelResult& baseline, const Estimate& first, const Estimate& second) {
  Json row = Json::of({{"protocol", protocol},
                       {"set", first.set},
                       {"model", model.model},
                       {"baseline", baseline.model},
                       {"difference", Json()},
                       {"lower", Json()},
                       {"upper", Json()},
                       {"p", Json()},
                       {"folds_won", Json()},
                       {"folds", Json()}});
  if (first.set == "resampled") {
    const auto folds = over_folds(r.data, first, second);
    if (folds.folds == 0) return row;
    row["difference"] = folds.mean;
    row["folds_won"] = folds.won;
    row["folds"] = folds.folds;
    return row;
  }
  const auto outcome = pick(r.data.outcome, first.rows);
  if (!has_both_classes(outcome)) return row;
  const auto paired = paired_delong(first.risk, second.risk, outcome);
  row["difference"] = paired.auc_first - paired.auc_second;
  if (std::isfinite(paired.p)) {
    row["lower"] = paired.difference.lower;
    row["upper"] = paired.difference.upper;
    row["p"] = paired.p;
  }
  return row;
}

}  // namespace

Json against_baselines_json(const Results& r) {
  Json out = Json::array();
  for (const auto& protocol : r.protocols)
    for (const char* set : {"resampled", "internal", "external"})
      for (const auto& model : protocol.models)
        for (const auto& baseline : protocol.models) {
          if (is_baseline(r.plan, model.model) || !is_baseline(r.plan, baseline.model)) continue;
          const auto* first = estimate_of(model, set);
          const auto* second = estimate_of(baseline, set);
          // The same rows in the same order, unless an outer fold failed for one of the two.
          if (first && second && first->rows == second->rows)
            out.push_back(row_of(r, protocol.name, model, baseline, *first, *second));
        }
  return out;
}

}  // namespace dlrr
