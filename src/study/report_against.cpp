// Every model against the two baselines on the same patients.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/rank.h"
#include "base/text.h"
#include "evaluate/cross_validated.h"
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

struct FoldGains {
  ResampledGain gain;  // of AUC, over folds with both outcomes
  int won = 0;
};

// A row that was left out in several repeats counts once.
std::set<std::size_t> distinct(const Estimate& estimate) {
  return {estimate.rows.begin(), estimate.rows.end()};
}

// Fold by fold, because risks of different folds come from different models.
FoldGains over_folds(const LearningData& data, const Estimate& model, const Estimate& baseline) {
  FoldGains out;
  std::vector<double> gains, test_per_train;
  const auto taught_in_all = static_cast<double>(data.rows_of("train").size());
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
    gains.push_back(auc(first, outcome) - auc(second, outcome));
    const auto left_out = static_cast<double>(outcome.size());
    test_per_train.push_back(left_out / (taught_in_all - left_out));
    out.won += gains.back() > 0;
  }
  out.gain = resampled_gain(gains, test_per_train);
  return out;
}

Json row_of(const Results& r, const std::string& protocol, const ModelResult& model,
            const ModelResult& baseline, const Estimate& first, const Estimate& second) {
  const auto rows = distinct(first);
  Json row = Json::of(
      {{"protocol", protocol},
       {"set", first.set},
       {"model", model.model},
       {"baseline", baseline.model},
       {"n", rows.size()},
       {"events", std::ranges::count_if(rows, [&](auto i) { return r.data.outcome[i] == 1; })},
       {"difference", Json()},
       {"lower", Json()},
       {"upper", Json()},
       {"p", Json()},
       {"method", Json()},
       {"folds_won", Json()},
       {"folds", Json()}});
  if (first.set == "resampled") {
    const auto folds = over_folds(r.data, first, second);
    if (folds.gain.folds == 0) return row;
    row["difference"] = folds.gain.mean.estimate;
    row["folds_won"] = folds.won;
    row["folds"] = folds.gain.folds;
    if (!std::isfinite(folds.gain.p)) return row;
    row["lower"] = folds.gain.mean.lower;
    row["upper"] = folds.gain.mean.upper;
    row["p"] = folds.gain.p;
    row["method"] = "left-out folds, variance of Nadeau and Bengio";
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
    row["method"] = "paired DeLong";
  }
  return row;
}

std::string listed(const std::vector<std::string>& models, const char* one, const char* many) {
  return join(models, ", ") + (models.size() == 1 ? one : many);
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

std::vector<std::string> warnings_of_baselines(const Json& against) {
  std::vector<std::string> baselines;
  std::map<std::string, std::vector<std::string>> beaten, open;  // by baseline
  for (const Json& row : against.as_array()) {
    if (row.at("protocol").as_string() != "nested" || row.at("set").as_string() != "resampled" ||
        row.at("difference").is_null())
      continue;
    const auto& baseline = row.at("baseline").as_string();
    if (std::ranges::find(baselines, baseline) == baselines.end()) baselines.push_back(baseline);
    const bool shown = !row.at("lower").is_null() && row.at("lower").as_number() > 0;
    if (row.at("difference").as_number() <= 0)
      beaten[baseline].push_back(row.at("model").as_string());
    else if (!shown)
      open[baseline].push_back(row.at("model").as_string());
  }
  std::vector<std::string> out;
  for (const auto& baseline : baselines) {
    if (!beaten[baseline].empty())
      out.push_back("nested: " + listed(beaten[baseline], " does", " do") +
                    " not beat the baseline " + baseline +
                    " on left-out patients (the mean AUC of the folds is no higher)");
    if (!open[baseline].empty())
      out.push_back("nested: the gain of " + join(open[baseline], ", ") + " over the baseline " +
                    baseline + " on left-out patients may be chance (no interval above 0)");
  }
  return out;
}

}  // namespace dlrr
