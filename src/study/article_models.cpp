// Table 3: how good each model is in each set.
#include <cmath>
#include <limits>

#include "base/text.h"
#include "study/article.h"

namespace dlrr {

namespace {

double number_at(const Json& from, std::initializer_list<const char*> keys) {
  const Json* at = &from;
  for (const char* key : keys) {
    at = at->is_object() ? at->find(key) : nullptr;
    if (!at) return std::numeric_limits<double>::quiet_NaN();
  }
  return at->is_number() || at->is_string() ? at->as_number()
                                            : std::numeric_limits<double>::quiet_NaN();
}

std::string shown(const Json& from, std::initializer_list<const char*> keys, int decimals = 3) {
  return PrintStyle{}.number(number_at(from, keys), decimals);
}

std::string auc_text(const Json& evaluation) {
  const PrintStyle style;
  const double lower = number_at(evaluation, {"auc", "lower"});
  const double upper = number_at(evaluation, {"auc", "upper"});
  const std::string area = shown(evaluation, {"auc", "estimate"});
  if (std::isnan(lower) || std::isnan(upper) || lower == upper) return area + " (no interval)";
  return area + " (" + style.range(lower, upper, 3) + ")";
}

std::vector<std::string> row_of(const std::string& protocol, const ModelResult& model,
                                const std::string& set, const Json& e) {
  std::vector<std::string> row = {protocol,           set,
                                  model.model,        model.fit ? model.fit->algorithm : "",
                                  shown(e, {"n"}, 0), shown(e, {"events"}, 0),
                                  auc_text(e)};
  // Left-out risks come from many fits: they have an AUC of folds and no one cut-off.
  const bool resampled = set == "resampled";
  row.push_back(resampled ? "" : PrintStyle{}.number(model.cutoff, 3));
  for (const char* key : {"accuracy", "sensitivity", "specificity", "ppv", "npv"})
    row.push_back(resampled ? "" : shown(e, {"operating", key, "estimate"}));
  row.push_back(resampled ? "" : shown(e, {"operating", "f1"}));
  row.push_back(resampled ? "" : shown(e, {"brier"}));
  row.push_back(resampled ? "" : shown(e, {"calibration", "slope"}, 2));
  row.push_back(resampled ? "" : shown(e, {"calibration", "intercept"}, 2));
  return row;
}

}  // namespace

NumberedTable performance_table(const Results& r, const Json& protocols) {
  PaperTable made{
      "models",
      "Performance of the models",
      {"Protocol", "Set", "Model", "Algorithm", "n", "Events", "AUC (95% CI)", "Cut-off",
       "Accuracy", "Sensitivity", "Specificity", "PPV", "NPV", "F1", "Brier", "Slope", "Intercept"},
      {},
      {"AUC with DeLong's interval; of the resampled training set the mean over the "
       "left-out folds. Positive: risk at or above the cut-off, which was chosen " +
           std::string("by Youden's index") +
           " in the training or the internal set, as the methods say. Slope and "
           "intercept: of the calibration line.",
       "NA: not estimable (one class only, no spread, or a share of no patients). No interval: "
       "DeLong's variance is 0, as when the AUC is 1, or there are too few patients."}};
  for (const auto& protocol : r.protocols) {
    const Json* models = protocols.find(protocol.name);
    if (!models) continue;
    for (const char* set : {"train", "resampled", "internal", "external"})
      for (const auto& model : protocol.models) {
        const Json* sets = models->find(model.model);
        if (const Json* e = sets ? sets->find(set) : nullptr)
          made.rows.push_back(row_of(protocol.name, model, set, *e));
      }
  }
  return {"Table 3", std::move(made),
          "Read the sets that taught nothing first: external, then resampled; training figures "
          "are what the model says of its own patients. Sensitivity counts among patients with "
          "the event, specificity among those without; PPV and NPV count among those called "
          "positive and negative and change with the share of events. A slope below 1 means risks "
          "that are too extreme."};
}

}  // namespace dlrr
